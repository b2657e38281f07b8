"""Text that a spreadsheet would run as a formula, made harmless (OWASP, CSV injection). For answers in SQL: applicants.calls.questions.sql."""

from applicants.calls.questions.sql import FORMULA_STARTS


def harmless(text: str) -> str:
    """The text, with an apostrophe before a first character that starts a formula."""
    return f"'{text}" if text[:1] and text[0] in FORMULA_STARTS else text
