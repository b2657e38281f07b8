"""A person erases the account: what was decided stays, the words to the person do not."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from applicants.selection.models import Decision
from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User
from fundportal.web.erasing import erasing


@receiver(person_erasing)
def blank_feedback(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction."""
    with erasing():
        Decision.objects.filter(application__applicant=person).update(feedback="", strong="", missing="", suggestion="")
