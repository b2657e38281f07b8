"""A person starts to apply."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.applications.consents.asking import notice_of
from applicants.applications.eligibility.keep import keep
from applicants.applications.folio import new_folio
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.eligibility.carried import Carried
from applicants.calls.models import Call
from fundportal.accounts.models import User
from fundportal.consents.give import give
from fundportal.web.moments import clock, long_day
from fundportal.web.prepared import Prepared
from fundportal.web.refusals import Refusal
from fundportal.web.rows import insert_one
from fundportal.web.zones import city

ATTEMPTS = 5


class CallNotOpen(Refusal):
    """The call has not opened yet, or has closed."""

    title = _("This call is not open")

    def __init__(self, call: Call, at: datetime) -> None:
        soon = at < call.opens_at
        moment = (call.opens_at if soon else call.closes_at).astimezone(call.zone)
        words = {"day": long_day(moment), "time": clock(moment), "city": city(call.time_zone)}
        sentence = _("It opens on %(day)s at %(time)s (%(city)s).") if soon else _("It closed on %(day)s at %(time)s (%(city)s).")
        super().__init__(sentence % words, next_url=reverse("calls"), next_label=_("See the calls that are open"))


LIVE = Prepared(
    lambda person, call: Application.objects.filter(applicant_id=person, call_id=call).exclude(state=State.WITHDRAWN), person=int, call=int
)


def live(person: User, call: Call) -> Application | None:
    """The person's application to the call, unless it was withdrawn."""
    return LIVE.first(person=person.pk, call=call.pk)


@transaction.atomic
def start(
    *,
    person: User,
    call: Call,
    wordings: Mapping[str, str],
    authentication: str,
    language: str,
    at: datetime,
    carried: Carried | None = None,
) -> Application:
    """The person's application to this call: the one that lives, else a new draft; with the consents just given.

    `wordings` maps each purpose that was ticked to the sentence beside its box; `carried` is the check of requirements that went before. A double click gives the same draft. Raises CallNotOpen when there
    is none and none may be started at `at`.
    """
    application = live(person, call) or new_draft(person, call, at)
    give(
        person=person,
        notice=notice_of(call),
        purposes=list(wordings),
        about=application.folio,
        language=language,
        wordings=wordings,
        authentication=authentication,
    )
    if carried:
        keep(application=application, carried=carried, consents=wordings.keys(), at=at)
    return application


def new_draft(person: User, call: Call, at: datetime) -> Application:
    """A draft under a folio of its own. When the same person has started one a moment ago, that one."""
    if not call.is_open(at):
        raise CallNotOpen(call, at)
    for _attempt in range(ATTEMPTS):
        draft = Application(
            folio=new_folio(call.folio_prefix),
            call=call,
            applicant=person,
            form_version_id=cast(int, call.form_version_id),
            saved_at=at,
            created_at=at,
        )
        if insert_one(draft, ignore_conflicts=True):
            return draft
        application = live(person, call)  # the same click twice; else the folio is taken
        if application:
            return application
    raise RuntimeError(f"no free folio under {call.folio_prefix} in {ATTEMPTS} attempts")
