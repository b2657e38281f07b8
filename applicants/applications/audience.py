"""Who hears that a call changed: everybody whose application may still be changed."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from applicants.applications.letters import absolute
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.audience import Listener, audience_asked
from applicants.calls.models import Call


@receiver(audience_asked)
def with_open_applications(sender: type[Call], call: Call, **kwargs: Any) -> list[Listener]:
    """The authors of drafts and of submitted applications; not those that staff have begun to decide on. One statement."""
    rows = Application.objects.filter(call=call, state__in=[State.DRAFT, State.SUBMITTED]).select_related("applicant")
    return [
        Listener(row.applicant, row.folio, absolute("application", row.applicant.language, row.folio))
        for row in rows.order_by("pk")
        if row.applicant.is_active
    ]
