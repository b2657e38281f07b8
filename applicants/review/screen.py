"""Screening: does the application meet the requirements of the call?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import advance_many, lock
from applicants.applications.models import Application
from applicants.applications.states import TRANSITIONS
from applicants.calls.models import Call
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

IN, OUT = "screen_in", "screen_out"


class ReasonMissing(Refusal):
    """Nobody is screened out without being told why."""

    status = 400
    title = _("The reason is missing")

    def __init__(self) -> None:
        super().__init__(_("Write the reason: it goes to each person in the letter. Nothing was changed."))


@dataclass(frozen=True)
class Moved:
    """Those that moved, and the others: their state had changed in the meantime and is left as it is."""

    moved: list[Application]
    others: list[Application]


@transaction.atomic
def screen(*, ids: Iterable[int], verb: str, by: User, reason: str = "") -> Moved:
    """Screen applications in or out, with a letter to each one screened out. Raises ReasonMissing and NotAllowed; then nobody has moved."""
    if verb == OUT and not reason.strip():
        raise ReasonMissing
    found = lock(ids)
    movable = [application for application in found if application.state in TRANSITIONS[verb].sources]
    others = [application for application in found if application.state not in TRANSITIONS[verb].sources]
    contacts = contacts_of({application.call_id for application in movable}) if verb == OUT else {}

    def context(application: Application) -> dict[str, Any]:
        return {"contact": contacts.get(application.call_id, settings.HELP_EMAIL)}

    moved = advance_many(ids=[a.pk for a in movable], verb=verb, actor=by, reason=reason.strip(), context=context) if movable else []
    return Moved(moved, others)


def contacts_of(calls: set[int]) -> dict[int, str]:
    """To whom one may write about a call: the contact of its privacy notice."""
    return dict(Call.objects.filter(pk__in=calls, notice__isnull=False).values_list("pk", "notice__contact_email"))
