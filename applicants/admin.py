"""Gathers the admin pages of the features; nothing else stands here."""

from applicants.applications import admin as applications
from applicants.applications.team import admin as team
from applicants.calls import admin as calls
from applicants.disclosure.floors import admin as floors
from applicants.disclosure.staff import admin as disclosure
from applicants.reports import admin as reports
from applicants.reports.answers import admin as answers
from applicants.reports.answers import from_lists
from applicants.review import admin as review
from applicants.selection import admin as selection

__all__ = ["answers", "applications", "calls", "disclosure", "floors", "from_lists", "reports", "review", "selection", "team"]
