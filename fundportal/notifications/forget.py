"""A person is erased: what still waits for them is not sent, what was sent keeps no word and no address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, EmailField, F, Q, Value, When

from fundportal.notifications.models import Notification, Suppression

if TYPE_CHECKING:
    from fundportal.accounts.models import User


def forget(*, person: User, address: str) -> int:
    """Wipe the letters to `person` and to their address; `address` is what stands there from now on. Returns how many. Three statements.

    Letters to others that speak of the person lose their words too. Kind, matter and time stay: that a decision was sent, and when, is part of the record of the call.
    """
    Suppression.objects.filter(email=person.email).delete()
    Notification.objects.filter(about=f"person:{person.pk}").update(context={}, subject="", text="", html="", last_error="")
    letters = Notification.objects.filter(Q(recipient=person) | Q(email=person.email))
    state = Case(When(state=Notification.State.PENDING, then=Value(Notification.State.EXPIRED)), default=F("state"))
    return letters.update(state=state, email=address, context={}, subject="", text="", html="", last_error="")


def claim(*, person: User, address: str) -> int:
    """Letters that went to `address` as to a stranger belong to `person`, whose address it was. Returns how many. One statement."""
    return Notification.objects.filter(email=address.lower(), recipient=None).update(recipient=person)


def call_off(*, about: list[str]) -> int:
    """What still waits in these matters is not sent any more. Returns how many. One statement."""
    waiting = Notification.objects.filter(about__in=about, state=Notification.State.PENDING)
    return waiting.update(state=Notification.State.EXPIRED, context={}, subject="", text="", html="", last_error="")


def forget_matters(*, about: list[str]) -> int:
    """Letters in these matters, to whomever, lose their words, and those to strangers their address; what still waits is not sent. Returns how many.

    One statement.
    """
    from fundportal.accounts.models import ERASED_DOMAIN

    address = Case(When(recipient=None, then=Value(f"erased@{ERASED_DOMAIN}")), default=F("email"), output_field=EmailField())
    state = Case(When(state=Notification.State.PENDING, then=Value(Notification.State.EXPIRED)), default=F("state"))
    return Notification.objects.filter(about__in=about).update(
        state=state, email=address, context={}, subject="", text="", html="", last_error=""
    )
