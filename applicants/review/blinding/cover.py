"""Covers in the reviewers' copy what staff have covered. What was handed in stays as it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from applicants.applications.models import Application
from applicants.calls.questions.base import Shown
from applicants.review.blinding.models import FileCover, Leak
from applicants.review.blinding.texts import changed_clarified, changed_letters, changed_parts

WORDS = {
    Leak.Kind.NAME: lambda: _("name"),
    Leak.Kind.PART: lambda: _("name"),
    Leak.Kind.MAIL: lambda: _("e-mail"),
    Leak.Kind.PHONE: lambda: _("telephone"),
    Leak.Kind.HANDLE: lambda: _("account"),
    Leak.Kind.LINK: lambda: _("link"),
}


class Covered(NamedTuple):
    """A passage that is covered in a place; or a file of which reviewers get nothing, whose place says it all."""

    place: str
    passage: str = ""
    kind: str = ""


class Cover:
    """What is covered of one application: passages by place, and files of which reviewers get nothing (yet)."""

    def __init__(self, covered: Iterable[Covered] = ()) -> None:
        self.kinds: dict[str, dict[str, str]] = defaultdict(dict)
        self.files: set[str] = set()
        for each in covered:
            if each.place.startswith("f:"):
                self.files.add(each.place[2:])
            else:
                self.kinds[each.place][each.passage] = each.kind
        self.patterns = {place: pattern_of(passages) for place, passages in self.kinds.items()}

    def __call__(self, place: str, text: str) -> str:
        """The text with a black bar, and a word on it, over each passage that is covered in that place."""
        pattern = self.patterns.get(place)
        if pattern is None or not pattern.search(text):
            return text
        parts: list[str] = []
        end = 0
        for found in pattern.finditer(text):
            parts += [text[end : found.start()], bar(self.kinds[place].get(found[0], ""))]
            end = found.end()
        return format_html_join("", "{}", ((part,) for part in (*parts, text[end:])))  # escapes all but the bars

    def file(self, shown: Shown) -> Shown:
        """What is read in the place of files of which the reviewers get nothing."""
        if not self.files:
            return shown
        if shown.kind == "files" and any(self.hides(each["file"]) for each in shown.data):
            return Shown("text", withheld())
        if shown.kind == "voice" and shown.data["recording"] and self.hides(shown.data["recording"]["file"]):
            paragraphs = [*shown.data["paragraphs"], withheld()]
            return Shown("voice", {**shown.data, "recording": None, "paragraphs": paragraphs})
        return shown

    def hides(self, file: Any) -> bool:
        """Whether reviewers may not open the file (yet)."""
        return str(file) in self.files


NOTHING = Cover()


def cover_of(application: Application) -> Cover:
    """One statement."""
    return covers_of([application.pk])[application.pk]


def covers_of(applications: Iterable[int]) -> dict[int, Cover]:
    """Application -> what is covered of it. One statement, however many there are; none for none."""
    found: dict[int, list[Covered]] = {pk: [] for pk in applications}
    if not found:
        return {}
    leaks = Leak.objects.filter(application__in=list(found), state=Leak.State.COVERED).exclude(place__startswith="f:").order_by()
    files = FileCover.objects.filter(application__in=list(found)).filter(Q(made_at=None) | Q(way=FileCover.Way.WITHHELD))
    place = Concat(Value("f:"), Cast("file_id", CharField()), output_field=CharField())
    rows = leaks.values_list("application_id", "place", "passage", "kind").union(
        files.annotate(place=place).values_list("application_id", "place", Value(""), Value("")), all=True
    )
    for pk, *covered in rows:
        found[pk].append(Covered(*covered))
    return {pk: Cover(covered) for pk, covered in found.items()}


def is_covered(application: str = "application") -> Q:
    """Whether anything of an application is covered, as a condition on rows that lead to it: who reads many of them asks for the covers of these
    alone."""
    leaks = Leak.objects.filter(application=OuterRef(application), state=Leak.State.COVERED)
    return Exists(leaks) | Exists(FileCover.objects.filter(application=OuterRef(application)))


def covered_parts(parts: Sequence[Any], cover: Cover) -> list[Any]:
    """The sections of a reading as reviewers may read them."""
    shown = [part._replace(lines=[line._replace(shown=cover.file(line.shown)) for line in part.lines]) for part in parts]
    return changed_parts(shown, cover)


def covered_clarified(rows: Sequence[Any], cover: Cover) -> list[Any]:
    """What was asked afterwards, as reviewers may read it; a file that came as an answer is covered like any other."""
    return changed_clarified([row._replace(now=cover.file(row.now) if row.now else None) for row in rows], cover)


def covered_letters(letters: Sequence[Any], cover: Cover) -> list[Any]:
    """Letters of reference as reviewers may read them; instead of a file that they do not get stands a word below the text."""
    found = changed_letters(letters, cover)
    for letter in found:
        if letter.file_id and cover.hides(letter.file_id):
            letter.file, letter.text = None, format_html("{}\n\n{}", letter.text, withheld())
    return found


def pattern_of(passages: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(passage) for passage in sorted(passages, key=lambda passage: (-len(passage), passage))))


def bar(kind: str) -> SafeString:
    word = WORDS[Leak.Kind(kind)]() if kind in Leak.Kind.values else _("hidden")
    return format_html('<b class="fp-bar">{}</b>', word)


def withheld() -> SafeString:
    return format_html('<b class="fp-bar">{}</b>', _("This file is not shown in this round, because it tells whose it is."))
