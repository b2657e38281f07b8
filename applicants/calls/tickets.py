"""Calls in a few words, for pages that list them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from applicants.calls.models import Call
from programs.catalogue.tickets import Ticket, tickets_asked
from programs.models import Program


def state(call: Call, at: datetime) -> str:
    """soon, open or closed, by the clock."""
    if call.is_open(at):
        return "open"
    return "soon" if at < call.opens_at else "closed"


def ticket(call: Call, at: datetime) -> Ticket:
    """Needs cohort, strand and programme at hand."""
    program = call.cohort.strand.program
    return Ticket(
        title=call.title,
        summary=call.summary,
        url=reverse("call", args=[call.slug]),
        kicker=program.short_name,
        colour=program.colour,
        minutes=call.minutes,
        places=call.cohort.places,
        state=state(call, at),
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        time_zone=call.time_zone,
        is_sample=call.is_sample,
    )


def tickets(at: datetime) -> list[Ticket]:
    """Every public call. One statement."""
    return [ticket(call, at) for call in Call.objects.listed()]


@receiver(tickets_asked)
def tickets_of_program(sender: type[Program], program: Program, **kwargs: Any) -> list[Ticket]:
    """The public calls of one programme."""
    at = timezone.now()
    return [ticket(call, at) for call in Call.objects.listed().filter(cohort__strand__program=program)]
