"""Letters to those whose draft lies unfinished while the deadline comes near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Greatest

from applicants.applications.letters import about_application
from applicants.applications.models import Application
from applicants.applications.progress import DONE
from applicants.applications.states import State
from applicants.calls.form_versions import form_version
from applicants.calls.models import Call
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.notifications.models import Notification

HOURS = (6, 48, 168)
BATCH = 500


def step_of(application: Application, at: datetime) -> int | None:
    """Which reminder is due: the hours of the last step that has passed; None when none has, or when the draft is younger than the step."""
    for hours in HOURS:
        moment = application.deadline - timedelta(hours=hours)
        if moment <= at:
            return hours if application.created_at < moment else None
    return None


def remind(*, at: datetime) -> int:
    """One letter a step and deadline to each open draft; never to who has submitted. Returns how many were written."""
    written = 0
    for batch in batches(drafts_near(at)):
        due = {key_of(application, hours): (application, hours) for application in batch if (hours := step_of(application, at))}
        known = set(Notification.objects.filter(key__in=due).values_list("key", flat=True))
        letters = [reminder(key, *due[key]) for key in due if key not in known]
        enqueue(letters)
        written += len(letters)
    return written


def drafts_near(at: datetime) -> Iterator[Application]:
    """Drafts in open calls whose deadline lies within the longest step."""
    near = Q(until__gt=at, until__lte=at + timedelta(hours=HOURS[-1]))
    drafts = (
        Application.objects.with_call()
        .select_related("applicant", "call__cohort__strand__program")
        .annotate(until=Greatest(F("call__closes_at"), F("closes_at")))
    )
    return (
        drafts.filter(near, state=State.DRAFT, call__status=Call.Status.PUBLISHED, applicant__is_active=True).order_by("pk").iterator(BATCH)
    )


def batches(rows: Iterator[Application]) -> Iterator[list[Application]]:
    batch: list[Application] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def key_of(application: Application, hours: int) -> str:
    return f"deadline_reminder:{application.folio}:{application.deadline:%Y%m%d%H%M}:{hours}"


def reminder(key: str, application: Application, hours: int) -> Notification:
    form = form_version(application.form_version_id)
    missing = [
        section.titles
        for section in form.sections
        if application.progress.get(section.key) != DONE and any(q["required"] for q in section.questions)
    ]
    return letter(
        key=key,
        kind="deadline_reminder",
        recipient=application.applicant,
        program_code=application.call.program_code,
        about=application.folio,
        expires_at=application.deadline,
        closes_at=application.deadline.isoformat(),
        missing=missing,
        hours=hours,
        **about_application(application),
    )
