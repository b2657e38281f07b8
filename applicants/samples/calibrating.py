"""A panel that scores the same few applications first: all but the sample reviewer have done so."""

from __future__ import annotations

from random import Random

from django.db.models import Count

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.review.calibration.calibrate import calibrate
from applicants.review.calibration.models import FEWEST, Calibration
from applicants.review.models import Review, Round
from applicants.review.rounds.rubric import points
from applicants.samples.stage import Stage
from fundportal.accounts.models import User


def calibrate_the_panel(coordinator: User, reviewer: User, stages: list[Stage]) -> None:
    """In the last of these calls that has applications enough which the sample reviewer does not read: those that fewest read. A set that is there stays."""
    for stage in reversed(stages):
        rows = Application.objects.filter(call=stage.call, state=State.IN_REVIEW).exclude(reviews__reviewer=reviewer)
        folios = list(rows.annotate(read=Count("reviews")).order_by("read", "folio").values_list("folio", flat=True)[:FEWEST])
        if Calibration.objects.filter(round=stage.reading.round.pk).exists():
            return
        if len(folios) == FEWEST:
            scored(stage, folios, coordinator, reviewer)
            return


def scored(stage: Stage, folios: list[str], coordinator: User, reviewer: User) -> None:
    round = Round.objects.select_related("call__cohort__strand__program").get(pk=stage.reading.round.pk)
    made = calibrate(round=round, folios=folios, counts=False, shown=Calibration.Shown.OWN, by=coordinator)
    chance = Random(stage.call.slug)  # noqa: S311 (fiction, and the same each time)
    reviews = list(Review.objects.filter(round=round, assigned_at=made.made_at).exclude(reviewer=reviewer).order_by("pk"))
    usual = {application: chance.uniform(2, 4) for application in sorted({review.application_id for review in reviews})}
    for review in reviews:
        review.scores = {
            criterion.key: max(1, min(len(criterion.descriptors), round_of(chance.gauss(usual[review.application_id], 0.8))))
            for criterion in stage.reading.criteria
        }
        review.mean, review.conflict = points(stage.reading.criteria, review.scores), Review.Conflict.NONE
        review.conflict_at = review.saved_at = review.submitted_at = stage.calendar.now
    Review.objects.bulk_update(reviews, ["scores", "mean", "conflict", "conflict_at", "saved_at", "submitted_at"])


def round_of(value: float) -> int:
    return int(value + 0.5)
