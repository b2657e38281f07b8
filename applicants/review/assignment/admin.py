"""Hangs the pages of the panel and of plans among those of rounds."""

from __future__ import annotations

from applicants.review.assignment import pages
from applicants.review.panel import pages as panel
from applicants.review.rounds.admin import RoundAdmin

RoundAdmin.more_pages |= {
    "<int:pk>/plan/": ("round_plan", pages.planning),
    "<int:pk>/plan/<int:plan>/": ("round_planned", pages.planned),
    "<int:pk>/plan/<int:plan>/<int:application>/": ("round_plan_why", pages.why),
    "panel/<slug:code>/": ("panel", panel.panel_page),
    "panel/<slug:code>/<int:pk>/": ("panel_member", panel.member_page),
    "profile/": ("reviewer_profiles", panel.own_pages),
    "profile/<slug:code>/": ("reviewer_profile", panel.own_page),
}
