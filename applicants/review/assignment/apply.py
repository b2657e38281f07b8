"""A plan is carried out, all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.review.assignment.codes import FIXED, KEPT
from applicants.review.assignment.models import Plan
from applicants.review.assignment.rules import Rules
from applicants.review.assignment.world import fingerprint, world
from applicants.review.models import Review, Round
from applicants.review.rounds.assign import RoundClosed, refuse_own, require_assigner
from fundportal.audit.record import entry, record, record_many
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class NotReady(Refusal):
    """The plan is no plan, or not yet."""

    title = _("This plan cannot be applied")

    def __init__(self) -> None:
        super().__init__(_("Only a plan that is ready can be applied. Nothing was assigned."))


class Outdated(Refusal):
    """Something on which the plan rests has changed since."""

    title = _("Something has changed since this plan")

    def __init__(self) -> None:
        super().__init__(
            _(
                "Since this plan was made an application, a reviewer, a conflict of interest or a review of the round has changed. "
                "Nothing was assigned: make a new plan. What is assigned already stays where it can."
            )
        )


@transaction.atomic
def apply(*, plan: Plan, by: User) -> Plan:
    """Assign the new pairs of a plan and take back those that it leaves out. Reviews that were begun or handed in are never touched.

    One that is applied already stays so. Raises RoundClosed, NotReady, Outdated when the world is not as the plan has seen it, and OwnApplication for
    whoever has a part in one of the applications. Reviews are locked before the round, as in `close`.
    """
    require_assigner(by, plan.round)
    open_reviews = Review.objects.select_for_update().filter(round=plan.round_id, submitted_at=None).order_by("pk")
    held = {(review.application_id, review.reviewer_id): review for review in open_reviews.select_related(None)}
    Round.objects.select_for_update(no_key=True).get(pk=plan.round_id)
    current = Plan.objects.select_for_update(of=("self",)).select_related("by").get(pk=plan.pk)
    if current.state == Plan.State.APPLIED:
        return current
    round = Round.objects.select_related("call__cohort__strand__program").get(pk=plan.round_id)
    if round.closed_at:
        raise RoundClosed(round)
    if current.state != Plan.State.READY or current.by is None:
        raise NotReady
    if fingerprint(world(round, Rules.from_json(current.rules), current.by), round) != current.fingerprint:
        raise Outdated
    found = Application.objects.only("folio", "applicant").in_bulk([pk for pk, _pairs in current.pairs])
    refuse_own(found.values(), by, "assign")
    take_back(round, [held[application, reviewer] for application, reviewer in current.gone], found, by)
    give(round, current, found, by)
    current.state, current.applied_at, current.applied_by = Plan.State.APPLIED, timezone.now(), by
    current.save(update_fields=["state", "applied_at", "applied_by"])
    record(actor=by, verb="apply_plan", target=f"{round.call.slug}:{round.ordinal}", program_code=round.call.program_code, plan=current.pk)
    return current


def take_back(round: Round, reviews: list[Review], found: dict[int, Application], by: User) -> None:
    """Of reviews that nobody has opened."""
    Review.objects.filter(pk__in=[review.pk for review in reviews]).delete()
    code = round.call.program_code
    record_many(
        entry(
            actor=by,
            verb="unassign",
            target=found[review.application_id].folio,
            program_code=code,
            reviewer=review.reviewer_id,
            begun=False,
        )
        for review in reviews
    )


def give(round: Round, plan: Plan, found: dict[int, Application], by: User) -> None:
    new = {pk: [reviewer for reviewer, _affinity, how, _flags in pairs if how not in (FIXED, KEPT)] for pk, pairs in plan.pairs}
    calibrating = Review.objects.filter(round=round, application__in=new, counts=False)
    there = set(calibrating.values_list("application_id", "reviewer_id"))
    for pk in {application for application, _reviewer in there}:  # they read it to calibrate the panel: from now on it counts
        calibrating.filter(application=pk, reviewer__in=new[pk]).update(counts=True)
    reviews = [
        Review(round=round, application=found[pk], reviewer_id=reviewer, assigned_by=by)
        for pk, reviewers in new.items()
        for reviewer in reviewers
        if (pk, reviewer) not in there
    ]
    Review.objects.bulk_create(reviews, batch_size=2000)
    code = round.call.program_code
    record_many(
        entry(actor=by, verb="assign", target=found[pk].folio, program_code=code, round=round.pk, reviewers=reviewers, plan=plan.pk)
        for pk, reviewers in new.items()
        if reviewers
    )
