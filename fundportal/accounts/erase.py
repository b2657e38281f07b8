"""A person leaves. What the law or the fund must keep stays without a name and without a word of theirs; the account is gone."""

from __future__ import annotations

import secrets

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone

from fundportal.accounts.administrators import require_another
from fundportal.accounts.models import ERASED_DOMAIN, Invitation, User
from fundportal.accounts.sessions import end_sessions
from fundportal.accounts.take_back import take_back
from fundportal.audit.forget import forget_actor
from fundportal.audit.record import record
from fundportal.notifications.forget import forget

# Sent with `person` inside the transaction, before the row changes: higher rooms withdraw and blank what is theirs.
# A receiver that raises a Refusal stops the erasure.
person_erasing = Signal()


@transaction.atomic
def erase(*, person: User, by: User | None = None) -> None:
    """Anonymise the account for ever: name, addresses, passwords, keys, roles and sessions go, and all that the person wrote or sent.

    LFPDPPP art. 25 (cancellation): the row stays as a number, because applications (folio, states, decisions, fingerprints), consents and the
    audit record refer to it. Raises LastAdministrator.
    """
    require_another(person)
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.erased_at:
        return
    person_erasing.send(sender=User, person=person)
    record(actor=by or person, verb="account_erased", target=f"person:{person.pk}")
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    take_back(invitations=Invitation.objects.filter(invited_by=person), by=by)
    Invitation.objects.filter(Q(email=person.email) | Q(accepted_by=person)).delete()
    names = [name for name in (person.name, person.email) if name]
    nowhere = f"erased-{secrets.token_hex(8)}@{ERASED_DOMAIN}"
    forget(person=person, address=nowhere)
    for membership in person.memberships.all():
        membership.delete()
    end_sessions(person=person)
    person.refresh_from_db(fields=["is_staff"])
    person.email, person.name, person.time_zone = nowhere, "", ""
    person.is_active = person.is_staff = person.is_superuser = False
    person.erased_at = timezone.now()
    person.set_unusable_password()
    person.save()
    forget_actor(person_id=person.pk)
    _forget_in_admin_log(person, names)


def _forget_in_admin_log(person: User, names: list[str]) -> None:
    """Django's log of the admin names its rows as they were called: the person's own, and their roles ("name · programme · role")."""
    itself = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk))
    for name in names:
        itself |= Q(object_repr=name) | Q(object_repr__startswith=f"{name} · ") | Q(object_repr__endswith=f" · {name}")
    LogEntry.objects.filter(itself).update(object_repr="")
