"""Administrators of the whole portal: named and dismissed by each other, never down to none, never without the others hearing of it."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.membership import NotYours, keep_in_step
from fundportal.accounts.models import User
from fundportal.audit.record import entry
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.web.refusals import Refusal


class LastAdministrator(Refusal):
    """Somebody must be able to open the door for the others."""

    title = _("There is no other administrator")


def require_another(person: User) -> None:
    """Raise LastAdministrator when this person is the only active one. Locks them all until the end of the transaction: two cannot leave at once."""
    administrators = list(User.objects.select_for_update().filter(is_superuser=True, is_active=True).order_by("pk"))
    if person.pk in [each.pk for each in administrators] and len(administrators) == 1:
        raise LastAdministrator(_("Name another administrator first."))


@transaction.atomic
def name_administrator(*, person: User, by: User) -> bool:
    """Open the whole portal to a person. Returns whether that was new. The other administrators, and the person, get a letter. Raises NotYours."""
    return _change(person=person, by=by, named=True)


@transaction.atomic
def dismiss_administrator(*, person: User, by: User) -> bool:
    """The same the other way round; roles in programmes stay. Raises LastAdministrator and NotYours."""
    return _change(person=person, by=by, named=False)


def _change(*, person: User, by: User, named: bool) -> bool:
    if not (by.is_superuser and by.is_active):
        raise NotYours(_("Only an administrator of the portal may do this."))
    if not named:
        require_another(person)
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.is_superuser is named or (named and not person.is_active):
        return False
    person.is_superuser = named
    person.save(update_fields=["is_superuser"])
    keep_in_step(person)
    trace = entry(actor=by, verb="administrator_named" if named else "administrator_dismissed", target=f"person:{person.pk}")
    trace.save(force_insert=True)
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=by.pk)
    url = settings.SITE_URL + reverse("admin:accounts_user_change", args=[person.pk])
    enqueue(
        letter(
            key=f"administrators:{trace.pk}:{each.pk}",
            kind="administrators",
            recipient=each,
            about=f"person:{person.pk}",
            named=named,
            person=person.email,
            by=by.email,
            url=url,
        )
        for each in {person, *others}
        if each.pk != by.pk
    )
    return True
