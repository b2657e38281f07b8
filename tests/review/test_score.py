from decimal import Decimal

import pytest
from django.http import Http404

from applicants.applications.states import State
from applicants.review.desk.declare import Abstained, declare
from applicants.review.desk.score import NotDeclared, Overtaken, WrongScore, score
from applicants.review.models import Review
from applicants.review.rounds.assign import RoundClosed
from applicants.review.rounds.close import close
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.review.make import in_review, make_application, make_call, make_review, make_round, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make_staff(Role.REVIEWER)


@pytest.fixture
def review(reviewer):
    round = make_round(make_call(), weights=(1, 3))
    return in_review(make_review(round, make_application(round.call, State.IN_REVIEW), reviewer))


def test_scores_are_saved_as_they_come(review, reviewer):
    score(review_id=review.pk, reviewer=reviewer, scores={"mirada": 2})
    saved = score(review_id=review.pk, reviewer=reviewer, scores={}, comment="Buen ritmo.")
    assert (saved.review.scores, saved.review.comment, saved.review.submitted_at) == ({"mirada": 2}, "Buen ritmo.", None)
    assert [criterion.key for criterion in saved.missing] == ["historia"]


def test_a_complete_review_is_handed_in_with_its_points(review, reviewer):
    score(review_id=review.pk, reviewer=reviewer, scores={"mirada": 2, "historia": 4}, hand_in=True)
    stored = Review.objects.get(pk=review.pk)
    assert stored.mean == Decimal("83.333")
    assert stored.submitted_at is not None
    assert Entry.objects.filter(verb="hand_in_review").count() == 1


def test_an_incomplete_review_is_saved_but_not_handed_in(review, reviewer):
    saved = score(review_id=review.pk, reviewer=reviewer, scores={"historia": 4}, hand_in=True)
    assert [criterion.key for criterion in saved.missing] == ["mirada"]
    assert Review.objects.get(pk=review.pk).submitted_at is None


def test_a_review_that_was_handed_in_may_be_changed_and_stays_handed_in(review, reviewer):
    score(review_id=review.pk, reviewer=reviewer, scores={"mirada": 2, "historia": 4}, hand_in=True)
    first = Review.objects.get(pk=review.pk).submitted_at
    score(review_id=review.pk, reviewer=reviewer, scores={"historia": 1})
    stored = Review.objects.get(pk=review.pk)
    assert (stored.mean, stored.submitted_at) == (Decimal("8.333"), first)


def test_nothing_changes_after_the_round_is_closed(review, reviewer):
    close(round=review.round, by=make_staff())
    with pytest.raises(RoundClosed):
        score(review_id=review.pk, reviewer=reviewer, scores={"mirada": 2})
    with pytest.raises(RoundClosed):
        declare(review_id=review.pk, reviewer=reviewer, conflict=True)


@pytest.mark.parametrize("scores", [{"mirada": 5}, {"mirada": 0}, {"other": 1}])
def test_a_score_that_the_rubric_does_not_know_is_refused(review, reviewer, scores):
    with pytest.raises(WrongScore):
        score(review_id=review.pk, reviewer=reviewer, scores=scores)


def test_a_comment_has_a_limit_and_is_never_cut(review, reviewer):
    with pytest.raises(WrongScore):
        score(review_id=review.pk, reviewer=reviewer, scores={}, comment="x" * 5001)
    assert Review.objects.get(pk=review.pk).comment == ""


def test_nobody_writes_in_the_review_of_another(review):
    with pytest.raises(Http404):
        score(review_id=review.pk, reviewer=make_staff(Role.REVIEWER), scores={"mirada": 2})


def test_who_is_no_longer_a_reviewer_may_not_write(review, reviewer):
    reviewer.memberships.all().delete()
    with pytest.raises(Http404):
        score(review_id=review.pk, reviewer=type(reviewer).objects.get(pk=reviewer.pk), scores={"mirada": 2})


def test_the_conflict_is_declared_before_scoring(review, reviewer):
    Review.objects.filter(pk=review.pk).update(conflict="unknown")
    with pytest.raises(NotDeclared):
        score(review_id=review.pk, reviewer=reviewer, scores={"mirada": 2})


def test_who_declares_a_conflict_abstains_for_good(review, reviewer):
    score(review_id=review.pk, reviewer=reviewer, scores={"mirada": 2, "historia": 4}, comment="Hola", hand_in=True)
    declare(review_id=review.pk, reviewer=reviewer, conflict=True)
    stored = Review.objects.get(pk=review.pk)
    assert (stored.conflict, stored.scores, stored.comment, stored.mean, stored.submitted_at) == ("declared", {}, "", None, None)
    with pytest.raises(Abstained):
        score(review_id=review.pk, reviewer=reviewer, scores={"mirada": 2})
    with pytest.raises(Abstained):
        declare(review_id=review.pk, reviewer=reviewer, conflict=False)


def test_the_same_declaration_twice_is_one_entry(review, reviewer):
    declare(review_id=review.pk, reviewer=reviewer, conflict=True)
    declare(review_id=review.pk, reviewer=reviewer, conflict=True)
    assert Entry.objects.filter(verb="declare_conflict").count() == 1


def test_what_an_older_page_saves_on_its_own_comes_too_late(review, reviewer):
    score(review_id=review.pk, reviewer=reviewer, scores={"mirada": 2}, comment="Uno", since=0, alone=True)
    score(review_id=review.pk, reviewer=reviewer, scores={"mirada": 2, "historia": 4}, comment="Dos", hand_in=True)
    with pytest.raises(Overtaken):
        score(review_id=review.pk, reviewer=reviewer, scores={}, comment="Un", since=0, alone=True)
    assert Review.objects.get(pk=review.pk).comment == "Dos"
    score(review_id=review.pk, reviewer=reviewer, scores={}, comment="Tres", since=1, alone=True)
    assert Review.objects.get(pk=review.pk).comment == "Tres"
