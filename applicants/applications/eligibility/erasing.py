"""A person erases the account: what they said of the requirements goes."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from applicants.applications.eligibility.models import RequirementsCheck
from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User


@receiver(person_erasing)
def erase_checks(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction."""
    RequirementsCheck.objects.filter(application__applicant=person).delete()
