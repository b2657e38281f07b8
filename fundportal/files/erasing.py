"""A person erases the account: what they have on its way goes at once. What they have handed in is for the rooms above, which know what it is about."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User
from fundportal.files.resumable.end import end
from fundportal.files.resumable.models import Upload


@receiver(person_erasing)
def end_uploads(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction."""
    end(*Upload.objects.select_for_update().filter(person=person))
