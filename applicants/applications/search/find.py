"""From what somebody typed to applications that hold it, and to the passages in which it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from applicants.applications.search.covering import GAP
from applicants.applications.search.texts import Label, Text
from applicants.applications.search.vectors import quoted
from applicants.applications.search.vocabulary import MOST, Meant, meant_by
from applicants.applications.search.words import MOST_TYPED, MOST_WORDS, Asked, Clause, Found, Typed, found_in, parse, places

AROUND = 70
"""Signs of a text that are shown before and after what was found."""


class Sought(NamedTuple):
    """Words in a row, each of which may be any of several; one word most often. `without`: that must not be there."""

    row: tuple[frozenset[str], ...]
    without: bool

    @property
    def is_nowhere(self) -> bool:
        """Whether some word of it occurs in no application at all."""
        return not all(self.row)

    @property
    def raw(self) -> str:
        several = [f"({'|'.join(map(quoted, sorted(words)))})" for words in self.row]
        return f"{'!' if self.without else ''}({'<->'.join(several)})"


class Excerpt(NamedTuple):
    """A passage of a text: its question, and its pieces in a row, of which some are what was sought."""

    label: Label
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True)
class Inquiry:
    """What is sought: `raw` as PostgreSQL reads it (see the lookup `matches`). Where `finds_nothing`, no statement is needed to know."""

    sought: tuple[Sought, ...]
    finds_nothing: bool
    notes: tuple[str, ...] = ()

    @property
    def raw(self) -> str:
        return "&".join(each.raw for each in self.sought)

    @property
    def wanted(self) -> list[Sought]:
        return [each for each in self.sought if not each.without]

    def is_met_by(self, texts: Iterable[Text]) -> bool:
        """The same of texts at hand: every wanted word somewhere in them, none that is to be left out."""
        rows = [list(found_in(piece)) for text in texts for piece in text.text.split(GAP)]
        return all(any(stands_in(row, each) for row in rows) is not each.without for each in self.sought)

    def excerpt(self, texts: Iterable[Text]) -> Excerpt | None:
        """From the text in which most of the wanted words stand, the first of several; None where there is none (a name, a folio)."""
        best: tuple[int, Text, str, list[Found]] | None = None
        for text in texts:
            for piece in text.text.split(GAP):
                row = list(found_in(piece))
                count = sum(stands_in(row, each) for each in self.wanted)
                if count > (best[0] if best else 0):
                    best = (count, text, piece, row)
            if best and best[0] == len(self.wanted):
                break
        return cut_out(best[1].label, best[2], self.marks(best[3])) if best else None

    def marks(self, row: list[Found]) -> list[tuple[int, int]]:
        """Where in its text what is wanted stands, in order; what overlaps is one."""
        merged: list[tuple[int, int]] = []
        for start, end in sorted(place for each in self.wanted for place in places(row, each.row)):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged


def stands_in(row: list[Found], sought: Sought) -> bool:
    return next(places(row, sought.row), None) is not None


def cut_out(label: Label, text: str, marks: Sequence[tuple[int, int]]) -> Excerpt:
    """The first mark with what stands around it, whole words of it."""
    first = marks[0]
    start, end = max(0, first[0] - AROUND), min(len(text), first[1] + AROUND)
    if start:
        start = min(first[0], blank_after(text, start))
    if end < len(text):
        end = max(first[1], text.rfind(" ", first[1], end))
    pieces = [("… ", False)] if start else []
    for begin, stop in marks:
        if begin >= end:
            break
        pieces += [(text[start:begin], False), (text[begin : min(stop, end)], True)]
        start = min(stop, end)
    pieces.append((text[start:end] + (" …" if end < len(text) else ""), False))
    return Excerpt(label, [(piece, marked) for piece, marked in pieces if piece])


def blank_after(text: str, place: int) -> int:
    found = text.find(" ", place)
    return found + 1 if found >= 0 else place


def ask(typed: str, *, told: bool = True) -> Inquiry | None:
    """What somebody seeks, by what they typed; None where that is nothing at all. One statement, none where no word is typed.

    Words like “de” count only where nothing else is asked for. `told`: notes may say what the words of all applications are like.
    """
    if not typed.strip():
        return None
    parsed = parse(typed)
    if not parsed.clauses:
        return Inquiry((), finds_nothing=True, notes=(_("Type at least one word of letters or figures."),))
    narrow = {clause.words[0] for clause in parsed.clauses if clause.without} - {
        clause.words[0] for clause in parsed.clauses if not clause.without
    }
    meant = meant_by(parsed.asked, narrow=narrow)
    clauses = [each for each in parsed.clauses if not says_nothing(each, meant)] or list(parsed.clauses)
    sought = [Sought(tuple(meant[word].words for word in each.words), each.without) for each in clauses]
    nothing = any(each.is_nowhere for each in sought if not each.without)
    kept = tuple(each for each in sought if not (each.without and each.is_nowhere))
    return Inquiry(kept, nothing, tuple(notes(parsed, clauses, meant if told else {})))


def says_nothing(clause: Clause, meant: dict[Asked, Meant]) -> bool:
    return len(clause.words) == 1 and not clause.words[0].exact and meant[clause.words[0]].says_nothing


def notes(parsed: Typed, clauses: Sequence[Clause], meant: dict[Asked, Meant]) -> Iterable[str]:
    if parsed.cut:
        yield _("Only the first words were looked for: at most %(words)d, within %(signs)d signs.") % {
            "words": MOST_WORDS,
            "signs": MOST_TYPED,
        }
    left_out = [each for each in parsed.clauses if each not in clauses]
    if left_out:
        words = ", ".join(f"“{each.words[0].form}”" for each in left_out)
        yield _("Left out, because they stand in nearly every text: %(words)s. In quotes they are looked for.") % {"words": words}
    for clause in clauses:
        for word in clause.words:
            if word in meant and meant[word].many:
                yield _(
                    "“%(word)s” is part of more than %(most)d words, of which only the shortest were looked for. Type more letters."
                ) % {"word": word.form, "most": MOST}
