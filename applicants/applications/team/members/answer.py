"""Who was invited says yes or no."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.team.members.letters import part_letter
from applicants.applications.team.members.models import Member
from applicants.applications.team.tokens import LinkSpent, kept_of, unknown
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.notifications.enqueue import enqueue
from fundportal.web.refusals import Refusal


class InvitationForAnother(Refusal):
    """The address that was invited is not the one of who has signed in."""

    status = 403
    title = _("This invitation is for somebody else")

    def __init__(self) -> None:
        super().__init__(
            _(
                "It was sent to another e-mail address than the one with which you entered. Sign out, and enter with the address that received it."
            ),
            next_url=reverse("account_logout"),
            next_label=_("Sign out"),
        )


def find(secret: str) -> Member:
    """The invitation with this token, its application and call at hand. Raises LinkUnknown."""
    rows = Member.objects.select_related("application__applicant", "application__call__cohort__strand__program", "person")
    found = rows.filter(token_sha256=kept_of(secret)).first()
    if found is None:
        raise unknown()
    return found


def require_open(member: Member, person: User | None) -> None:
    """Raise unless it may still be answered, by `person` when somebody has signed in. Who has accepted it may come by again."""
    if member.accepted_at and member.ended_at is None and person is not None and person.pk == member.person_id:
        return
    if not member.is_open or member.has_run_out() or member.application.state == State.WITHDRAWN:
        raise LinkSpent(
            _("It was answered, taken back, or it has run out. Ask %(name)s for a new one.") % {"name": member.application.applicant}
        )
    if person is not None and person.email != member.email:
        raise InvitationForAnother


@transaction.atomic
def accept(*, member: Member, person: User) -> Application:
    """Make the person a member; a second click changes nothing. The lead is told. Raises LinkSpent, InvitationForAnother."""
    member = locked(member)
    require_open(member, person)
    if member.accepted_at:
        return member.application
    if person.pk == member.application.applicant_id:
        raise InvitationForAnother
    if Member.objects.standing().of(person).filter(application=member.application_id).exists():
        Member.objects.filter(pk=member.pk).update(
            ended_at=timezone.now(), ended_by=person
        )  # invited under two addresses: one part is enough
        return member.application
    member.person, member.accepted_at = person, timezone.now()
    member.save(update_fields=["person", "accepted_at"])
    tell(member, person, "accepted")
    return member.application


@transaction.atomic
def decline(*, member: Member, person: User | None) -> None:
    """Say no; nobody needs an account for that. The lead is told. A repeat changes nothing. Raises LinkSpent, InvitationForAnother."""
    member = locked(member)
    if member.declined_at:
        return
    require_open(member, person)
    if member.accepted_at:
        raise LinkSpent(_("You have accepted it already. You can leave on the page of the team."))
    member.declined_at = timezone.now()
    member.save(update_fields=["declined_at"])
    tell(member, None, "declined")


def locked(member: Member) -> Member:
    """As it stands now, and nobody else answers it meanwhile. The application first, as whoever changes the team does."""
    Application.objects.select_for_update(of=("self",)).filter(pk=member.application_id).first()
    rows = Member.objects.select_for_update(of=("self",)).select_related(
        "application__applicant", "application__call__cohort__strand__program"
    )
    return rows.get(pk=member.pk)


def tell(member: Member, person: User | None, what: str) -> None:
    application = member.application
    code = application.call.program_code
    record(actor=person, verb=f"member_{what}", target=application.folio, program_code=code, member=member.pk)
    enqueue([part_letter(member, application, application.applicant, what)])
