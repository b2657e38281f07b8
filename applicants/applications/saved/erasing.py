"""A person erases the account: what they kept for themselves goes; what they shared stays the team's, without their name."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from applicants.applications.saved.models import SavedView
from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User


@receiver(person_erasing)
def let_go_of_views(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction."""
    SavedView.objects.filter(owner=person, program=None).delete()
    SavedView.objects.filter(owner=person).update(owner=None)
