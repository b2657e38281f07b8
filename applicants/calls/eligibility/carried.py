"""The way of a check into an application: signed in the page of its result, then in the session of who starts to apply, and nowhere else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core import signing
from django.dispatch import Signal
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.calls.models import Call
from applicants.calls.questions.base import Json
from fundportal.web.arrival import arrived_at
from fundportal.web.refusals import Refusal

SALT, SLOT = "eligibility", "eligibility"
KEPT_FOR = timedelta(hours=2)
SESSION_FOR = timedelta(hours=24)  # as of what is parked there: the session of somebody unknown ends with the day
MOST_CHARACTERS = 2000

checked = Signal()
"""Sent with `person`, `call` and `carried` when somebody who has signed in goes on: who has an application already need not start one."""


class Carried(NamedTuple):
    """What was answered under which version, with the words of who goes on against its result."""

    version: int
    answers: dict[str, Json]
    explanation: str


class TooOld(Refusal):
    """Signed by somebody else, for another call, or more than two hours ago."""

    status = 400
    title = gettext_lazy("That check cannot be used any more")

    def __init__(self, call: Call) -> None:
        again = reverse("eligibility", args=[call.slug])
        super().__init__(
            _("It was made too long ago, or not here. Do it again: it takes a minute."), next_url=again, next_label=_("Check again")
        )


def seal(call: Call, version: int, answers: dict[str, Json]) -> str:
    """Answers in a page, so that nothing has to be stored of who only wanted to know."""
    return signing.dumps([call.pk, version, answers], salt=SALT, compress=True)


def unseal(call: Call, token: str) -> tuple[int, dict[str, Json]]:
    """The version and the answers. Raises TooOld."""
    try:
        about, version, answers = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    except (signing.BadSignature, ValueError) as error:
        raise TooOld(call) from error
    if about != call.pk:
        raise TooOld(call)
    return version, answers


def carry(request: HttpRequest, call: Call, carried: Carried) -> None:
    """Keep it for the start of the application, in the session's row on the server; one call's at a time."""
    request.session[SLOT] = {"call": call.pk, "at": arrived_at(request).isoformat(), **carried._asdict()}
    if not request.user.is_authenticated:
        request.session.set_expiry(SESSION_FOR)


def carried_to(request: HttpRequest, call: Call) -> Carried | None:
    """What was carried to this call, and is not too old. No statement: the session is at hand."""
    kept: dict[str, Any] | None = request.session.get(SLOT)
    if not kept or kept["call"] != call.pk or datetime.fromisoformat(kept["at"]) < arrived_at(request) - KEPT_FOR:
        return None
    return Carried(kept["version"], kept["answers"], kept["explanation"])


def put_down(request: HttpRequest) -> None:
    """It has arrived."""
    request.session.pop(SLOT, None)
