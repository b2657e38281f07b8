"""An appeal that leads to no new decision: its person withdraws while others read the application again, or staff rule it out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.withdraw import application_withdrawn, foretells
from applicants.review.rounds.close import freeze
from applicants.review.screening.screen import screened_out
from applicants.selection.appeals.models import Appeal
from fundportal.audit.record import record
from fundportal.notifications.models import Notification
from fundportal.notifications.timely import STILL_TRUE

if TYPE_CHECKING:
    from fundportal.accounts.models import User

READ_AGAIN = (State.IN_REVIEW, State.SHORTLISTED, State.SELECTED)


@receiver(application_withdrawn)
def with_its_application(sender: type[Application], application: Application, **kwargs: Any) -> None:
    """Within the withdrawal's transaction."""
    end([application.pk], by=application.applicant)


@receiver(screened_out)
def with_those_ruled_out(sender: type[Application], applications: Collection[int], **kwargs: Any) -> None:
    """Within the transaction of the screening."""
    end(applications, by=None)


def end(applications: Collection[int], *, by: User | None) -> None:
    """End appeals about these applications that are being read, and close their rounds of one: what is being saved there at this moment is waited for.

    Needs the applications locked; then comes the appeal, then the reviews of its round. One statement where there is no such appeal.
    """
    reading = Appeal.objects.select_for_update(of=("self",)).select_related("application__call__cohort__strand__program")
    for appeal in reading.filter(application__in=applications, state=Appeal.State.READING).order_by("pk"):
        appeal.state, appeal.ended_at = Appeal.State.ENDED, timezone.now()
        appeal.save(update_fields=["state", "ended_at"])
        if appeal.round_id:
            freeze(appeal.round_id)
        application = appeal.application
        record(actor=by, verb="end_appeal", target=application.folio, program_code=application.call.program_code, round=appeal.round_id)


@foretells
def about_the_reading(application: Application) -> Iterator[str | Promise]:
    """For whose application is being read again. One statement, none where that cannot be."""
    if application.state in READ_AGAIN and Appeal.objects.filter(application=application, state=Appeal.State.READING).exists():
        yield _("Other people are reading your application because you asked for it. They stop; the decision that we told you stands.")


def still_read(letters: Sequence[Notification]) -> list[int]:
    """Of letters that say that an appeal was accepted, those of which that still holds."""
    standing = Appeal.objects.filter(application__folio__in=[letter.about for letter in letters]).exclude(state=Appeal.State.ENDED)
    folios = set(standing.values_list("application__folio", flat=True))
    return [letter.pk for letter in letters if letter.about in folios]


STILL_TRUE["appeal_accepted"] = still_read
