"""What the person reads about a decision on the status page. Higher rooms hang their words here; who gets no mail learns why all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application, StateChange
from applicants.applications.states import State


class Words(NamedTuple):
    """Some paragraphs under a heading; with a `url` the text leads there."""

    heading: str | Promise
    text: str
    url: str = ""


Teller = Callable[[Application], "Words | list[Words] | None"]
tellers: list[Teller] = []


def teller(maker: Teller) -> Teller:
    """Decorator: the status page shows what the maker returns. It must tell nothing that is not released."""
    tellers.append(maker)
    return maker


def words_for(application: Application) -> list[Words]:
    told = [maker(application) for maker in tellers]
    return [words for some in told for words in (some if isinstance(some, list) else [some]) if words and words.text]


READING = ("screen_in", "readmit", "reopen")
STEPS: dict[str, tuple[str, ...]] = {
    State.INELIGIBLE: ("screen_out", "rule_out"),
    State.IN_REVIEW: READING,
    State.SHORTLISTED: READING,
    State.SELECTED: READING,
    State.OFFERED: ("offer", "offer_next", "extend_offer"),
    State.PLACE_ENDED: ("retract_offer", "end_place"),
}
"""By which steps one got to a state, as far as the person knows: the three in which an application is read look alike."""

HEADINGS: dict[str, str | Promise] = {
    **dict.fromkeys(("screen_out", "rule_out", "retract_offer", "end_place"), _("The reason")),
    "readmit": _("Why your application is being read after all"),
    "reopen": _("Why your application is being read again"),
    "extend_offer": _("Why you have more time to answer"),
}
"""Steps whose reason the person reads in the letter; that of any other is a note among staff."""


@teller
def reason_of_the_step(application: Application) -> Words | None:
    """Why the application stands where it does, word for word as in the letter."""
    steps = STEPS.get(application.state)
    if steps is None:
        return None
    change = StateChange.objects.filter(application=application, verb__in=steps).order_by("-pk").first()
    return Words(HEADINGS[change.verb], change.reason) if change and change.verb in HEADINGS else None
