"""The applicant lets somebody help: by a code, or by saying yes to who has asked."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.applications.models import Application
from applicants.applications.own import locked
from applicants.applications.states import WRITTEN_IN
from applicants.applications.team.help.codes import kept_of_code, new_code
from applicants.applications.team.help.letters import help_letter
from applicants.applications.team.help.models import MOST_DAYS, Help
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.notifications.enqueue import enqueue
from fundportal.web.refusals import Refusal

CODE_VALID = timedelta(days=3)
MOST_AT_ONCE = 3


class HelpNotPossible(Refusal):
    """Too many help already, or the request is no longer there."""

    title = gettext_lazy("That is not possible now")


def wording() -> str:
    """The sentence beside the box, in the language of the moment. It names nobody: who it was stands in the row, and goes with an erasure."""
    return _(
        "I agree that one person reads this application and writes in it for me, for the time that I choose here and 30 days at most. What they write is marked as theirs, and I can end it at any moment."
    )


@transaction.atomic
def offer(*, application: Application, person: User, days: int, language: str, authentication: str) -> str:
    """A code that lets one person help, for `days` from when it is used. An earlier one that nobody has used stops working.

    Returns the code, which is kept nowhere. Raises NotForYou, HelpNotPossible.
    """
    found = locked(person, application.pk)
    require_room(found)
    Help.objects.offered().filter(application=found).update(ended_at=timezone.now(), ended_by=person)
    code, now = new_code(), timezone.now()
    row = Help.objects.create(
        application=found,
        days=min(max(days, 1), MOST_DAYS),
        code_sha256=kept_of_code(code),
        code_expires_at=now + CODE_VALID,
        consented_at=now,
        wording=wording(),
        language=language,
        authentication=authentication,
    )
    note(row, person, "help_offered", days=days)
    return code


@transaction.atomic
def allow(*, application: Application, person: User, help_id: int, days: int, language: str, authentication: str) -> Help:
    """Say yes to who has asked; it begins now. Raises NotForYou, HelpNotPossible."""
    found = locked(person, application.pk)
    row = Help.objects.asked().filter(application=found, pk=help_id).select_related("facilitator").first()
    if row is None or row.facilitator is None or not row.facilitator.is_active:
        raise HelpNotPossible(_("This request was answered or taken back."))
    require_room(found)
    row.days, row.consented_at, row.wording = min(max(days, 1), MOST_DAYS), timezone.now(), wording()
    row.language, row.authentication = language, authentication
    begin(row, found, row.facilitator)
    return row


@transaction.atomic
def decline(*, application: Application, person: User, help_id: int) -> bool:
    """Say no to who has asked. Who asked is not written to, and does not ask again about this application. A repeat changes nothing."""
    found = locked(person, application.pk)
    changed = Help.objects.asked().filter(application=found, pk=help_id).update(ended_at=timezone.now(), ended_by=person)
    if changed:
        record(actor=person, verb="help_declined", target=found.folio, program_code=found.call.program_code, help=help_id)
    return bool(changed)


@transaction.atomic
def revoke(*, application: Application, person: User, help_id: int) -> bool:
    """End it, at once: whatever the facilitator sends from now on is refused. Also takes back a code. A repeat changes nothing. Raises NotForYou."""
    found = locked(person, application.pk)
    row = Help.objects.filter(application=found, pk=help_id, ended_at=None).select_related("facilitator").first()
    if row is None or not (row.starts_at or row.code_sha256):
        return False
    running = row.runs()
    Help.objects.filter(pk=row.pk).update(ended_at=timezone.now(), ended_by=person)
    note(row, person, "help_revoked")
    if running and row.facilitator:
        enqueue([help_letter(row, found, row.facilitator, "revoked")])
    return True


def begin(row: Help, application: Application, facilitator: User) -> None:
    """From now on, for as many days as were agreed. The applicant is written to, so that no help begins unseen."""
    row.facilitator, row.starts_at = facilitator, timezone.now()
    row.ends_at = row.starts_at + timedelta(days=row.days)
    row.save()
    note(row, facilitator, "help_started", days=row.days)
    enqueue([help_letter(row, application, application.applicant, "started")])


def require_room(application: Application) -> None:
    if application.state not in WRITTEN_IN:
        raise HelpNotPossible(_("Nobody writes in this application any more."))
    if Help.objects.running().filter(application=application).count() >= MOST_AT_ONCE:
        raise HelpNotPossible(_("%(n)d people help you already. End one of these first.") % {"n": MOST_AT_ONCE})


def note(row: Help, actor: User, verb: str, **detail: int) -> None:
    application = row.application
    record(actor=actor, verb=verb, target=application.folio, program_code=application.call.program_code, help=row.pk, **detail)
