from random import Random

import pytest
from django.utils import timezone

from applicants.applications.states import State
from applicants.review.models import Review
from applicants.review.scores.estimates import Estimate, estimates, reckon, scores_of
from applicants.review.scores.influence import FAR, left_out, outliers
from fundportal.accounts.roles import Role
from tests.review.make import make_application, make_applications, make_call, make_review, make_round, make_staff

pytestmark = pytest.mark.django_db


def hand_in(round, application, reviewer, points, scores=None, **more):
    return make_review(
        round,
        application,
        reviewer,
        conflict="none",
        mean=points,
        scores=scores or {},
        saved_at=timezone.now(),
        submitted_at=timezone.now(),
        **more,
    )


def make_panel(round, applications=8, seed=3):
    """Four reviewers, one of them twenty points more severe; the first application is the best. Returns (applications, reviewers)."""
    random = Random(seed)
    reviewers = [make_staff(Role.REVIEWER, name=f"Reviewer {n}") for n in range(4)]
    read = make_applications(applications, round.call, State.IN_REVIEW)
    for place, application in enumerate(read):
        for reviewer in random.sample(range(4), 3):
            points = 90 - 6 * place - (20 if reviewer == 0 else 0) + random.randint(-3, 3)
            hand_in(round, application, reviewers[reviewer], max(points, 0), {"mirada": 1 + max(points, 0) // 30, "historia": 2})
    return read, reviewers


def test_the_adjusted_order_is_the_true_one_where_means_are_not():
    round = make_round(make_call())
    read, _reviewers = make_panel(round)
    found = estimates(round)
    by = {what: sorted(range(len(read)), key=lambda place: -getattr(found[read[place].pk], what)) for what in ("value", "mean")}
    assert by["value"] == list(range(8))
    assert by["mean"] != by["value"]
    assert all(0 <= e.low <= e.value <= e.high <= 100 and e.reviews == 3 and e.band for e in found.values())


def test_only_what_counts_is_reckoned():
    round, other = make_round(make_call()), make_round(make_call())
    application, reviewer = make_application(round.call, State.IN_REVIEW), make_staff(Role.REVIEWER)
    hand_in(round, application, reviewer, 60)
    hand_in(round, application, make_staff(Role.REVIEWER), 10, counts=False)
    hand_in(other, make_application(other.call, State.IN_REVIEW), reviewer, 90)
    make_review(round, application, make_staff(Role.REVIEWER), scores={"mirada": 3})
    assert estimates(round) == {application.pk: Estimate(60, 0, 100, 60, 1, None)}


def test_too_little_says_so_instead_of_a_band():
    round = make_round(make_call())
    for application in make_applications(3, round.call, State.IN_REVIEW):
        hand_in(round, application, make_staff(Role.REVIEWER), 50)
    assert {(e.value, e.low, e.high, e.band) for e in estimates(round).values()} == {(50, 0, 100, None)}
    assert estimates(make_round(make_call())) == {}


def test_it_is_reckoned_again_when_something_is_handed_in(django_assert_num_queries):
    round = make_round(make_call())
    read, _reviewers = make_panel(round)
    with django_assert_num_queries(2):
        before = estimates(round)
    with django_assert_num_queries(1):
        assert estimates(round) is before
    hand_in(round, read[0], make_staff(Role.REVIEWER), 0)
    assert estimates(round)[read[0].pk].value < before[read[0].pk].value
    changed = Review.objects.filter(round=round).first()
    Review.objects.filter(pk=changed.pk).update(mean=0, saved_at=timezone.now())
    assert estimates(round)[changed.application_id].reviews >= 3
    assert estimates(round)[changed.application_id].mean < before[changed.application_id].mean


def test_a_slip_is_found_and_what_hangs_on_one_reviewer_is_told():
    round = make_round(make_call())
    read, reviewers = make_panel(round, applications=20)
    slip = Review.objects.filter(round=round, application=read[1]).exclude(reviewer=reviewers[0]).first()
    Review.objects.filter(pk=slip.pk).update(mean=15, saved_at=timezone.now())
    scores = scores_of(round)
    worst = outliers(scores)[0]
    assert (worst.application, worst.reviewer, worst.points) == (read[1].pk, slip.reviewer_id, 15)
    assert worst.residual < -FAR and worst.expected > 50
    changes = {row.reviewer: row for row in left_out(scores, 2)}
    assert (changes[slip.reviewer_id].come, len(changes[slip.reviewer_id].leave)) == ([read[1].pk], 1)
    assert changes[slip.reviewer_id].application == read[1].pk and changes[slip.reviewer_id].moved > 10
    assert {row.reviewer for row in left_out(scores, 0)} == {reviewer.pk for reviewer in reviewers}


def test_without_a_model_nothing_is_said():
    empty = reckon([])
    assert (empty.estimates, outliers(empty), left_out(empty, 3)) == ({}, [], [])
