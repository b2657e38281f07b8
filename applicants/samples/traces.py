"""What the sample staff have done so far, as the audit record tells it, and a consent that was taken back: something for a privacy officer to look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from applicants.applications.models import Application
from applicants.review.models import Review
from applicants.samples.stage import Stage
from fundportal.accounts.models import User
from fundportal.audit.models import Entry
from fundportal.audit.record import entry, record_many
from fundportal.consents.give import withdraw
from fundportal.consents.models import Consent, Purpose

OPENED = 4
"""Applications that the coordinator has opened, in each call."""


def leave_traces(logins: Mapping[str, User], stages: list[Stage]) -> None:
    """Views, reviews handed in and reports exported by the sample logins; in each finished cohort one person takes the publicity consent back."""
    record_many([trace for stage in stages for trace in (*opened(logins["coordinator"], stage), *read(logins["reviewer"], stage))])
    for stage in stages:
        agreed = Consent.objects.standing().filter(purpose=Purpose.PUBLICITY, about__startswith=stage.call.folio_prefix)
        if (first := agreed.order_by("pk").first()) and stage.call.cohort.ends_on and stage.call.cohort.ends_on < stage.calendar.now.date():
            withdraw(consent=first)
            record_many(
                [dated(stage.calendar.now, logins["pr"], "report_exported", f"cohort:{stage.call.cohort.slug}", stage, format="xlsx")]
            )


def opened(coordinator: User, stage: Stage) -> list[Entry]:
    folios = Application.objects.filter(call=stage.call).exclude(submission=None).order_by("pk").values_list("folio", flat=True)[:OPENED]
    return [dated(stage.calendar.now, coordinator, "view_application", folio, stage) for folio in folios]


def read(reviewer: User, stage: Stage) -> list[Entry]:
    reviews = Review.objects.filter(reviewer=reviewer, round=stage.reading.round).exclude(submitted_at=None).select_related("application")
    return [
        dated(review.submitted_at or stage.calendar.now, reviewer, verb, review.application.folio, stage)
        for review in reviews.order_by("pk")
        for verb in ("view_application", "hand_in_review")
    ]


def dated(at: datetime, actor: User, verb: str, target: str, stage: Stage, **detail: str) -> Entry:
    """An entry of that moment."""
    made = entry(actor=actor, verb=verb, target=target, program_code=stage.call.program_code, **detail)
    made.at = at
    return made
