"""Finds names and ways to reach somebody in a text. Pure: it knows neither rows nor forms.

Names are looked for without capitals and accents, whole and in parts; a part counts where it is written with a capital. Addresses, telephone numbers and
the names of accounts count whosever they are: in a text that is read blind there is no good reason for one. Links count where they lead to somebody's page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

NAME, PART, MAIL, PHONE, HANDLE, LINK = "name", "part", "mail", "phone", "handle", "link"
KINDS = (NAME, PART, MAIL, PHONE, HANDLE, LINK)

PARTICLES = frozenset(
    [
        "de",
        "del",
        "la",
        "las",
        "los",
        "el",
        "y",
        "e",
        "i",
        "da",
        "do",
        "das",
        "dos",
        "di",
        "van",
        "von",
        "der",
        "den",
        "san",
        "santa",
        "mac",
        "mc",
        "al",
        "ben",
        "bin",
        "the",
        "of",
        "and",
    ]
)
"""Words of names that are no name."""
SHORTEST_PART = 3
MOST = 200
"""Findings in one text: a text that names people on every line is read by a person."""
SIGNS = str.maketrans({"’": "'", "ʼ": "'", "´": "'", "`": "'", "‐": "-", "‑": "-", "–": "-"})
E_MAIL = re.compile(r"[\w.+-]+(?:@|\s?\(at\)\s?|\s?\[at\]\s?|\s?\(arroba\)\s?)[a-z0-9-]+(?:\.[a-z0-9-]+)+")
TELEPHONE = re.compile(r"(?<![\w,.])\+?\(?\d(?:[ .()\-]{0,2}\d){9,13}(?![\w]|[,.]\d)")
ACCOUNT = re.compile(r"(?<![\w@/.])@[\w.]{2,30}")
ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']+|(?<![\w@.])(?:instagram|facebook|fb|twitter|x|tiktok|linkedin|linktr)\.(?:com|ee)/[^\s<>\"']+"
)
PAGES = re.compile(
    r"(?:^|[/.])(?:instagram\.com|facebook\.com|fb\.com|fb\.me|twitter\.com|x\.com|tiktok\.com|linkedin\.com|linktr\.ee|t\.me|wa\.me|imdb\.com/name|letterboxd\.com)/"
    r"|(?:youtube\.com|vimeo\.com)/(?:@|c/|channel/|user)"
)
NUMBERS = 8
"""A telephone is the same when its last digits are."""


class Leak(NamedTuple):
    """A passage of a text, from `start` to `end`, what it is, and whose (empty where that is not known)."""

    start: int
    end: int
    kind: str
    whose: str


class Span(NamedTuple):
    """The same in a folded text."""

    start: int
    end: int
    kind: str
    whose: str


@dataclass(frozen=True)
class Person:
    """Somebody whom a text must not name. `whose` is what they are to the application; `names` are full names, the others as written."""

    whose: str
    names: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    handles: tuple[str, ...] = field(default=())


def folded(text: str) -> tuple[str, list[int]]:
    """The text without capitals and accents, and for each of its characters (and its end) the place in the text from which it comes.

    The text is decomposed (NFKD), so that accents written apart fold as well; runs of blanks are one.
    """
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text.translate(SIGNS)):
        if character.isspace() or character == "\u00ad":
            if character != "\u00ad" and (not letters or letters[-1] != " "):
                letters.append(" ")
                places.append(place)
            continue
        for part in unicodedata.normalize("NFKD", character).casefold():
            if not unicodedata.combining(part):
                letters.append(part)
                places.append(place)
    places.append(len(text))
    return "".join(letters), places


class Searcher:
    """Looks for some people in any number of texts."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = list(people)
        self.whole: dict[str, str] = {}
        self.parts: dict[str, str] = {}
        self.phones: dict[str, str] = {}
        self.mails: dict[str, str] = {}
        self.accounts: dict[str, str] = {}
        self.run_together: dict[str, str] = {}
        for person in self.people:
            self.add(person)
        self.names = words_of([*self.whole, *self.parts])

    def add(self, person: Person) -> None:
        for name in person.names:
            self.add_name(name, person.whose)
        for mail in person.mails:
            self.mails.setdefault(mail.strip().casefold(), person.whose)
        for phone in person.phones:
            if digits := only_digits(phone)[-NUMBERS:]:
                self.phones.setdefault(digits, person.whose)
        for handle in (*person.handles, *(last_of(link) for link in person.links)):
            if len(bare := folded(handle.lstrip("@"))[0]) >= SHORTEST_PART:
                self.accounts.setdefault(bare, person.whose)

    def add_name(self, name: str, whose: str) -> None:
        plain = folded(name.strip())[0].strip()
        words = [word for word in re.split(r"[\s,]+", plain) if word]
        if len(plain) >= SHORTEST_PART:
            self.whole.setdefault(plain, whose)
        if len(words) > 1:
            self.run_together.setdefault("".join(re.findall(r"\w", plain)), whose)
            for word in words:
                if len(word) >= SHORTEST_PART and word not in PARTICLES:
                    self.parts.setdefault(word, whose)

    def find(self, text: str) -> list[Leak]:
        """What leaks from a text, in order, none within another. At most MOST."""
        plain, places = folded(text)
        found: list[Leak] = []
        for start, end, kind, whose in self.spans(plain):
            if kind != PART or text[places[start]].isupper():
                found.append(Leak(places[start], end_of(text, places, end), kind, whose))
        kept: list[Leak] = []
        for leak in sorted(found, key=lambda leak: (leak.start, -leak.end)):
            if not kept or leak.start >= kept[-1].end:
                kept.append(leak)
        return kept[:MOST]

    def spans(self, plain: str) -> Iterator[Span]:
        """All that may leak from a folded text; a link or an address is not looked into once more."""
        links = list(self.links(plain))
        mails = [Span(*found.span(), MAIL, self.mails.get(found[0]) or self.owner_of(found[0]) or "") for found in E_MAIL.finditer(plain)]
        taken = [(span.start, span.end) for span in (*links, *mails)]
        yield from (span for span in links if span.kind)
        yield from mails
        yield from (span for span in (*self.handles(plain), *self.numbers(plain), *self.named(plain)) if not inside(span.start, taken))

    def links(self, plain: str) -> Iterator[Span]:
        """Web addresses; of one that leads to nobody's page the kind is empty."""
        for found in ADDRESS.finditer(plain):
            link = found[0].rstrip(".,;:)!?")
            whose = self.owner_of(link)
            is_leak = whose is not None or PAGES.search(link) is not None
            yield Span(found.start(), found.start() + len(link), LINK if is_leak else "", whose or "")

    def handles(self, plain: str) -> Iterator[Span]:
        """Accounts with their sign, and full names run together, as accounts and domains have them."""
        for found in ACCOUNT.finditer(plain):
            handle = found[0].rstrip(".")
            yield Span(found.start(), found.start() + len(handle), HANDLE, self.accounts.get(handle[1:]) or self.owner_of(handle[1:]) or "")
        for word, whose in self.run_together.items():
            for start in places_of(word, plain) if len(word) >= NUMBERS else ():
                yield Span(start, start + len(word), HANDLE, whose)

    def numbers(self, plain: str) -> Iterator[Span]:
        for found in TELEPHONE.finditer(plain):
            yield Span(*found.span(), PHONE, self.phones.get(only_digits(found[0])[-NUMBERS:], ""))

    def named(self, plain: str) -> Iterator[Span]:
        for found in self.names.finditer(plain) if self.names else ():
            word = found[0]
            yield Span(*found.span(), NAME, self.whole[word]) if word in self.whole else Span(*found.span(), PART, self.parts[word])

    def owner_of(self, link: str) -> str | None:
        """Whose page or address it is: one of the accounts that are known, or a full name run together; None when nobody's."""
        squeezed = "".join(re.findall(r"\w", link))
        for known in (self.accounts, self.run_together):
            for word, whose in known.items():
                if len(word) > SHORTEST_PART and (word in link or "".join(re.findall(r"\w", word)) in squeezed):
                    return whose
        return None


def words_of(words: list[str]) -> re.Pattern[str] | None:
    """Any of these as whole words, the longest first; blanks between their words may be of any kind."""
    if not words:
        return None
    alternatives = "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
    return re.compile(rf"(?<![^\W_])(?:{alternatives})(?![^\W_])")


def places_of(word: str, text: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + len(word))


def end_of(text: str, places: list[int], end: int) -> int:
    """Where in the text a passage ends whose last folded character is the one before `end`; accents that follow belong to it."""
    place = places[end - 1] + 1
    while place < len(text) and (unicodedata.combining(text[place]) or text[place] == "\u00ad"):
        place += 1
    return place


def inside(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def only_digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())


def last_of(link: str) -> str:
    """The account of a page: the last part of its path; empty where there is none."""
    path = re.sub(r"^https?://(?:www\.)?", "", link.strip()).split("?")[0].rstrip("/")
    return path.rsplit("/", 1)[1] if "/" in path else ""


def around(text: str, leak: Leak, width: int = 60) -> tuple[str, str, str]:
    """What stands before the passage, the passage, and what stands behind it, each in one line."""
    before = text[max(0, leak.start - width) : leak.start]
    after = text[leak.end : leak.end + width]
    if leak.start > width:
        before = f"…{before}"
    if leak.end + width < len(text):
        after += "…"
    return " ".join(before.split("\n")), text[leak.start : leak.end], " ".join(after.split("\n"))
