"""Dates as a queue tells them: late, today, tomorrow, in three days; how long something has waited."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

LATE, SOON, LATER = "late", "soon", ""
SOON_DAYS = 3
"""So many days before its day something is soon."""


class When(NamedTuple):
    """A day, in words how far it is (empty where it is far off), and how urgent that is."""

    day: date
    words: str | Promise
    urgency: str


def due(day: date, today: date) -> When:
    """By when something is to be done."""
    left = (day - today).days
    if left < 0:
        return When(day, ngettext("%(n)d day late", "%(n)d days late", -left) % {"n": -left}, LATE)
    if left < 2:
        return When(day, (_("today"), _("tomorrow"))[left], SOON)
    words = ngettext("in %(n)d day", "in %(n)d days", left) % {"n": left}
    return When(day, words, SOON if left <= SOON_DAYS else LATER)
