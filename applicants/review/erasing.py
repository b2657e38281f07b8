"""A person erases the account: scores stay; what reviewers wrote to the person, or of them to staff, does not, nor what was found in their texts."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from applicants.review.blinding.models import Leak, LeakScan
from applicants.review.conflicts.models import Abstention, Overruled
from applicants.review.desk.models import Flag, QuietReviewer
from applicants.review.models import Review
from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User
from fundportal.web.erasing import erasing


@receiver(person_erasing)
def blank_comments(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction."""
    Flag.objects.filter(review__application__applicant=person).exclude(reason="").update(reason="")
    QuietReviewer.objects.filter(person=person).delete()
    with erasing():  # also in closed rounds
        Review.objects.filter(application__applicant=person).exclude(comment="").update(comment="")
    Leak.objects.filter(application__applicant=person).delete()
    LeakScan.objects.filter(application__applicant=person).delete()
    Abstention.objects.filter(application__applicant=person).exclude(comment="").update(comment="")
    told = Abstention.objects.filter(Q(application__applicant=person) | Q(reviewer=person), ended_at__isnull=False)
    told.update(reason="–")  # that there was one stays
    Overruled.objects.filter(Q(application__applicant=person) | Q(reviewer=person)).delete()
