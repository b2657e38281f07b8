from decimal import Decimal

import pytest
from django.utils import timezone

from applicants.applications.states import State
from applicants.review.models import Review
from applicants.selection.ranking import by_decision, ranking
from applicants.selection.stage import stage
from fundportal.accounts.roles import Role
from tests.review.make import make_application, make_applications, make_call, make_review, make_round, make_staff

pytestmark = pytest.mark.django_db


def handed_in(round, application, *means):
    for mean in means:
        review = make_review(round, application, make_staff(Role.REVIEWER))
        Review.objects.filter(pk=review.pk).update(conflict="none", mean=mean, submitted_at=timezone.now())


def rows(round, decision=""):
    return [(r.folio, r.place, r.peers, r.mean, r.count) for r in by_decision(ranking(round), decision)]


def test_the_best_stand_first_and_ties_share_a_place():
    round = make_round(make_call())
    a, b, c, d = make_applications(4, round.call, State.IN_REVIEW)
    handed_in(round, a, 2, 3)
    handed_in(round, b, 4)
    handed_in(round, c, "2.5")
    assert rows(round) == [
        (b.folio, 1, 1, Decimal(4), 1),
        (a.folio, 2, 2, Decimal("2.5"), 2),
        (c.folio, 2, 2, Decimal("2.5"), 1),
        (d.folio, 4, 1, None, 0),
    ]
    spread = {r.folio: (r.low, r.high) for r in ranking(round)}
    assert spread[a.folio] == (Decimal(2), Decimal(3))


def test_only_what_is_handed_in_in_this_round_counts():
    call = make_call()
    round, other = make_round(call), make_round(call)
    application = make_application(call, State.IN_REVIEW)
    handed_in(other, application, 4)
    make_review(round, application, make_staff(Role.REVIEWER))
    abstained = make_review(round, application, make_staff(Role.REVIEWER))
    Review.objects.filter(pk=abstained.pk).update(conflict="declared")
    (row,) = ranking(round)
    assert (row.mean, row.count, row.expected) == (None, 0, 1)


def test_what_is_decided_or_withdrawn_is_not_ranked():
    round = make_round(make_call())
    for state in (State.SUBMITTED, State.WITHDRAWN, State.DECLINED, State.OFFERED):
        make_application(round.call, state)
    kept = make_application(round.call, State.SHORTLISTED)
    assert [r.folio for r in ranking(round)] == [kept.folio]


def test_a_filter_keeps_the_places_of_the_whole():
    round = make_round(make_call())
    first, second = make_applications(2, round.call, State.IN_REVIEW)
    handed_in(round, first, 4)
    handed_in(round, second, 3)
    stage(call=round.call, applications=[second.pk], outcome="waitlist", by=make_staff())
    assert [r[0] for r in rows(round, "none")] == [first.folio]
    assert [r[:2] for r in rows(round, "waitlist")] == [(second.folio, 2)]
    assert [(r.staged, r.position) for r in by_decision(ranking(round), "waitlist")] == [("waitlist", 1)]


def test_one_statement(django_assert_num_queries):
    round = make_round(make_call())
    make_applications(3, round.call, State.IN_REVIEW)
    with django_assert_num_queries(1):
        assert [str(r.applicant) for r in ranking(round)] == ["Ana Pérez"] * 3
