"""A letter to who has not answered a day before the time is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, F, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from applicants.applications.clarification.about import question_of
from applicants.applications.clarification.ask import asking_letter
from applicants.applications.clarification.models import Clarification
from fundportal.notifications.enqueue import enqueue
from fundportal.notifications.models import Notification
from fundportal.notifications.timely import STILL_TRUE

KIND = "clarification_reminder"
BEFORE = timedelta(hours=24)
FRESH = timedelta(hours=12)  # what was asked that shortly before needs no reminder yet
BATCH = 500


def remind_clarifications(*, at: datetime) -> int:
    """One letter about each open clarification that ends within a day. Returns how many were written."""
    key = Concat(Value(f"{KIND}:"), F("application__folio"), Value(":"), Cast("number", CharField()), output_field=CharField())
    rows = Clarification.objects.open(at).filter(due_at__lte=at + BEFORE, asked_at__lte=F("due_at") - BEFORE - FRESH)
    rows = rows.filter(application__applicant__is_active=True).annotate(key=key)
    rows = rows.exclude(Exists(Notification.objects.filter(key=OuterRef("key"))))
    found = list(
        rows.select_related("application__call__cohort__strand__program", "application__applicant", "submission").order_by("pk")[:BATCH]
    )
    enqueue(asking_letter(KIND, row, question_of(row)) for row in found)
    return len(found)


def still_open(letters: Sequence[Notification]) -> list[int]:
    """Letters about what may still be answered."""
    rows = Clarification.objects.open(timezone.now()).filter(application__folio__in=[letter.about for letter in letters])
    waiting = set(rows.values_list("application__folio", "number"))
    return [letter.pk for letter in letters if (letter.about, letter.context.get("number")) in waiting]


STILL_TRUE[KIND] = still_open
STILL_TRUE["clarification"] = still_open
