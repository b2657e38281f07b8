"""Whole numbers out of addresses and forms, where anything may stand."""


def number(text: str, *, digits: int = 18) -> int:
    """What the text says, of at most so many digits; 0 for what is no such number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else 0
