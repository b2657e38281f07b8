"""A person leaves. What the law or the fund must keep stays without a name; the account is gone."""

from __future__ import annotations

import secrets

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.models import Invitation, User
from fundportal.accounts.sessions import end_sessions
from fundportal.audit.record import entry
from fundportal.notifications.forget import forget
from fundportal.web.refusals import Refusal

# Sent with `person` inside the transaction, before the row changes: higher rooms withdraw drafts and stop letters.
# A receiver that raises a Refusal stops the erasure.
person_erasing = Signal()


class LastAdministrator(Refusal):
    """Somebody must be able to open the door for the others."""

    title = _("You are the only administrator")


@transaction.atomic
def erase(*, person: User, by: User | None = None) -> None:
    """Anonymise the account for ever: name, addresses, passwords, keys, roles and sessions go. Raises LastAdministrator.

    LFPDPPP art. 25 (cancellation): the row stays as a number, because applications, consents and the audit record refer to it.
    """
    administrators = User.objects.select_for_update().filter(is_superuser=True, is_active=True)
    if person.is_superuser and not [admin for admin in administrators if admin.pk != person.pk]:
        raise LastAdministrator(_("Name another administrator first; then you can erase your account."))
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.erased_at:
        return
    person_erasing.send(sender=User, person=person)
    trace = entry(actor=by or person, verb="account_erased", target=f"person:{person.pk}")
    if trace.actor_id == person.pk:
        trace.actor_email = ""  # the record of an erasure does not keep what was erased
    trace.save(force_insert=True)
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    Invitation.objects.filter(email=person.email).delete()
    nowhere = f"erased-{secrets.token_hex(8)}@erased.invalid"
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
