"""A person erases the account: scores stay, what reviewers wrote to the person, or of them to staff, does not."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from applicants.review.desk.models import Flag, QuietReviewer
from applicants.review.models import Review
from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User


@receiver(person_erasing)
def blank_comments(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction."""
    Review.objects.filter(application__applicant=person).exclude(comment="").update(comment="")
    Flag.objects.filter(review__application__applicant=person).exclude(reason="").update(reason="")
    QuietReviewer.objects.filter(person=person).delete()
