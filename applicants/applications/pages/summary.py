"""All answers, section by section, ready to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from applicants.applications.asked import answered_form
from applicants.applications.clarification.reading import clarified
from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.applications.rights import Right
from applicants.applications.team.collective.lines import lines_of
from applicants.applications.transcripts.beside import with_transcripts
from applicants.calls.form_versions import LoadedForm, LoadedSection
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Shown
from fundportal.accounts.models import User
from fundportal.web.bilingual import pick


class Line(NamedTuple):
    """A question and its answer."""

    key: str
    label: str
    shown: Shown
    beside: Sequence[Any] = ()  # what staff have written of it (see transcripts.beside)
    helper: str = ""  # who helped the person to write it


class Part(NamedTuple):
    """A section of the summary."""

    key: str
    title: str
    lines: list[Line]


def files_at(folio: str) -> str:
    """The address below which the application's files lie."""
    return reverse("application", args=[folio]) + "archivos/"


def summary(form: LoadedForm, answers: Mapping[str, Any], *, plain: bool = False) -> list[Part]:
    """What the person wrote, in the order of the form, which is the one that was asked; `plain` leaves out what is sensitive, for who is not the applicant."""
    shown = [section.plain if plain else section for section in form.sections]
    return [part_of(section, answers) for section in shown if section.questions]


def with_helpers(parts: list[Part], helped: Mapping[str, User]) -> list[Part]:
    """The parts, each answer that a facilitator wrote marked as such; `helped` is question key -> facilitator."""
    if not helped:
        return parts
    return [part._replace(lines=[line._replace(helper=str(helped.get(line.key, ""))) for line in part.lines]) for part in parts]


def part_of(section: LoadedSection, answers: Mapping[str, Any]) -> Part:
    lines = [Line(q["key"], pick(q["label"]), question_type(q["kind"]).show(answers.get(q["key"]), q)) for q in section.questions]
    return Part(section.key, section.title, lines)


@never_cache
@login_required
def sent(request: PersonRequest, folio: str) -> HttpResponse:
    """What was handed in last, word for word, out of the frozen document."""
    application = own(request.user, folio, "submission", right=Right.READ)
    if application.submission is None:
        raise Http404
    document = application.submission.content
    answers = document["answers"]
    read = summary(answered_form(application.submission, answers), answers, plain=not application.is_led)
    parts = with_transcripts(read, application, answers)
    collective = lines_of(document["collective"]) if document.get("collective") else []
    context = {"application": application, "submission": application.submission, "summary": parts, "files_at": files_at(folio)}
    context |= {"collective": collective, "clarified": clarified(application, answered=True) if application.is_led else []}
    return render(request, "applications/sent.html", context)
