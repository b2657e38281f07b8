"""Text that a spreadsheet would run as a formula, made harmless (OWASP, CSV injection)."""

from applicants.calls.questions.sql import harmless

__all__ = ["harmless"]
