"""Gathers the admin pages of the features; nothing else stands here."""

from applicants.reports import admin as reports
from applicants.reports.answers import admin as answers

__all__ = ["answers", "reports"]
