"""A member of the committee says what they think of a scenario, or of one application in its light."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.selection.composer.compose import may_compose
from applicants.selection.composer.models import Scenario, Vote
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class NoReason(Refusal):
    """A vote for or against says why."""

    status = 400
    title = _("Say why")

    def __init__(self) -> None:
        super().__init__(_("A vote for or against needs its reason: it stays with the scenario."))


@transaction.atomic
def vote(*, scenario: Scenario, stand: str, reason: str, by: User, application: int | None = None) -> Vote:
    """Written down for good; who votes again has changed their mind, and the newest vote counts. Raises NotDecider, HasAPart, NoReason.

    `application` is one of the round's call. The scenario comes with round, call, cohort and programme.
    """
    may_compose(scenario.round, by)
    if stand != Vote.Stand.ABSTAIN and not reason.strip():
        raise NoReason
    Scenario.objects.select_for_update(of=("self",), no_key=True).get(pk=scenario.pk)
    before = Vote.objects.filter(scenario=scenario, person=by, application=application).order_by("pk").last()
    if before and (before.stand, before.reason) == (stand, reason.strip()):
        return before
    made = Vote.objects.create(scenario=scenario, application_id=application, person=by, stand=stand, reason=reason.strip())
    record(
        actor=by,
        verb="vote",
        target=target_of(scenario),
        program_code=scenario.round.call.program_code,
        stand=stand,
        application=application,
    )
    return made


def target_of(scenario: Scenario) -> str:
    """In the audit record."""
    return f"{scenario.round.call.slug}:{scenario.round.ordinal}:{scenario.number}"


def counted(votes: Iterable[Vote]) -> list[Vote]:
    """The newest of each person about each application, in the order given."""
    newest = {(vote.person_id, vote.application_id): vote for vote in sorted(votes, key=lambda vote: vote.pk)}
    return sorted(newest.values(), key=lambda vote: vote.pk)
