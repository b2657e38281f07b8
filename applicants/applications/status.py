"""What an application's state means to the person: a headline, a sentence, and where on the way it stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.applications.states import State


@dataclass(frozen=True)
class Stage:
    """`step` is the one that is going on: 1 requirements, 2 reading, 3 decision, 4 answer; 5 when all is over. `read`: whether it got as far as 2."""

    headline: str | Promise
    sentence: str | Promise
    step: int
    read: bool = True


_READING = Stage(_("Your application is being read"), _("It meets the requirements and is with the people who evaluate it."), 2)
STAGES: dict[str, Stage] = {
    State.SUBMITTED: Stage(_("We have your application"), _("It is complete and it arrived in time."), 1),
    State.INELIGIBLE: Stage(
        _("Your application does not meet a requirement"),
        _(
            "The reason is below and in the letter that we sent you. If you think that it is a mistake, write to the address at the foot of this page."
        ),
        5,
        read=False,
    ),
    State.IN_REVIEW: _READING,
    State.SHORTLISTED: _READING,  # what is decided is told at the release, to all at once
    State.SELECTED: _READING,
    State.WAITLISTED: Stage(
        _("You are on the waiting list"), _("If a place becomes free, we write to you. You do not have to do anything."), 4
    ),
    State.DECLINED: Stage(
        _("Your application was not selected this time"),
        _("You can apply again in other calls."),
        5,
    ),
    State.OFFERED: Stage(_("There is a place for you"), _("Accept or decline it by the date on the next page."), 4),
    State.CONFIRMED: Stage(_("Your place is confirmed"), _("We write to you with all that you need before it starts."), 5),
    State.OFFER_DECLINED: Stage(_("You declined your place"), _("Thank you for telling us: the place is free for another person."), 5),
    State.OFFER_EXPIRED: Stage(
        _("The time to accept your place is over"), _("As there was no answer, the place is free for another person."), 5
    ),
    State.PLACE_ENDED: Stage(
        _("Your place has ended"),
        _("The reason is below and in the letter that we sent you. If you think that it is a mistake, reply to that letter."),
        5,
    ),
    State.WITHDRAWN: Stage(_("You withdrew your application"), _("Nobody will evaluate it, and you hold no place in this call."), 5),
}


def told(state: str) -> str | Promise:
    """The state in a few words for the person: what is decided and not released yet is still being read."""
    return STAGES[state].headline if state in STAGES else State(state).label
