"""A word to those whose offer ends soon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db.models import CharField, Exists, F, Func, OuterRef, Value
from django.db.models.functions import Cast, Concat

from applicants.applications.letters import about_application
from applicants.applications.states import State
from applicants.selection.models import Offer
from applicants.selection.offers.offer import about_offer
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.notifications.models import Notification
from fundportal.notifications.timely import STILL_TRUE

BEFORE = timedelta(hours=48)
YOUNG = timedelta(hours=24)  # an offer made less than this before the reminder needs none
KIND = "offer_expiring"
BATCH = 500


def remind(*, at: datetime) -> int:
    """Write to each person whose offer ends within 48 hours, once for each end (an offer may be extended). Returns how many letters are new."""
    ends = Func(OuterRef("expires_at"), Value("YYYYMMDDHH24MISS"), function="to_char", output_field=CharField())
    reminded = Notification.objects.filter(key=Concat(Value(f"{KIND}:"), Cast(OuterRef("pk"), CharField()), Value(":"), ends))
    rows = Offer.objects.open().filter(expires_at__gt=at, expires_at__lte=at + BEFORE, application__state=State.OFFERED)
    rows = rows.filter(made_at__lte=F("expires_at") - BEFORE - YOUNG).exclude(Exists(reminded))
    offers = rows.select_related("application__applicant", "application__call__cohort__strand__program").defer(
        "application__answers", "application__revisions"
    )
    letters = [
        letter(
            key=f"{KIND}:{offer.pk}:{offer.expires_at.astimezone(UTC):%Y%m%d%H%M%S}",
            kind=KIND,
            recipient=offer.application.applicant,
            program_code=offer.application.call.program_code,
            about=offer.application.folio,
            **{**about_application(offer.application), **about_offer(offer.application, offer.expires_at)},
        )
        for offer in offers[:BATCH]
    ]
    enqueue(letters)
    return len(letters)


def still_true(letters: Sequence[Notification]) -> list[int]:
    """Reminders of offers that nobody has answered."""
    standing = Offer.objects.open().filter(application__folio__in=[letter.about for letter in letters], application__state=State.OFFERED)
    ends = dict(standing.values_list("application__folio", "expires_at"))
    return [letter.pk for letter in letters if letter.expires_at and ends.get(letter.about) == letter.expires_at]


STILL_TRUE[KIND] = still_true
