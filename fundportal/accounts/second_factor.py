"""A member of staff has lost the telephone: the second factor is taken off, and set up again at the next sign-in."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.membership import NotYours
from fundportal.accounts.models import User
from fundportal.accounts.sessions import end_sessions
from fundportal.audit.record import record


@transaction.atomic
def reset_second_factor(*, person: User, by: User) -> int:
    """Remove all keys, apps and recovery codes of a person and end their sessions. Returns how many were removed.

    Only an administrator may, and not for themselves. Check by telephone who is asking before you do it.
    """
    if not by.is_superuser or by.pk == person.pk:
        raise NotYours(_("Another administrator of the portal must do this."))
    removed: int = Authenticator.objects.filter(user=person).delete()[0]
    end_sessions(person=person)
    record(actor=by, verb="second_factor_reset", target=f"person:{person.pk}", removed=removed)
    return removed
