"""Monitoring is a purpose of its own (LFPDPPP arts. 7-9: express, per purpose): where the call's notice does not speak of it, nothing is asked."""

from __future__ import annotations

from functools import lru_cache

from applicants.applications.models import Application
from fundportal.consents.models import Consent, Notice, Purpose


def is_offered(notice_id: int | None) -> bool:
    """Whether the notice speaks of monitoring. No statement but the first: a published notice never changes."""
    return notice_id is not None and bool(covers(notice_id))


@lru_cache(maxsize=1000)
def covers(notice_id: int) -> bool:
    found = Notice.objects.published().filter(pk=notice_id).values_list("purposes", flat=True).first()
    return Purpose.MONITORING in (found or [])


def agrees(person_id: int, call_id: int) -> bool:
    """Whether the person's consent to monitoring stands, given with any application to this call."""
    folios = Application.objects.filter(applicant=person_id, call=call_id).values("folio")
    return Consent.objects.standing().filter(person=person_id, purpose=Purpose.MONITORING, about__in=folios).exists()
