"""The earlier versions of one's answers, and the way to bring one back."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from applicants.applications.asked import asked_form
from applicants.applications.deadline import may_edit
from applicants.applications.draft import versions as log
from applicants.applications.draft.authors import bylines
from applicants.applications.draft.bring_back import bring_back
from applicants.applications.draft.store import stand
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.section_consent import withheld
from applicants.applications.rights import Right
from applicants.applications.two_clocks import other_zone
from applicants.calls.form_versions import LoadedSection, form_version
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Question, Shown, strings
from applicants.calls.voice.answer import has_parts
from fundportal.web.arrival import arrived_at
from fundportal.web.bilingual import pick
from fundportal.web.moments import clock, near_day
from fundportal.web.numbers import number
from fundportal.web.steady import repeatable


class Line(NamedTuple):
    """A question with how often it was saved, and when last."""

    key: str
    label: str
    saves: int
    last: str


class Row(NamedTuple):
    """One version; `by` is who wrote it when it was not the reader, `beside` says that another text stood at that time."""

    revision: int
    time: str
    by: str
    shown: Shown
    stands: bool
    beside: bool


@never_cache
@login_required
def history(request: PersonRequest, folio: str) -> HttpResponse:
    """Which answers have versions, section by section, also for who reads along. One statement beyond the application's own (two where sensitive
    data are asked for)."""
    application = own(request.user, folio, right=Right.READ)
    form = asked_form(application)
    hidden = withheld(application, [key for key, q in form.questions.items() if q["sensitive"]])
    counts = log.counted(application, form.questions.values())

    def lines(section: LoadedSection) -> list[Line]:
        return [
            Line(q["key"], pick(q["label"]), counts[q["key"]].saves, moment(request, application, counts[q["key"]].last))
            for q in section.questions
            if q["key"] in counts and q["key"] not in hidden
        ]

    parts = [(section, found) for section in form.sections if (found := lines(section))]
    return render(request, "applications/history.html", {"application": application, "parts": parts})


@never_cache
@login_required
@repeatable
def history_of(request: PersonRequest, folio: str, key: str) -> HttpResponse:
    """GET lists the versions of one answer; POST saves one of them again, which is the applicant's to do."""
    application = own(request.user, folio, right=Right.LEAD if request.method == "POST" else Right.READ)
    form = form_version(application.form_version_id)
    q, section = form.any_question(key), form.home_of(key)
    if q is None or section is None or (q["sensitive"] and withheld(application, [key])):
        raise Http404
    if request.method == "POST":
        return brought_back(request, application, key)
    found = log.versions(application, q, before=number(request.GET.get("antes", ""), digits=9), every="todas" in request.GET)
    standing = stand(application, [key])[key]
    names = bylines(application, [version.entry.actor for version in found.rows], application.hand)
    context = {
        "application": application,
        "section": section,
        "key": key,
        "label": pick(q["label"]),
        "rows": [row(request, application, version, q, names, version.slot == standing) for version in found.rows],
        "older": found.older,
        "every": "todas" in request.GET,
        "editable": application.is_led and may_edit(application, arrived_at(request)),
    }
    return render(request, "applications/history_of.html", context)


def brought_back(request: PersonRequest, application: Application, key: str) -> HttpResponse:
    revision = number(request.POST.get("version", ""), digits=9)
    section = bring_back(application_id=application.pk, person=request.user, key=key, revision=revision, at=arrived_at(request))
    messages.success(request, _("The earlier version is back. What stood there stays among the earlier versions."))
    return redirect(f"{reverse('section', args=[application.folio, section.key])}#div_id_{key}")


def row(request: PersonRequest, application: Application, version: log.Version, q: Question, names: dict[int, str], stands: bool) -> Row:
    entry, slot = version
    as_typed = slot.typed and not has_parts(slot.value)
    shown = Shown("paragraphs", list(strings(slot.value))) if as_typed else question_type(q["kind"]).show(slot.value, q)
    return Row(entry.revision, moment(request, application, entry.at), names.get(entry.actor_id or 0, ""), shown, stands, entry.conflict)


def moment(request: PersonRequest, application: Application, at: datetime) -> str:
    """“Fri 12 March, 18:42”, on the reader's clock where it is another than the call's."""
    zone = application.call.time_zone
    local = at.astimezone(ZoneInfo(other_zone(at, zone, request.user.time_zone) or zone))
    return f"{near_day(local)}, {clock(local)}"
