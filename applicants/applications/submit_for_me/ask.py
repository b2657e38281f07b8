"""A person asks for it, and takes it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import IllegalTransition
from applicants.applications.deadline import is_in_time
from applicants.applications.models import Application
from applicants.applications.own import locked
from applicants.applications.states import State
from applicants.applications.submit_for_me.models import SubmitForMe
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal


class DeadlineIsOver(Refusal):
    """There is nothing left to wait for."""

    title = _("The call has closed")

    def __init__(self) -> None:
        super().__init__(_("The deadline has passed, so nothing can be submitted for you any more. What you wrote is kept in your draft."))


@transaction.atomic
def ask(
    *, application_id: int, person: User, wording: str, declaration: str, language: str, authentication: str, at: datetime
) -> SubmitForMe:
    """From now on the draft is handed in at its deadline, should it be complete. Asking again gives the wish that stands.

    `wording` and `declaration` are the sentences to which the person agreed, in `language`. `at` is the arrival of the request. Raises
    IllegalTransition when it is no draft, DeadlineIsOver.
    """
    application = locked(person, application_id)
    if application.state != State.DRAFT:
        raise IllegalTransition(application, "submit")
    standing = standing_wish(application)
    if standing:
        return standing
    if not is_in_time(application, at) or at > application.deadline:
        raise DeadlineIsOver
    wish = SubmitForMe.objects.create(
        application=application, wording=wording, declaration=declaration, language=language, authentication=authentication, asked_at=at
    )
    Application.objects.filter(pk=application.pk).update(wish=wish)
    record(actor=person, verb="submit_for_me_asked", target=application.folio, program_code=application.call.program_code, wish=wish.pk)
    return wish


@transaction.atomic
def take_back(*, application_id: int, person: User) -> bool:
    """The wish stands no longer; returns whether one did. What was handed in for the person already stays: that is taken back by withdrawing it."""
    application = locked(person, application_id)
    wish = standing_wish(application)
    if wish is None or wish.submission_id is not None:
        return False
    SubmitForMe.objects.filter(pk=wish.pk).update(taken_back_at=timezone.now())
    Application.objects.filter(pk=application.pk).update(wish=None)
    record(
        actor=person, verb="submit_for_me_taken_back", target=application.folio, program_code=application.call.program_code, wish=wish.pk
    )
    return True


def standing_wish(application: Application) -> SubmitForMe | None:
    """No statement when there is none."""
    return SubmitForMe.objects.filter(pk=application.wish_id).first() if application.wish_id else None
