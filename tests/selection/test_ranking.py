from decimal import Decimal

import pytest
from django.utils import timezone

from applicants.applications.states import State
from applicants.applications.withdraw import withdraw
from applicants.review.models import Review
from applicants.selection.decisions.release import release
from applicants.selection.decisions.stage import stage
from applicants.selection.ranking.order import by_decision, ranking
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.review.make import (
    make_application,
    make_applications,
    make_call,
    make_help,
    make_member,
    make_person,
    make_review,
    make_round,
    make_staff,
)

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


def test_the_ranking_stays_when_the_decisions_are_known():
    round, staff = make_round(make_call()), make_staff()
    for state in (State.SUBMITTED, State.WITHDRAWN, State.DECLINED, State.OFFERED):
        make_application(round.call, state)
    handed_in(round, make_application(round.call, State.WITHDRAWN), 100)
    best, second, unread = make_applications(3, round.call, State.IN_REVIEW)
    handed_in(round, best, 90)
    handed_in(round, second, 60)
    for application, outcome in ((best, "select"), (second, "waitlist")):
        stage(call=round.call, applications=[application.pk], outcome=outcome, by=staff)
    release(call=round.call, by=staff)
    withdraw(application=best, person=best.applicant)
    assert [(r.folio, r.place, r.state, r.outcome, bool(r.known)) for r in ranking(round)] == [
        (best.folio, 1, "withdrawn", "select", True),
        (second.folio, 2, "waitlisted", "waitlist", True),
        (unread.folio, 3, "in_review", None, False),
    ]


def test_the_shortlist_alone_goes_into_a_round_that_takes_it():
    round = make_round(make_call(), takes="shortlist")
    reader, left = make_application(round.call, State.SHORTLISTED), make_application(round.call, State.IN_REVIEW)
    assert [r.folio for r in ranking(round)] == [reader.folio]
    handed_in(round, left, 50)  # taken off the shortlist after it was read
    assert [r.folio for r in ranking(round)] == [left.folio, reader.folio]


def test_scores_and_decisions_as_a_file(client, sign_in):
    staff, round = sign_in(), make_round(make_call())
    first = make_application(round.call, State.IN_REVIEW, make_person("=Ana"))
    own = make_application(round.call, State.IN_REVIEW, staff)
    handed_in(round, first, "66.667", 50)
    handed_in(round, own, 100)
    stage(call=round.call, applications=[first.pk], outcome="waitlist", by=staff)
    page = f"/admin/applicants/round/{round.pk}/ranking/"
    assert own.folio not in client.get(page).content.decode()
    answer = client.post(page, {"download": "csv"})
    assert answer.content.decode("utf-8-sig").splitlines()[1:] == [
        f"{first.folio},'=Ana,in_review,,58.33,0.00,100.00,58.33,50.00,66.67,2,waitlist,1,no"
    ]
    assert Entry.objects.get(verb="export_scores").detail == {"applications": 1}


def test_a_filter_keeps_the_places_of_the_whole():
    round = make_round(make_call())
    first, second = make_applications(2, round.call, State.IN_REVIEW)
    handed_in(round, first, 4)
    handed_in(round, second, 3)
    stage(call=round.call, applications=[second.pk], outcome="waitlist", by=make_staff())
    assert [r[0] for r in rows(round, "none")] == [first.folio]
    assert [r[:2] for r in rows(round, "waitlist")] == [(second.folio, 2)]
    assert [(r.outcome, r.position) for r in by_decision(ranking(round), "waitlist")] == [("waitlist", 1)]


def test_nobody_sees_where_an_application_stands_in_which_they_have_a_part():
    round, reader = make_round(make_call()), make_staff()
    own = make_application(round.call, State.IN_REVIEW, reader)
    helped, along, other = make_applications(3, round.call, State.IN_REVIEW)
    make_help(helped, reader)
    make_member(along, reader)
    make_member(other, make_person())
    for application in (own, helped, along, other):
        handed_in(round, application, 3, 4)
    assert [(r.folio, r.count, r.expected) for r in ranking(round, reader=reader)] == [(other.folio, 2, 2)]
    assert len(ranking(round)) == 4


def test_one_statement(django_assert_num_queries):
    round = make_round(make_call())
    make_applications(3, round.call, State.IN_REVIEW)
    with django_assert_num_queries(1):
        assert [str(r.applicant) for r in ranking(round)] == ["Ana Pérez"] * 3
