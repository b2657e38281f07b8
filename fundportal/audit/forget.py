"""A person is erased: the record keeps that somebody acted, by number, and no address."""

from __future__ import annotations

from fundportal.audit.models import Entry
from fundportal.web.erasing import erasing


def forget_actor(*, person_id: int) -> int:
    """Take the e-mail address out of the entries of this person. Returns how many. Call it inside the erasure's transaction."""
    with erasing():
        return Entry.objects.filter(actor_id=person_id).exclude(actor_email="").update(actor_email="")
