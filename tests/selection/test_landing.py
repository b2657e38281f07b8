from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from applicants.applications.bulk.work import carry_on
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.review.models import Review
from applicants.selection.decisions.stage import stage
from applicants.selection.landing import tasks_of
from applicants.selection.models import Offer
from applicants.selection.offers.offer import offer_many
from fundportal.accounts.roles import Role
from programs.cohorts.models import Cohort
from tests.applications.bulk.jobs import begin
from tests.review.make import make_application, make_applications, make_call, make_cohort, make_review, make_round, make_staff

pytestmark = pytest.mark.django_db
ADMIN = "/admin/applicants"


def found(user):
    return [(task.number, task.url) for task in tasks_of(user)]


def test_the_coordinator_s_queue_follows_the_way_of_an_application():
    staff, reviewer, call = make_staff(), make_staff(Role.REVIEWER), make_call()
    round = make_round(call, reviews_wanted=1)
    make_applications(3, call, State.SUBMITTED)
    assigned, unassigned, decided = make_applications(3, call, State.IN_REVIEW)
    for application in (assigned, decided):
        review = make_review(round, application, reviewer)
        Review.objects.filter(pk=review.pk).update(conflict="none", mean=3, submitted_at=timezone.now())
    stage(call=call, applications=[decided.pk], outcome="decline", by=staff)
    offer_many(ids=[make_application(call, State.SELECTED).pk], by=staff)
    Offer.objects.update(made_at=timezone.now() - timedelta(days=6), expires_at=timezone.now() + timedelta(days=1))
    make_applications(2, call, State.WAITLISTED)
    assert found(staff) == [
        (3, f"{ADMIN}/application/?screened=waiting&call={call.pk}"),
        (1, f"{ADMIN}/round/{round.pk}/assign/"),
        (1, f"{ADMIN}/round/{round.pk}/ranking/"),
        (1, f"{ADMIN}/offer/release/{call.pk}/"),
        (1, f"{ADMIN}/offer/waiting/{call.pk}/"),
        (2, f"{ADMIN}/offer/waiting/{call.pk}/"),
    ]
    assert unassigned.state == State.IN_REVIEW


def test_places_that_are_free_are_told_where_people_wait():
    staff, cohort = make_staff(), make_cohort(places=5)
    make_applications(2, make_call(cohort), State.WAITLISTED)
    for taken, told in ((3, True), (5, False)):
        Cohort.objects.filter(pk=cohort.pk).update(taken=taken)
        with override("en"):
            assert [(task.number, "2 places are free" in str(task.what)) for task in tasks_of(staff)] == [(2, told)]


def test_a_deadline_of_one_s_own_is_waited_for():
    call = make_call()
    later, _ = make_applications(2, call)
    Application.objects.filter(pk=later.pk).update(closes_at=timezone.now() + timedelta(hours=1))
    assert [number for number, _ in found(make_staff())] == [1]


def test_nothing_is_to_screen_while_the_call_is_open():
    later = timezone.now() + timedelta(days=1)
    for call in (make_call(closes_at=later), make_call(closes_at=later, is_sample=True)):
        make_application(call)
    assert found(make_staff()) == [(1, f"{ADMIN}/application/?screened=waiting&call={call.pk}")]


def test_the_reviewer_is_led_to_the_desk():
    reviewer, round = make_staff(Role.REVIEWER), make_round(make_call())
    for application in make_applications(2, round.call, State.IN_REVIEW):
        make_review(round, application, reviewer)
    assert found(reviewer) == [(2, f"{ADMIN}/review/desk/?round={round.pk}")]


@pytest.mark.parametrize(
    "person", [lambda: make_staff(Role.PR), lambda: make_staff(Role.COORDINATOR, "ccc"), lambda: make_staff(Role.PRIVACY)]
)
def test_others_have_nothing_to_do_here(person):
    make_round(make_call())
    make_applications(2, make_call(), State.SUBMITTED)
    assert found(person()) == []


def test_a_closed_round_asks_for_no_more_reviews():
    staff, call = make_staff(), make_call()
    make_round(call, closed_at=timezone.now())
    make_application(call, State.IN_REVIEW)
    assert found(staff) == []


def test_the_front_page_shows_it(client, sign_in):
    sign_in()
    call = make_call()
    make_applications(2, call, State.SUBMITTED)
    page = client.get("/admin/")
    assert f"screened=waiting&amp;call={call.pk}" in page.content.decode()


def test_statements_do_not_grow(client, sign_in, django_assert_max_num_queries):
    sign_in()
    for _ in range(3):
        call = make_call()
        make_round(call)
        make_applications(3, call, State.SUBMITTED)
    with django_assert_max_num_queries(16):
        assert client.get("/admin/").status_code == 200


def test_a_bulk_action_of_one_s_own_is_told_while_it_runs():
    staff, call = make_staff(), make_call()
    job = begin("shortlist", make_applications(3, call, State.IN_REVIEW), staff)
    assert found(staff)[0] == (3, f"{ADMIN}/application/bulk/{job.pk}/")
    assert (3, f"{ADMIN}/application/bulk/{job.pk}/") not in found(make_staff())
    carry_on()
    assert [url for _number, url in found(staff) if "/bulk/" in url] == []
