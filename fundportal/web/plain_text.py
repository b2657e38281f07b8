"""Text as people see it: without signs that show nothing or turn the direction of writing."""

import re
import unicodedata

# Control characters (NUL aside: forms refuse it with a sentence), and those that turn the direction of writing: "fdp.exe" must not read "exe.pdf".
UNSEEN = re.compile("[\x01-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
UNSEEN_BUT_BREAKS = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
INVISIBLE = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters by their category, blank on the page


def one_line(text: str) -> str:
    """A line: composed (NFC), breaks and tabs as spaces, nothing unseen; empty when there is nothing to see."""
    return visible(UNSEEN.sub("", re.sub("[\t\n\v\f\r\x85\u2028\u2029]", " ", text)))


def paragraphs(text: str) -> str:
    """Text that keeps its line breaks and tabs; otherwise as `one_line`."""
    return visible(UNSEEN_BUT_BREAKS.sub("", re.sub("\r\n?|[\u2028\u2029]", "\n", text)))


def address(text: str) -> str:
    """Text in which no sign of format belongs anywhere: what is copied from a page often brings some along."""
    return "".join(sign for sign in one_line(text) if unicodedata.category(sign) != "Cf")


def visible(text: str) -> str:
    """The composed text without space around it; empty when no sign of it leaves a mark."""
    if all((unicodedata.category(sign)[0] in "CZ" and sign != "\0") or sign in INVISIBLE for sign in text):
        return ""
    return unicodedata.normalize("NFC", text).strip()
