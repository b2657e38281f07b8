"""A person erases the account: a film project that they led stays as one that took part, without words of theirs."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User
from programs.projects.models import Project


@receiver(person_erasing)
def blank_projects(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction. The team goes with its lead: the lead had named them."""
    Project.objects.filter(lead=person).update(title="", logline="", team=[])
