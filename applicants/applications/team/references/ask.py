"""The applicant asks somebody for a letter, thinks better of it, or has nobody to ask."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.own import locked
from applicants.applications.states import TRANSITIONS
from applicants.applications.team.members.models import Member
from applicants.applications.team.references.letters import ended_letter, request_letter
from applicants.applications.team.references.models import Reference, ReferencesAsked, ReferenceWaiver, asked_by, due_of
from applicants.applications.team.tokens import new_token
from fundportal.accounts.join import known_language
from fundportal.accounts.models import User
from fundportal.accounts.seal import seal
from fundportal.audit.record import record
from fundportal.notifications.enqueue import enqueue
from fundportal.web.refusals import Refusal

LETTERS_PER_PLACE = 3
"""How often one place may be filled anew, after somebody declined: nobody writes to the whole village."""


class CannotAsk(Refusal):
    """The call takes no letters, not any more, or not from this person."""

    title = _("Nobody was asked")


def require_taken(application: Application, at: datetime) -> ReferencesAsked:
    """Raise CannotAsk unless a letter for this application could still come."""
    asked = asked_by(application.call)
    if asked is None:
        raise CannotAsk(_("This call asks for no letters of reference."))
    if application.state not in TRANSITIONS["withdraw"].sources or at > due_of(application, asked):
        raise CannotAsk(_("The time for letters of reference is over."))
    return asked


@transaction.atomic
def ask(*, application: Application, person: User, name: str, email: str, language: str, note: str, at: datetime) -> Reference:
    """Write to `email` with a link that opens the letter's page alone. Raises NotForYou, CannotAsk."""
    found, email = locked(person, application.pk), email.strip().lower()
    asked = require_taken(found, at)
    rows = list(Reference.objects.filter(application=found))
    team = Member.objects.standing().filter(application=found).select_related("person")
    if email == person.email or email in {row.person.email for row in team if row.person}:
        raise CannotAsk(_("A letter comes from somebody who is no part of the application."))
    if any(row.is_live and row.email == email for row in rows):
        raise CannotAsk(_("This person is asked already."))
    if sum(row.is_live for row in rows) >= asked.at_most:
        raise CannotAsk(_("You have asked as many people as the call allows. Take one request back first."))
    if len(rows) >= asked.at_most * LETTERS_PER_PLACE:
        raise CannotAsk(_("You have asked many people already. Write to us if you need to ask another one."))
    token = new_token()
    row = Reference.objects.create(
        application=found,
        name=name.strip()[:200],
        email=email,
        language=known_language(language),
        note=note.strip()[:300],
        token_sha256=token.sha256,
        token_sealed=seal(token.secret),
    )
    told(row, found, person, "reference_asked")
    enqueue([request_letter(row, found, asked, token.secret)])
    return row


@transaction.atomic
def take_back(*, application: Application, person: User, reference_id: int) -> bool:
    """The letter is no longer wanted. One that was written stays: it belongs to the fund. A repeat changes nothing. Raises NotForYou."""
    found = locked(person, application.pk)
    row = Reference.objects.open().filter(application=found, pk=reference_id).first()
    if row is None:
        return False
    Reference.objects.filter(pk=row.pk).update(ended_at=timezone.now())
    told(row, found, person, "reference_taken_back")
    enqueue([ended_letter(row, found)])
    return True


@transaction.atomic
def waive(*, application: Application, person: User, reason: str, at: datetime) -> None:
    """Say that there is nobody, and why. Said again it takes the place of what was said before; nothing said takes it back. Raises NotForYou, CannotAsk."""
    found = locked(person, application.pk)
    require_taken(found, at)
    if not reason.strip():
        ReferenceWaiver.objects.filter(application=found).delete()
    else:
        said = {"reason": reason.strip()[:600], "at": timezone.now(), "by": person}
        ReferenceWaiver.objects.update_or_create(application=found, defaults=said)
    record(actor=person, verb="references_waived", target=found.folio, program_code=found.call.program_code, waived=bool(reason.strip()))


def told(row: Reference, application: Application, actor: User | None, verb: str) -> None:
    record(actor=actor, verb=verb, target=application.folio, program_code=application.call.program_code, reference=row.pk)
