"""What the person reads about a decision on the status page. Higher rooms hang their words here; who gets no mail learns why all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application, StateChange
from applicants.applications.states import State


class Words(NamedTuple):
    """Some paragraphs under a heading."""

    heading: str | Promise
    text: str


Teller = Callable[[Application], "Words | None"]
tellers: list[Teller] = []


def teller(maker: Teller) -> Teller:
    """Decorator: the status page shows what the maker returns. It must tell nothing that is not released."""
    tellers.append(maker)
    return maker


def words_for(application: Application) -> list[Words]:
    return [words for maker in tellers if (words := maker(application)) and words.text]


@teller
def reason_of_screening(application: Application) -> Words | None:
    """Why it does not meet the requirements, word for word as in the letter."""
    if application.state != State.INELIGIBLE:
        return None
    change = StateChange.objects.filter(application=application, to_state=State.INELIGIBLE).order_by("-pk").first()
    return Words(_("The reason"), change.reason) if change else None
