"""The facilitator's side: takes up a code, asks, stops."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.team.help.codes import CodeUnknown, counted_try, kept_of_code
from applicants.applications.team.help.consent import begin, note, require_room
from applicants.applications.team.help.letters import help_letter
from applicants.applications.team.help.models import MOST_DAYS, Help
from applicants.applications.team.members.models import Member
from fundportal.accounts.models import User
from fundportal.notifications.enqueue import enqueue
from fundportal.web.refusals import Refusal

MOST_REQUESTS = 10
A_DAY = timedelta(days=1)
NOT_AGAIN = timedelta(days=30)


class AlreadyInside(Refusal):
    """Who applies or writes along needs no help of their own."""

    title = _("You are part of this application already")

    def __init__(self) -> None:
        super().__init__(_("You open it from your list of applications, and need no code."))


class TooManyRequests(Refusal):
    """One asks a great many people."""

    status = 429
    title = _("You have asked many people today")

    def __init__(self) -> None:
        super().__init__(_("You can ask %(n)d people a day. Go on tomorrow, or let them give you a code.") % {"n": MOST_REQUESTS})


def find(typed: str, person: User) -> Help:
    """The offer with this code. Raises CodeUnknown, and TooManyTries for who guesses."""
    with counted_try(person):
        return known(typed, person)


def known(typed: str, person: User) -> Help:
    rows = Help.objects.select_related("application__applicant", "application__call__cohort__strand__program")
    found = rows.filter(code_sha256=kept_of_code(typed)).first()
    if found and found.facilitator_id == person.pk and found.runs():
        return found
    if found is None or found.starts_at or found.ended_at or not found.code_expires_at or found.code_expires_at <= timezone.now():
        raise CodeUnknown
    if is_inside(found.application, person):
        raise AlreadyInside
    return found


def is_inside(application: Application, person: User) -> bool:
    return application.applicant_id == person.pk or Member.objects.standing().of(person).filter(application=application).exists()


@transaction.atomic
def take_up(*, code: str, person: User) -> Help:
    """Begin to help, with the code. It is used up by this. A second click changes nothing. Raises CodeUnknown, AlreadyInside, HelpNotPossible."""
    application_id = find(code, person).application_id
    rows = Application.objects.select_for_update(of=("self",)).select_related("applicant", "call__cohort__strand__program")
    application = rows.get(pk=application_id)
    row = find(code, person)  # as it stands now that nobody else takes it up
    if not row.starts_at:
        require_room(application)
        begin(row, application, person)
    return row


@transaction.atomic
def ask(*, folio: str, person: User, days: int, note_to_person: str = "") -> None:
    """Ask whoever applies under this folio. Whether there is such an application is not told: the same page comes either way.

    Nothing is written where the person helps already, has asked already, or was refused within a month. Raises TooManyRequests.
    """
    now = timezone.now()
    if Help.objects.of(person).filter(asked_at__gt=now - A_DAY).count() >= MOST_REQUESTS:
        raise TooManyRequests
    rows = Application.objects.select_for_update(of=("self",)).select_related("applicant", "call__cohort__strand__program")
    application = rows.filter(folio=folio, state__in=[State.DRAFT, State.SUBMITTED], applicant__is_active=True).first()
    if application is None or is_inside(application, person):
        return
    before = Help.objects.of(person).filter(application=application)
    if before.running(now).exists() or before.filter(asked_at__gt=now - NOT_AGAIN, starts_at=None).exists():
        return
    row = Help.objects.create(
        application=application, facilitator=person, days=min(max(days, 1), MOST_DAYS), asked_at=now, note=note_to_person.strip()[:300]
    )
    note(row, person, "help_asked", days=row.days)
    enqueue([help_letter(row, application, application.applicant, "asked")])


@transaction.atomic
def stop(*, help_id: int, person: User) -> bool:
    """The facilitator stops, or takes the request back. The applicant is told of the first. A repeat changes nothing."""
    rows = Help.objects.of(person).filter(pk=help_id, ended_at=None).select_for_update(of=("self",))
    row = rows.select_related("application__applicant", "application__call__cohort__strand__program").first()
    if row is None:
        return False
    Help.objects.filter(pk=row.pk).update(ended_at=timezone.now(), ended_by=person)
    note(row, person, "help_stopped")
    if row.runs():
        enqueue([help_letter(row, row.application, row.application.applicant, "stopped")])
    return True
