"""Staff come by invitation."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.join import known_language
from fundportal.accounts.membership import NotYours, grant, require_inviter
from fundportal.accounts.models import Invitation, User
from fundportal.accounts.programmes import programme_name
from fundportal.accounts.roles import Role
from fundportal.audit.record import record
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.notifications.models import Notification
from fundportal.web.refusals import Refusal

VALID = timedelta(days=14)


class InvitationSpent(Refusal):
    """It was used, it ran out, or it was taken back."""

    status = 409
    title = _("This invitation is no longer valid")


class InvitationForAnother(Refusal):
    """The address that was invited is not the one that has signed in."""

    status = 403
    title = _("This invitation is for somebody else")


def invite(*, email: str, name: str, program_code: str, role: str, by: User, language: str = "es-mx") -> Invitation:
    """Write to `email` that it may join the staff of a programme, within 14 days. Raises NotYours when `by` may not invite there.

    The token is in the letter alone. It opens the page; to accept one must have signed in with the invited address.
    """
    require_inviter(by=by, program_code=program_code, role=role)
    token = secrets.token_urlsafe(24)
    language = known_language(language)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            email=email.strip().lower(),
            name=name.strip()[:200],
            program_code=program_code,
            role=Role(role).value,
            language=language,
            token_sha256=fingerprint(token),
            invited_by=by,
            expires_at=timezone.now() + VALID,
        )
        record(actor=by, verb="staff_invited", target=f"invitation:{invitation.pk}", program_code=program_code, role=str(role))
        enqueue([_letter(invitation, token)])
    return invitation


@transaction.atomic
def accept(*, invitation: Invitation, person: User) -> None:
    """Make the person staff. Raises InvitationForAnother or InvitationSpent; a second click finds it accepted and changes nothing."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    require_usable(invitation, person)
    if invitation.accepted_at:
        return
    grant(user=person, program_code=invitation.program_code, role=invitation.role, by=invitation.invited_by)
    if invitation.name and not person.name:
        person.name = invitation.name
        person.save(update_fields=["name"])
    invitation.accepted_at, invitation.accepted_by = timezone.now(), person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(
        actor=person,
        verb="invitation_accepted",
        target=f"invitation:{invitation.pk}",
        program_code=invitation.program_code,
        role=invitation.role,
    )


def find(token: str) -> Invitation:
    """The invitation with this token. Raises InvitationSpent when there is none, or none any more."""
    invitation = Invitation.objects.select_related("invited_by").filter(token_sha256=fingerprint(token)).first()
    if invitation is None:
        raise InvitationSpent(_("We do not know this link. Ask whoever invited you for a new one."))
    return invitation


def require_usable(invitation: Invitation, person: User | None) -> None:
    """Raise unless it may be accepted (by `person`, when somebody has signed in); who has accepted it may see it again."""
    if invitation.accepted_by_id and person is not None and invitation.accepted_by_id == person.pk:
        return
    if invitation.accepted_at or invitation.expires_at <= timezone.now():
        raise InvitationSpent(_("It was used or it has run out. Ask whoever invited you for a new one."))
    try:
        require_inviter(by=invitation.invited_by, program_code=invitation.program_code, role=invitation.role)
    except NotYours as changed:
        raise InvitationSpent(_("Who wrote it no longer invites into this programme. Ask the programme for a new one.")) from changed
    if person is not None and person.email != invitation.email:
        raise InvitationForAnother(
            _(
                "It was sent to another e-mail address than the one with which you entered. Sign out, and enter with the address that received it."
            ),
            next_url=reverse("account_logout"),
            next_label=_("Sign out"),
        )


def fingerprint(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _letter(invitation: Invitation, token: str) -> Notification:
    with translation.override(invitation.language):
        path = reverse("staff_invitation", args=[token])
    return letter(
        key=f"invitation:{invitation.pk}",
        kind="staff_invitation",
        email=invitation.email,
        language=invitation.language,
        program_code=invitation.program_code,
        about=f"invitation:{invitation.pk}",
        program=programme_name(invitation.program_code),
        role={prefix: _label(invitation.role, code) for prefix, code in (("es", "es-mx"), ("en", "en"))},
        inviter=str(invitation.invited_by),
        url=settings.SITE_URL + path,
        expires_at=invitation.expires_at,
    )


def _label(role: str, language: str) -> str:
    with translation.override(language):
        return str(Role(role).label)
