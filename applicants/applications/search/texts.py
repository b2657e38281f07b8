"""What is searched of an application: answers with the names of what was chosen in both languages, what staff wrote of spoken ones, what was answered
when asked, the collective, letters of reference. Never what is sensitive, and nothing of what was withdrawn."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from applicants.applications.asked import answered_form
from applicants.applications.clarification.about import question_of
from applicants.applications.clarification.models import Clarification
from applicants.applications.clarification.reading import as_read
from applicants.applications.models import Application
from applicants.applications.pages.summary import Line, summary
from applicants.applications.states import State
from applicants.applications.team.collective.lines import NAMING, lines_of
from applicants.applications.team.references.models import Reference
from applicants.applications.transcripts.beside import with_transcripts
from applicants.applications.transcripts.models import Transcript
from applicants.calls.form_versions import LoadedForm
from applicants.calls.models import Question
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Shown

log = logging.getLogger(__name__)
LANGUAGES = ("es-mx", "en")
NAMED = ("text", "lines", "table")
"""Kinds of answers that may be called otherwise in another language."""
WORDED = (*NAMED, "money", "link", "paragraphs", "voice")
AFTERWARDS, COLLECTIVE, LETTER = _("Asked afterwards"), _("The collective or community"), _("Letter of reference")

M = TypeVar("M", bound=Model)
Label = dict[str, str] | str | Promise


class Text(NamedTuple):
    """One text and where it stands: a letter and a key (q: an answer, t: what staff wrote of it, c: asked afterwards, k: the collective, r: a letter of
    reference). `tier` is the degree of blindness from which on reviewers do not see it; 0 always."""

    place: str
    tier: int
    label: Label
    text: str


def readable() -> QuerySet[Application]:
    """Applications with what `texts_of` needs at hand."""
    rows = Application.objects.select_related("submission", "applicant", "call")
    shown = ("folio", "state", "submission__form_version", "submission__document")
    return rows.only(*shown, "applicant__name", "applicant__email", "applicant__erased_at", "call__time_zone")


def texts_of(applications: Sequence[Application]) -> dict[int, list[Text]]:
    """Application -> its texts, in the order in which they are read. Three statements, however many there are. Needs `readable` applications."""
    read = {each.pk: each for each in applications if each.submission and each.state != State.WITHDRAWN}
    spoken = gathered(Transcript.objects.filter(application__in=read).order_by("number"))
    asked = gathered(
        Clarification.objects.filter(application__in=read, answered_at__isnull=False).select_related("submission").order_by("number")
    )
    letters = gathered(
        Reference.objects.filter(application__in=read, written_at__isnull=False).only("application", "text", "name").order_by("pk")
    )
    found: dict[int, list[Text]] = {each.pk: [] for each in applications}
    for pk, application in read.items():
        for row in asked[pk]:
            row.application = application
        try:
            found[pk] = list(all_texts(application, spoken[pk], asked[pk], letters[pk]))
        except Exception:  # found by its folio and its person, it holds up no other
            log.exception("Application %s cannot be read for the search", pk)
    return found


def gathered(rows: Iterable[M]) -> dict[int, list[M]]:
    found: dict[int, list[M]] = defaultdict(list)
    for row in rows:
        found[row.application_id].append(row)  # type: ignore[attr-defined]
    return found


def all_texts(application: Application, spoken: list[Transcript], asked: list[Clarification], letters: list[Reference]) -> Iterator[Text]:
    assert application.submission is not None  # noqa: S101 (only submitted applications are read)
    content = application.submission.content
    answers = content["answers"]
    form = answered_form(application.submission, answers)
    yield from answered(application, form, answers, spoken)
    for name, text in facts(content.get("collective") or {}):
        yield Text(f"k:{name}", Question.Tier.CONTACT if name in NAMING else Question.Tier.SHOWN, COLLECTIVE, text)
    for row in asked:
        yield from clarified(row, form)
    for letter in letters:
        yield Text(f"r:{letter.pk}", Question.Tier.CONTACT, LETTER, letter.text)


def answered(application: Application, form: LoadedForm, answers: dict[str, Any], spoken: list[Transcript]) -> Iterator[Text]:
    """What is the same in both languages once."""
    own, other = LANGUAGES
    with override(own):
        parts = with_transcripts(summary(form, answers, plain=True), application, answers, spoken)
        lines = [line for part in parts for line in part.lines if line.shown.kind in WORDED]
    with override(other):
        named = {line.key: also(line, form.questions[line.key], answers) for line in lines if line.shown.kind in NAMED}
    for line in lines:
        question = form.questions[line.key]
        tier = question.get("tier", 0)
        for text in (*texts_in(line.shown), *named.get(line.key, ())):
            yield Text(f"q:{line.key}", tier, question["label"], text)
        for beside in line.beside:
            for text in beside.paragraphs:
                yield Text(f"t:{line.key}", tier, question["label"], text)


def also(line: Line, question: dict[str, Any], answers: dict[str, Any]) -> list[str]:
    """What an answer is called in the language of the moment, where it is not as in the other one."""
    here = texts_in(line.shown)
    return [text for text in texts_in(question_type(question["kind"]).show(answers.get(line.key), question)) if text not in here]


def facts(collective: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What was said of a collective, its kind in both languages."""
    for language in LANGUAGES:
        with override(language):
            for fact in lines_of(collective) if collective else ():
                if fact.name == "kind" or language == LANGUAGES[0]:
                    yield fact.name, fact.text


def clarified(row: Clarification, form: LoadedForm) -> Iterator[Text]:
    """What was asked and answered, hidden wherever the answer that it is about is hidden, in the form of then or in that of now."""
    then, now = question_of(row), form.questions.get(row.question) or {}
    if then["sensitive"] or now.get("sensitive"):
        return
    tier = min((tier for tier in (then.get("tier", 0), now.get("tier", 0)) if tier), default=Question.Tier.SHOWN)
    read = as_read(row)
    for text in (row.text, *(texts_in(read.now) if read.now else ()), read.note):
        yield Text(f"c:{row.number}", tier, AFTERWARDS, text)


def texts_in(shown: Shown) -> list[str]:
    """The words of an answer as it is shown; names of files are none, and neither is a kind that is not known here."""
    data = shown.data
    if shown.kind not in WORDED:
        return []
    if shown.kind in ("text", "money", "link"):
        return [str(data)]
    if shown.kind in ("paragraphs", "lines"):
        return [str(text) for text in data]
    if shown.kind == "voice":
        return list(data["paragraphs"])
    return [str(cell) for row in data["rows"] for cell, _is_number in row]
