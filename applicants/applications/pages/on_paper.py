"""One's own application, to print and to read, alone or with others."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from applicants.applications.asked import answered_form, asked_form
from applicants.applications.draft.changes import has_unsent_changes
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.applications.states import State
from applicants.calls.form_versions import LoadedForm
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Paper, Question, Shown, is_answered, strings
from fundportal.web.bilingual import pick


class Line(NamedTuple):
    """A question with its answer, or with the space for one."""

    label: str
    optional: bool
    limits: list[str]
    shown: Shown | None
    paper: Paper | None


class Part(NamedTuple):
    title: str
    lines: list[Line]


@never_cache
@login_required
def on_paper(request: PersonRequest, folio: str) -> HttpResponse:
    """A draft as it stands, with space where there is no answer yet; what was handed in word for word."""
    application = own(request.user, folio, "submission")
    submission = application.submission
    if submission is not None:
        answers, typed = submission.content["answers"], {}
        form = answered_form(submission, answers)
    else:
        form, answers, typed = asked_form(application), application.answers, application.unfinished
    context = {
        "application": application,
        "submission": submission,
        "parts": parts(form, answers, typed, blank=submission is None),
        "unsent": submission is not None and changes(application),
    }
    return render(request, "applications/print.html", context)


def changes(application: Application) -> bool:
    """Whether something was changed since, which is not in it."""
    return application.state == State.SUBMITTED and has_unsent_changes(application, asked_form(application))


def parts(form: LoadedForm, answers: dict[str, Any], typed: dict[str, Any], *, blank: bool) -> list[Part]:
    return [Part(section.title, [line(q, answers, typed, blank=blank) for q in section.questions]) for section in form.sections]


def line(q: Question, answers: dict[str, Any], typed: dict[str, Any], *, blank: bool) -> Line:
    """What cannot be an answer yet stands as it was typed."""
    kind, key = question_type(q["kind"]), q["key"]
    if key in typed:
        shown: Shown | None = Shown("lines", list(strings(typed[key])))
    elif is_answered(answers.get(key)) or not blank:
        shown = kind.show(answers.get(key), q)
    else:
        shown = None
    limits = kind.limits(q) if shown is None and kind.paper(q).kind in ("line", "box") else []
    return Line(pick(q["label"]), not q["required"], limits, shown, kind.paper(q) if shown is None else None)
