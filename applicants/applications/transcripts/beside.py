"""Answers with what staff have written beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from applicants.applications.models import Application
from applicants.applications.transcripts.models import Transcript
from applicants.applications.transcripts.source import source_of
from applicants.calls.languages.said import said
from fundportal.web.moments import long_day

if TYPE_CHECKING:
    from applicants.applications.pages.summary import Part


class Beside(NamedTuple):
    """A transcript or a translation as readers see it; `kind` is its name in the language of the moment."""

    kind: str
    language: str
    day: str
    paragraphs: list[str]


def with_transcripts(
    parts: Iterable[Part], application: Application, answers: Mapping[str, Any], rows: Iterable[Transcript] | None = None
) -> list[Part]:
    """The parts of a summary, each spoken answer with the newest of each kind beside it. One statement, and none where nothing was spoken
    or where all transcripts of the application are given (`rows`, the oldest first)."""
    parts = list(parts)
    sources = {line.key: source for part in parts for line in part.lines if (source := source_of(answers.get(line.key)))}
    if not sources:
        return parts
    found: dict[str, dict[str, Transcript]] = {}
    written = application.transcripts.filter(key__in=sources).order_by("number") if rows is None else rows
    for each in written:
        if each.source == sources.get(each.key):
            found.setdefault(each.key, {})[each.kind] = each
    return [
        part._replace(
            lines=[line._replace(beside=[shown(each, application) for each in found.get(line.key, {}).values()]) for line in part.lines]
        )
        for part in parts
    ]


def shown(transcript: Transcript, application: Application) -> Beside:
    paragraphs = [part for part in transcript.text.split("\n") if part.strip()]
    return Beside(
        transcript.get_kind_display(), said(transcript.language), long_day(transcript.at.astimezone(application.call.zone)), paragraphs
    )
