"""A person takes an application back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction
from django.dispatch import Signal
from django.utils.functional import Promise

from applicants.applications.advance import advance
from applicants.applications.models import Application
from applicants.applications.states import TRANSITIONS, State
from fundportal.accounts.models import User

application_withdrawn = Signal()
"""Sent inside the transaction, with `application` as it stands now (locked) and `was`, its state before. Higher rooms free the place that it held."""

Foreteller = Callable[[Application], Iterable[str | Promise]]
foretellers: list[Foreteller] = []


def foretells(maker: Foreteller) -> Foreteller:
    """Decorator: before somebody withdraws, the page tells what the maker gives, a sentence each. Higher rooms hang their words here."""
    foretellers.append(maker)
    return maker


def foretold(application: Application) -> list[str | Promise]:
    """What becomes of whatever the application holds, should it be withdrawn now."""
    return [sentence for maker in foretellers for sentence in maker(application)]


def may_withdraw(application: Application) -> bool:
    return application.state in TRANSITIONS["withdraw"].sources


@transaction.atomic
def withdraw(*, application: Application, person: User) -> Application:
    """Withdraw one's own application, in any state in which it lives. A repeat changes nothing. Raises IllegalTransition, NotAllowed."""
    current = Application.objects.of(person).select_for_update().get(pk=application.pk)
    if current.state == State.WITHDRAWN:
        return current
    moved = advance(application=current, verb="withdraw", actor=person)
    application_withdrawn.send(sender=Application, application=moved, was=current.state)
    return moved
