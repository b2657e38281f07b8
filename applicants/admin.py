"""Gathers the admin pages of the features; nothing else stands here."""

from applicants.applications import admin as applications
from applicants.reports import admin as reports
from applicants.reports.answers import admin as answers
from applicants.review import admin as review

__all__ = ["answers", "applications", "reports", "review"]
