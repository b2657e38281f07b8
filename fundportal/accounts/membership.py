"""Who is staff of which programme."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.models import Invitation, Membership, User
from fundportal.accounts.roles import Permission, Role
from fundportal.accounts.take_back import take_back
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

# A privacy officer watches over the staff, so the staff do not choose one.
GIVEN_BY_STAFF = frozenset({Role.COORDINATOR, Role.REVIEWER, Role.PR})


class NotYours(Refusal):
    """Roles are given by those who may invite into that programme."""

    status = 403
    title = _("You cannot do that here")


def require_inviter(*, by: User, program_code: str, role: str) -> None:
    """Raise NotYours unless `by` may give or take that role in that programme."""
    if by.is_superuser and by.is_active:
        return
    if role not in GIVEN_BY_STAFF:
        raise NotYours(_("Only an administrator of the portal names privacy officers."))
    if not by.may(Permission.INVITE, program_code):
        raise NotYours(_("You do not invite staff into this programme."))


@transaction.atomic
def grant(*, user: User, program_code: str, role: str, by: User | None) -> Membership:
    """Give a role in a programme; a role that is held already stays. `by` is None for a command at the shell."""
    if by is not None:
        require_inviter(by=by, program_code=program_code, role=role)
    membership, created = Membership.objects.get_or_create(user=user, program_code=program_code, role=Role(role).value)
    if created:
        record(actor=by, verb="role_granted", target=f"person:{user.pk}", program_code=program_code, role=str(role))
    return membership


@transaction.atomic
def revoke(*, membership: Membership, by: User | None) -> None:
    """Take a role away; with the last one the person is no longer staff. What they may not invite into any more, they have not invited into."""
    if by is not None:
        require_inviter(by=by, program_code=membership.program_code, role=membership.role)
    record(actor=by, verb="role_revoked", target=f"person:{membership.user_id}", program_code=membership.program_code, role=membership.role)
    membership.delete()
    person = User.objects.get(pk=membership.user_id)
    if not person.may(Permission.INVITE, membership.program_code):
        take_back(invitations=Invitation.objects.filter(invited_by=person, program_code=membership.program_code), by=by)


def keep_in_step(user: User) -> None:
    """Groups and `is_staff` follow the memberships."""
    roles = sorted(set(user.memberships.values_list("role", flat=True)))
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    is_staff = user.is_superuser or bool(roles)
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])
    user.__dict__.pop("scopes", None)


def on_membership_change(instance: Membership, **kwargs: Any) -> None:
    """Receiver of post_save and post_delete. A person who is being deleted has no groups to keep."""
    user = User.objects.filter(pk=instance.user_id).first()
    if user is not None:
        keep_in_step(user)
    if "user" in instance._state.fields_cache:
        instance.user.__dict__.pop("scopes", None)
