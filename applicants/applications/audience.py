"""Who hears that a call changed: everybody whose application may still be changed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from applicants.applications.letters import absolute
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.audience import Listener, answers_asked, audience_asked
from applicants.calls.models import Call
from applicants.calls.repeats import LAST_NUMBER, numbered


@receiver(audience_asked)
def with_open_applications(sender: type[Call], call: Call, **kwargs: Any) -> list[Listener]:
    """The authors of drafts and of submitted applications; not those that staff have begun to decide on. One statement."""
    rows = Application.objects.filter(call=call, state__in=[State.DRAFT, State.SUBMITTED]).select_related("applicant")
    return [
        Listener(row.applicant, row.folio, absolute("application", row.applicant.language, row.folio))
        for row in rows.order_by("pk")
        if row.applicant.is_active
    ]


@receiver(answers_asked)
def with_answers(sender: type[Call], call: Call, keys: Collection[str] | None, **kwargs: Any) -> int:
    """Those that hold an answer to one of these questions, any time of it, and may still be changed; with None all that hold one or were handed in."""
    rows = Application.objects.filter(call=call)
    if keys is None:
        return rows.exclude(answers={}, submission=None).count()
    every_time = [numbered(key, number) for key in sorted(keys) for number in range(1, LAST_NUMBER + 1)]
    return rows.filter(state__in=[State.DRAFT, State.SUBMITTED], answers__has_any_keys=every_time).count()
