"""Folios: the call's prefix, five random characters and one that catches slips of the pen (ISO/IEC 7064, MOD 37,36)."""

import secrets

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Crockford's base 32 without vowels, and without 0 and 1, which read like O and I.
UNMISTAKABLE = "23456789BCDFGHJKMNPQRSTVWXYZ"
RANDOM_CHARACTERS = 5


def new_folio(prefix: str) -> str:
    """A folio like CCC27-4F7KQ9. Its check character is one of the unmistakable ones, too."""
    while True:
        body = "".join(secrets.choice(UNMISTAKABLE) for _ in range(RANDOM_CHARACTERS))
        check = check_character(prefix + body)
        if check in UNMISTAKABLE:
            return f"{prefix}-{body}{check}"


def is_folio(text: str) -> bool:
    """Whether the check character fits: any single wrong character and nearly every swap of two neighbours is found."""
    characters = text.replace("-", "")
    return len(characters) > 1 and set(characters) <= set(ALPHABET) and check_character(characters[:-1]) == characters[-1]


def check_character(characters: str) -> str:
    """ISO/IEC 7064:2003 MOD 37,36 (hybrid system) over digits and capital letters."""
    product = 36
    for character in characters:
        total = (product + ALPHABET.index(character)) % 36 or 36
        product = total * 2 % 37
    return ALPHABET[(37 - product) % 36]
