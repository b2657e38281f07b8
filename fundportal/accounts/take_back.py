"""Invitations that nobody has accepted are taken back: by hand, or because who wrote them may not invite any more."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from fundportal.accounts.models import Invitation, User
from fundportal.audit.record import entry, record_many
from fundportal.notifications.forget import call_off


@transaction.atomic
def take_back(*, invitations: QuerySet[Invitation], by: User | None) -> int:
    """Delete those of the invitations that are open; their letters no longer leave. Returns how many. `by` is None where no person has decided it."""
    rows = list(invitations.filter(accepted_at=None).select_for_update(of=("self",)))
    matters = [f"invitation:{row.pk}" for row in rows]
    record_many(
        entry(actor=by, verb="invitation_taken_back", target=matter, program_code=row.program_code)
        for row, matter in zip(rows, matters, strict=True)
    )
    call_off(about=matters)
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
