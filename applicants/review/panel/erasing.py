"""A person erases the account: what programmes knew of them as a reviewer goes with it."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from applicants.review.panel.models import ReviewerProfile
from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User


@receiver(person_erasing)
def delete_profiles(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction."""
    ReviewerProfile.objects.filter(reviewer=person).delete()
