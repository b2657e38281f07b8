"""A person erases the account: drafts go; what was handed in is withdrawn, and stays as a folio with its dates, states and fingerprints, without a word."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone

from applicants.applications.clarification.erasing import blank_clarifications
from applicants.applications.models import Application, DraftEntry, StateChange, Submission
from applicants.applications.receipt.snapshot import erased
from applicants.applications.states import State
from applicants.applications.team.erasing import erase_parts
from applicants.applications.withdraw import may_withdraw, withdraw
from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User
from fundportal.files.models import StoredFile
from fundportal.files.store import discard
from fundportal.web.erasing import erasing

NOTHING: dict[str, Any] = {"answers": {}, "unfinished": {}, "conflicts": {}, "revisions": {}}


@receiver(person_erasing)
def erase_applications(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction. Never submitted: deleted with log and history. Submitted: withdrawn where it can be, then blanked.

    A place in a cohort that has begun is not given back: somebody took part, and is counted.
    """
    own = Application.objects.of(person)
    rows = list(own.order_by("pk").select_for_update())  # from here on no step of staff passes in between
    for application in own.exclude(submission=None).select_related("call__cohort").order_by("pk"):
        if may_withdraw(application) and not takes_part(application):
            withdraw(application=application, person=person)
    with erasing():
        DraftEntry.objects.filter(application__in=rows).delete()
        StateChange.objects.filter(application__in=rows).exclude(reason="").update(reason="")
        for submission in Submission.objects.filter(application__in=rows):
            Submission.objects.filter(pk=submission.pk).update(document=erased(submission.content))
        blank_clarifications(rows)
        Application.objects.filter(pk__in=[row.pk for row in rows if row.submission_id]).update(**NOTHING)
        Application.objects.filter(pk__in=[row.pk for row in rows if not row.submission_id]).delete()
    erase_parts(person)  # first: what was sent for another's application becomes that applicant's
    for stored in StoredFile.objects.filter(Q(owner=person) | Q(about__in=[row.folio for row in rows])):
        discard(stored=stored)


def takes_part(application: Application) -> bool:
    """Whether it holds a place in a cohort that has begun (or is over)."""
    begins = application.call.cohort.starts_on
    return application.state == State.CONFIRMED and begins is not None and begins <= timezone.localdate()
