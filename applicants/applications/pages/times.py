"""A section that is filled in several times: the box on its page, and what its buttons do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applicants.applications.draft.times import back_again, one_less, one_more, taken_away
from applicants.applications.models import Application
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.sent import Sent
from applicants.calls.form_versions import LoadedForm, LoadedSection
from applicants.calls.questions.base import is_answered
from applicants.calls.repeats import numbered
from fundportal.web.arrival import arrived_at

DO = re.compile(r"(otra|traer)-(\d{1,2})|quitar", re.ASCII)


@dataclass(frozen=True)
class Time:
    """One time of the section; `name` is the first line that was written there."""

    key: str
    number: int
    title: str
    name: str
    is_here: bool = False


@dataclass(frozen=True)
class Several:
    """What the box says: the times that there are, those that were taken away, and whether there may be more or fewer."""

    times: list[Time]
    gone: list[Time]
    most: int
    may_add: bool
    may_take_away: bool


def several(application: Application, whole: LoadedForm, asked: LoadedForm, here: LoadedSection) -> Several:
    """Of the section of which `here` is one time."""
    times = [section for section in asked.sections if section.repeat and section.base == here.base]
    least, most = here.repeat or (1, 1)
    base = whole.section(here.base)
    return Several(
        [Time(each.key, each.number, each.title, name_of(application, each), each.key == here.key) for each in times],
        [
            Time("", n, base.title, name_of(application, whole.any_section(numbered(base.key, n))))
            for n in taken_away(application, whole, here)
        ],
        most,
        may_add=len(times) < most,
        may_take_away=len(times) > least and bool(here.ordinal),
    )


def name_of(application: Application, section: LoadedSection) -> str:
    """What tells one time of a section from another: its first short text."""
    keys = (q["key"] for q in section.questions if q["kind"] == "short_text" and not q["sensitive"])
    return next((text for key in keys if isinstance(text := application.answers.get(key), str) and is_answered(text)), "")


def one_of_several(request: PersonRequest, application: Application, page: Sent, *, has_errors: bool) -> HttpResponse | None:
    """What the pressed button of the box asks for, after the page was saved; None when it was another one. With something to correct here, nothing is
    added before that is seen."""
    asked_for = DO.fullmatch(request.POST.get("accion", ""))
    if asked_for is None or page.section.repeat is None or page.now.any_section(page.section.key).repeat is None:
        return None
    person, key, at = request.user, page.section.key, arrived_at(request)
    what, number = asked_for[1], int(asked_for[2] or 0)
    if what == "otra":
        return None if has_errors else to(application, one_more(application_id=application.pk, person=person, key=key, after=number, at=at))
    if what == "traer":
        back_again(application_id=application.pk, person=person, key=key, number=number, at=at)
        messages.info(request, _("It is back, with what you had written there."))
        return to(application, numbered(page.section.base, number))
    one_less(application_id=application.pk, person=person, key=key, number=page.section.number, at=at)
    messages.info(
        request,
        _("It is taken away and will not be handed in. What you wrote there is kept: you can bring it back from the others of its kind."),
    )
    return redirect("sections", application.folio)


def to(application: Application, key: str) -> HttpResponse:
    return redirect("section", application.folio, key)
