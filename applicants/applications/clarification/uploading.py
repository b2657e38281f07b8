"""A file that answers a question of staff comes in pieces as well: over a bad line there is no other way for a video."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.http import Http404

from applicants.applications.clarification.about import question_of
from applicants.applications.clarification.answer import ANSWERED, NoLongerOpen, require_open
from applicants.applications.clarification.models import Clarification
from applicants.applications.own import own
from applicants.calls.questions import question_type
from fundportal.accounts.models import User
from fundportal.files.resumable.targets import Target, register

PURPOSE = "clarification"


def answer_of(person: User, told: Mapping[str, str], at: datetime) -> Target:
    """The metadata name `folio` and the `number` of the question of staff. Raises Http404, NotForYou, NoLongerOpen."""
    application, number = own(person, told.get("folio", "")), told.get("number", "")
    rows = Clarification.objects.select_related("submission").filter(application=application)
    found = rows.filter(number=int(number)).first() if number.isascii() and number.isdecimal() and len(number) < 5 else None
    if found is None:
        raise Http404
    found.application = application
    if found.answered_at:
        raise NoLongerOpen(ANSWERED)
    require_open(found, at)
    q = question_of(found)
    limits = question_type(q["kind"]).uploads(q)
    if limits is None:
        raise Http404
    return Target(about=application.folio, key=q["key"], owner=person, limits=limits)


register(PURPOSE, answer_of)
