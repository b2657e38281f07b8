"""Letters that count down to a deadline: which step a row has passed, and the key under which its letter is written once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Case, CharField, Expression, F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Concat


def has_passed(steps: Sequence[int], at: datetime, *, until: str, since: str) -> Q:
    """Rows that are past one of the `steps` (hours before `until`), were there before it (`since`), and are not so far past it that its letter
    would be late: a quarter of the step. So an absence of the portal, however timed, takes nobody's letter, and the next step has its own.
    """
    passed = Q()
    for step in (timedelta(hours=hours) for hours in steps):
        late = Q(**{f"{until}__gt": at + step - step / 4, f"{until}__lte": at + step})
        passed |= late & Q(**{f"{since}__lt": F(until) - step})
    return passed


def key_of_step(prefix: str, row: str, steps: Sequence[int], at: datetime, *, until: str) -> Expression:
    """“deadline_reminder:MOR27-ABC:202703010559:48”: what for, which row, until when (UTC), the smallest step that was passed."""
    hours = Case(*(When(**{f"{until}__lte": at + timedelta(hours=step)}, then=step) for step in sorted(steps)), output_field=IntegerField())
    stamp = Func(F(until), template="to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYYMMDDHH24MI')", output_field=CharField())
    parts = [Value(f"{prefix}:"), Cast(row, CharField()), Value(":"), stamp, Value(":"), Cast(hours, CharField())]
    return Concat(*parts, output_field=CharField())
