"""The states of an application and what may follow what: the only place that says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    INELIGIBLE = "ineligible", _("Not eligible")
    IN_REVIEW = "in_review", _("In review")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    SELECTED = "selected", _("Selected")
    WAITLISTED = "waitlisted", _("On the waiting list")
    DECLINED = "declined", _("Not selected")
    OFFERED = "offered", _("Place offered")
    CONFIRMED = "confirmed", _("Place confirmed")
    OFFER_DECLINED = "offer_declined", _("Offer declined")
    OFFER_EXPIRED = "offer_expired", _("Offer expired")
    PLACE_ENDED = "place_ended", _("Place ended")
    WITHDRAWN = "withdrawn", _("Withdrawn")


WRITTEN_IN = frozenset({State.DRAFT, State.SUBMITTED})
"""While the call lets it be: answers are written, corrected and handed in again."""


class By(Enum):
    """Who may move an application when it is not a matter of a programme's permission."""

    OWNER = "owner"
    CLOCK = "clock"


@dataclass(frozen=True)
class Transition:
    """From any of `sources` to `target`, by the owner, the clock, or whoever holds a permission in the programme; `letter` is its kind."""

    sources: frozenset[State]
    target: State
    by: By | Permission
    letter: str = ""


def _from(*sources: State) -> frozenset[State]:
    return frozenset(sources)


S = State
TRANSITIONS: dict[str, Transition] = {
    "submit": Transition(_from(S.DRAFT, S.SUBMITTED), S.SUBMITTED, By.OWNER, "receipt"),
    "submit_at_deadline": Transition(_from(S.DRAFT), S.SUBMITTED, By.CLOCK, "receipt"),
    "screen_in": Transition(_from(S.SUBMITTED), S.IN_REVIEW, Permission.SCREEN),
    "screen_out": Transition(_from(S.SUBMITTED), S.INELIGIBLE, Permission.SCREEN, "screened_out"),
    "readmit": Transition(_from(S.INELIGIBLE), S.IN_REVIEW, Permission.SCREEN, "readmitted"),
    "rule_out": Transition(_from(S.IN_REVIEW), S.INELIGIBLE, Permission.SCREEN, "screened_out"),
    "shortlist": Transition(_from(S.IN_REVIEW), S.SHORTLISTED, Permission.DECIDE),
    "unshortlist": Transition(_from(S.SHORTLISTED), S.IN_REVIEW, Permission.DECIDE),
    "select": Transition(_from(S.IN_REVIEW, S.SHORTLISTED, S.WAITLISTED, S.DECLINED), S.SELECTED, Permission.DECIDE),
    "waitlist": Transition(_from(S.IN_REVIEW, S.SHORTLISTED, S.DECLINED), S.WAITLISTED, Permission.DECIDE, "waitlisted"),
    "decline": Transition(_from(S.IN_REVIEW, S.SHORTLISTED, S.WAITLISTED), S.DECLINED, Permission.DECIDE, "declined"),
    "offer": Transition(_from(S.SELECTED, S.WAITLISTED, S.OFFER_EXPIRED, S.PLACE_ENDED), S.OFFERED, Permission.DECIDE, "offer"),
    "offer_next": Transition(_from(S.WAITLISTED), S.OFFERED, By.CLOCK, "offer"),
    "extend_offer": Transition(_from(S.OFFERED), S.OFFERED, Permission.DECIDE, "offer_extended"),
    "retract_offer": Transition(_from(S.OFFERED), S.PLACE_ENDED, Permission.DECIDE, "place_ended"),
    "end_place": Transition(_from(S.CONFIRMED), S.PLACE_ENDED, Permission.DECIDE, "place_ended"),
    "reopen": Transition(_from(S.DECLINED), S.IN_REVIEW, Permission.DECIDE, "appeal_accepted"),
    "accept": Transition(_from(S.OFFERED), S.CONFIRMED, By.OWNER, "enrolled"),
    "decline_offer": Transition(_from(S.OFFERED), S.OFFER_DECLINED, By.OWNER, "offer_declined"),
    "expire_offer": Transition(_from(S.OFFERED), S.OFFER_EXPIRED, By.CLOCK, "offer_expired"),
    "withdraw": Transition(
        _from(S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.SHORTLISTED, S.SELECTED, S.WAITLISTED, S.OFFERED, S.CONFIRMED),
        S.WITHDRAWN,
        By.OWNER,
        "withdrawn",
    ),
}
