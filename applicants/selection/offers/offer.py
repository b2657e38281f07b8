"""Places offered: each open offer holds one place of the cohort, so that no more are offered than there are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from applicants.applications.advance import LetterContext, advance_many
from applicants.applications.letters import absolute
from applicants.applications.models import Application
from applicants.calls.models import Call
from applicants.selection.models import Offer
from applicants.selection.waiting.by_hand import settle_by_hand
from programs.cohorts.places import hold

if TYPE_CHECKING:
    from fundportal.accounts.models import User

LAST_SECOND = time(23, 59, 59)


def open_until(call: Call, made_at: datetime) -> datetime:
    """The last second of the day, in the call's zone, that lies the call's number of days after the offer."""
    return last_second(call, made_at.astimezone(call.zone).date() + timedelta(days=call.offer_days))


def last_second(call: Call, day: date) -> datetime:
    """The last second of a day in the call's zone."""
    return datetime.combine(day, LAST_SECOND, call.zone)


def about_offer(application: Application, expires_at: datetime) -> dict[str, Any]:
    """What letters about an offer say beside folio and call; `url` leads to the page on which it is answered. After its end none is sent."""
    cohort = application.call.cohort
    return {
        "cohort": {"es": cohort.name_es, "en": cohort.name_en or cohort.name_es},
        "expires_at": expires_at,
        "url": absolute("offer", application.applicant.language, application.folio),
    }


@transaction.atomic
def offer_many(*, ids: Iterable[int], by: User | None, said: LetterContext | None = None, verb: str = "offer") -> list[Offer]:
    """Offer a place to each of these applications (selected, waiting, or whose place was lost before) of one call, with a letter; all or none, in a constant number of statements.

    `said` gives what the letter says beyond the offer. The clock offers with a verb of its own (see waiting/next_offer.py).
    Raises CohortFull when fewer places are left, IllegalTransition and NotAllowed as `advance_many` does.
    """
    now = timezone.now()

    def context(application: Application) -> dict[str, Any]:
        return {"feedback": "", **(said(application) if said else {}), **about_offer(application, open_until(application.call, now))}

    offered = advance_many(ids=ids, verb=verb, actor=by, context=context)
    offers = Offer.objects.bulk_create(
        [Offer(application=a, cohort=a.call.cohort, made_at=now, made_by=by, expires_at=open_until(a.call, now)) for a in offered],
        batch_size=2000,
    )
    for cohort in {application.call.cohort_id: application.call.cohort for application in offered}.values():
        places = sum(offer.cohort_id == cohort.pk for offer in offers)
        if by is not None:
            settle_by_hand(cohort, places)
        hold(cohort=cohort, places=places)
    return offers
