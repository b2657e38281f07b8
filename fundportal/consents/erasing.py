"""A person erases the account: what they agreed to ends with it; that they had agreed stays, since the controller has to prove it."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User
from fundportal.consents.give import withdraw
from fundportal.consents.models import Consent


@receiver(person_erasing)
def withdraw_consents(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction. Rooms that published something take it down."""
    for consent in Consent.objects.standing().filter(person=person).order_by("pk"):
        withdraw(consent=consent)
