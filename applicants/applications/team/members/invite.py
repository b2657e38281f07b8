"""The lead asks somebody to write along, thinks better of it, or gives another right."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.own import locked
from applicants.applications.states import WRITTEN_IN
from applicants.applications.team.members.letters import invitation_letter, part_letter
from applicants.applications.team.members.models import Member
from applicants.applications.team.tokens import new_token
from fundportal.accounts.join import known_language
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.notifications.enqueue import enqueue
from fundportal.web.refusals import Refusal

VALID = timedelta(days=14)
MOST_MEMBERS = 8
MOST_INVITATIONS = 20
"""That one application sends, ever: it is a team's, not a mailing list's."""


class CannotInvite(Refusal):
    """This person is asked already, takes part already, or there are too many."""

    title = _("No invitation was sent")


@transaction.atomic
def invite(*, application: Application, person: User, email: str, name: str, right: int, language: str) -> Member:
    """Write to `email` that it may take part, within 14 days. `person` is the lead. Raises NotForYou, CannotInvite.

    The invitation is bound to the address: it opens with the token and is accepted with an account of that address. A link that is passed on, or
    read over a shoulder, lets nobody in.
    """
    found, email = locked(person, application.pk), email.strip().lower()
    require_room(found, email)
    token = new_token()
    member = Member.objects.create(
        application=found,
        email=email,
        name=name.strip()[:200],
        right=Member.Right(right).value,
        language=known_language(language),
        token_sha256=token.sha256,
        expires_at=timezone.now() + VALID,
    )
    record(actor=person, verb="member_invited", target=found.folio, program_code=found.call.program_code, member=member.pk, right=right)
    enqueue([invitation_letter(member, found, token.secret)])
    return member


def require_room(application: Application, email: str) -> None:
    """Raise CannotInvite where one more invitation, or one to this address, cannot be."""
    if application.state not in WRITTEN_IN:
        raise CannotInvite(_("Nobody writes in this application any more."))
    rows = list(Member.objects.filter(application=application).select_related("person"))
    if email == application.applicant.email:
        raise CannotInvite(_("This is your own address: you are part of your application already."))
    if any(row.is_open and row.email == email for row in rows):
        raise CannotInvite(_("This address is invited already. Take that invitation back first if it should be another one."))
    if any(row.accepted_at and not row.ended_at and email in (row.email, row.person.email if row.person else "") for row in rows):
        raise CannotInvite(_("This person takes part already."))
    if len([row for row in rows if not row.declined_at and not row.ended_at]) >= MOST_MEMBERS:
        raise CannotInvite(_("An application has at most %(n)d people beside you. Remove one first.") % {"n": MOST_MEMBERS})
    if len(rows) >= MOST_INVITATIONS:
        raise CannotInvite(
            _("This application has sent %(n)d invitations, and sends no more. Write to us if you need another one.") % {"n": len(rows)}
        )


@transaction.atomic
def give_right(*, application: Application, person: User, member_id: int, right: int) -> bool:
    """Another right for who is invited or takes part; from their next request on. Returns whether anything changed. Raises NotForYou."""
    found = locked(person, application.pk)  # a save that is under way holds it, and asks under it
    rows = Member.objects.filter(application=found, pk=member_id, declined_at=None, ended_at=None)
    changed = rows.exclude(right=right).update(right=Member.Right(right).value)
    if changed:
        record(actor=person, verb="member_right", target=found.folio, program_code=found.call.program_code, member=member_id, right=right)
    return bool(changed)


@transaction.atomic
def remove(*, application: Application, person: User, member_id: int) -> bool:
    """Take back an invitation, or end a part: from the next request on. What the member wrote stays. A repeat changes nothing. Raises NotForYou."""
    found = locked(person, application.pk)
    member = Member.objects.filter(application=found, pk=member_id, declined_at=None, ended_at=None).select_related("person").first()
    return member is not None and end(found, member, person)


@transaction.atomic
def leave(*, application: Application, person: User) -> bool:
    """A member goes. What the member wrote stays in the application. A repeat changes nothing."""
    locked_row = Application.objects.select_for_update(of=("self",)).select_related("applicant", "call__cohort__strand__program")
    found = locked_row.filter(pk=application.pk).first()
    member = Member.objects.standing().of(person).filter(application=application).select_related("person").first()
    return found is not None and member is not None and end(found, member, person)


def end(application: Application, member: Member, by: User) -> bool:
    """Under the application's lock. The other side is told, where there is one."""
    Member.objects.filter(pk=member.pk).update(ended_at=timezone.now(), ended_by=by)
    code = application.call.program_code
    record(actor=by, verb="member_ended", target=application.folio, program_code=code, member=member.pk, accepted=bool(member.accepted_at))
    if member.person:
        other, what = (application.applicant, "left") if by.pk == member.person_id else (member.person, "removed")
        enqueue([part_letter(member, application, other, what)])
    return True
