"""A person erases the account: what was written down of their words goes as well."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from applicants.applications.transcripts.models import Transcript
from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User
from fundportal.web.erasing import erasing


@receiver(person_erasing)
def erase_transcripts(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction."""
    with erasing():
        Transcript.objects.filter(application__applicant=person).delete()
