"""The promised day has passed without a decision: everybody who waits is told so, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import CharField, Exists, F, Func, OuterRef, Value
from django.db.models.functions import Concat

from applicants.applications.letters import about_application
from applicants.applications.models import Application
from applicants.applications.promise.waiting import UNDECIDED, waiting
from applicants.calls.models import Call
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.notifications.models import Notification
from fundportal.notifications.timely import STILL_TRUE

KIND = "decision_late"
BATCH = 500


def say_that_it_is_late(*, at: datetime) -> int:
    """One letter an application and promised date, from the first minute of the day after it on the call's clock. Returns how many were written.

    Never to who has a decision that is known. A batch a transaction; the number of statements grows with that of batches alone.
    """
    written = 0
    calls = late_calls(at)
    stamp = Func(F("call__decision_by"), template="to_char(%(expressions)s, 'YYYYMMDD')", output_field=CharField())
    key = Concat(Value(f"{KIND}:"), F("folio"), Value(":"), stamp, output_field=CharField())
    while calls:
        rows = waiting().filter(call__in=calls).annotate(key=key).exclude(Exists(Notification.objects.filter(key=OuterRef("key"))))
        batch = list(rows[:BATCH])
        enqueue(note(application) for application in batch)
        written += len(batch)
        if len(batch) < BATCH:
            break
    return written


def late_calls(at: datetime) -> list[int]:
    """Calls whose promised day is over where they are. One statement."""
    rows = Call.objects.exclude(status=Call.Status.DRAFT).filter(decision_by__lt=(at + timedelta(days=1)).date())
    return [call.pk for call in rows.only("decision_by", "time_zone") if call.decision_is_late(at)]


def note(application: Application) -> Notification:
    return letter(
        key=application.key,  # type: ignore[attr-defined]  # annotated
        kind=KIND,
        recipient=application.applicant,
        program_code=application.call.program_code,
        about=application.folio,
        promised=application.call.decision_by.isoformat(),
        **about_application(application),
    )


def still_late(letters: Sequence[Notification]) -> list[int]:
    """Those about an application that is undecided still, and about the date that is promised still."""
    rows = Application.objects.filter(folio__in=[letter.about for letter in letters], state__in=UNDECIDED)
    promised: dict[str, date] = dict(rows.values_list("folio", "call__decision_by"))
    return [letter.pk for letter in letters if (day := promised.get(letter.about)) and day.isoformat() == letter.context.get("promised")]


STILL_TRUE[KIND] = still_late
