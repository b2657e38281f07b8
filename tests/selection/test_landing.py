from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from applicants.applications.bulk.work import carry_on
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.review.assignment.models import Plan
from applicants.review.blinding.models import Leak
from applicants.review.calibration.models import Calibration, CalibrationApplication
from applicants.review.desk.models import Flag
from applicants.review.models import Review
from applicants.selection.composer.models import Confirmation, Scenario
from applicants.selection.decisions.stage import stage
from applicants.selection.landing import blocks_of, tasks_of
from applicants.selection.models import Offer
from applicants.selection.offers.offer import offer_many
from applicants.selection.procedure.models import Procedure
from fundportal.accounts.roles import Role
from fundportal.consents.models import Notice
from fundportal.notifications.models import Notification
from programs.cohorts.models import Cohort, Enrolment
from tests.applications.bulk.jobs import begin
from tests.review.make import (
    make_application,
    make_applications,
    make_call,
    make_cohort,
    make_member,
    make_person,
    make_review,
    make_round,
    make_staff,
)

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
        (1, f"{ADMIN}/round/{round.pk}/ranking/?decision=read"),
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
    "person",
    [lambda: make_staff(Role.PR), lambda: make_staff(Role.COORDINATOR, "ccc"), lambda: make_staff(Role.PRIVACY, "ccc"), make_person],
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


def test_the_most_urgent_stands_first_and_each_line_says_when():
    staff, now = make_staff(), timezone.now()
    today = now.astimezone(make_call().zone).date()
    later, soon = (make_call(decision_by=today + timedelta(days=days)) for days in (40, 2))
    for call in (later, soon):
        round = make_round(call, reviews_wanted=1, due_on=today - timedelta(days=2) if call == soon else None)
        read, _unread = make_applications(2, call, State.IN_REVIEW)
        review = make_review(round, read, make_staff(Role.REVIEWER))
        Review.objects.filter(pk=review.pk).update(conflict="none", mean=3, submitted_at=now)
        make_application(call)
    with override("en"):
        blocks = blocks_of(staff)
    assert [block.tasks[0].call for block in blocks] == [soon.pk, later.pk]
    told = [(str(task.what), str(task.when.words) if task.when else "", task.since) for task in blocks[0].tasks]
    assert told == [("to assign", "2 days late", None), ("to decide", "in 2 days", None), ("to screen", "", date(2027, 2, 28))]
    assert [(str(task.what), task.when.urgency if task.when else "") for task in blocks[1].tasks] == [
        ("to decide", ""), ("to screen", ""), ("to assign", ""),
    ]  # fmt: skip


def test_calls_of_one_name_are_told_apart_by_their_cohort(client, sign_in):
    sign_in()
    for name in ("Generación 7", "Generación 8"):
        call = make_call()
        Cohort.objects.filter(pk=call.cohort_id).update(name_es=name, name_en=name)
        make_application(call)
    page = client.get("/admin/").content.decode()
    assert "Generación 7" in page and "Generación 8" in page


def rows_on(client, url):
    """How many rows the page behind a line has, as the page itself counts."""
    context = client.get(url).context
    if "cl" in context:
        return context["cl"].result_count
    if "page" in context:
        return context["page"].paginator.count
    return sum(context["counts"].values()) if "counts" in context else None


def test_each_line_counts_what_its_page_shows(client, sign_in):
    """Two rounds, a reader's own application among them, decisions noted by oneself and by another, an appeal, an own deadline, a name that was found."""
    staff, now = sign_in(), timezone.now()
    call = make_call()
    Procedure.objects.create(call=call, four_eyes=True)
    round, reviewer = make_round(call, reviews_wanted=2), make_staff(Role.REVIEWER)
    applications = make_applications(5, call, State.IN_REVIEW)
    for application in applications[:4]:
        review = make_review(round, application, reviewer)
        Review.objects.filter(pk=review.pk).update(conflict="none", mean=3, submitted_at=now)
    left = make_staff(Role.REVIEWER)
    make_review(round, applications[0], left)
    left.memberships.all().delete()
    make_member(applications[1], staff)
    Leak.objects.create(application=applications[2], place="a:logline", passage="Ana", kind="name", tier=0)
    Flag.objects.create(review=review, kind="look", reason="?")
    stage(call=call, applications=[applications[0].pk], outcome="decline", by=make_staff())
    late, _waits = make_applications(2, call)
    Application.objects.filter(pk=late.pk).update(closes_at=now + timedelta(hours=1))
    make_applications(2, make_call(), State.WAITLISTED)
    lines = tasks_of(staff)
    numbers = {str(task.what): (task.number, rows_on(client, task.url)) for task in lines if "/waiting/" not in task.url}
    with override("en"):
        assert {str(what): pair for what, pair in numbers.items()} == {
            "to screen": (1, 1), "told by reviewers": (1, 1), "with names to look at": (1, 1), "to assign": (4, 4), "to decide": (2, 2),
            "to confirm": (1, 1),
        }  # fmt: skip


def test_what_waits_for_the_privacy_officer(client, sign_in):
    officer = sign_in(Role.PRIVACY)
    for version in (8, 9):
        Notice.objects.create(
            program_code="morelia", version=version, controller_name="A", controller_kind="private", contact_email="a@example.org"
        )
    Notification.objects.create(key="x", kind="receipt", email="a@example.org", language="en", program_code="morelia", state="failed")
    make_call()
    assert [(task.number, rows_on(client, task.url)) for task in tasks_of(officer)] == [(2, 2), (1, 1)]


def test_names_are_looked_at_where_the_round_shows_them():
    staff, call = make_staff(), make_call()
    round = make_round(call, blind_tier=2)
    hidden, shown = make_applications(2, call, State.IN_REVIEW)
    for application, tier in ((hidden, 2), (shown, 0), (shown, 3)):
        Leak.objects.create(application=application, place=f"a:{tier}", passage="Ana", kind="name", tier=tier)
    assert [task.number for task in tasks_of(staff) if task.url == f"{ADMIN}/round/{round.pk}/leaks/"] == [1]


def test_a_plan_that_is_ready_is_told_until_a_newer_one_is_there():
    staff, round = make_staff(), make_round(make_call())
    old, new = (Plan.objects.create(round=round, state="ready") for _ in range(2))
    assert found(staff) == [(1, f"{ADMIN}/round/{round.pk}/plan/{new.pk}/")]
    Plan.objects.filter(pk=new.pk).update(state="failed")
    assert found(staff) == [] and old.state == "ready"


def test_the_calibration_set_stands_apart_and_in_front():
    reviewer, round = make_staff(Role.REVIEWER), make_round(make_call())
    applications = make_applications(3, round.call, State.IN_REVIEW)
    for application in applications:
        make_review(round, application, reviewer)
    calibration = Calibration.objects.create(round=round)
    CalibrationApplication.objects.create(calibration=calibration, application=applications[1])
    with override("en"):
        assert [(task.number, str(task.what)) for task in tasks_of(reviewer)] == [
            (1, "to score first, as the whole panel does"),
            (2, "to review"),
        ]


def test_who_stands_in_the_newest_composition_waits_to_be_confirmed():
    staff, call = make_staff(), make_call()
    round, chosen = make_round(call), make_applications(4, call, State.IN_REVIEW)
    Application.objects.filter(pk=chosen[3].pk).update(state=State.WITHDRAWN)
    result = {"chosen": [each.pk for each in chosen], "total": 0, "best": 0, "counts": {}, "prices": {}, "others": [], "always": []}
    old, new = (
        Scenario.objects.create(round=round, number=n, name="A", stated={}, found=result, fingerprint="0", by=staff) for n in (1, 2)
    )
    Confirmation.objects.create(scenario=old, application=chosen[0], outcome="select", by=staff)
    Confirmation.objects.create(scenario=new, application=chosen[1], outcome="select", by=staff)
    at = f"{ADMIN}/round/scenario/{new.pk}/"
    assert [task.number for task in tasks_of(staff) if task.url == at] == [2]
    make_member(make_application(call), staff)
    assert [task.number for task in tasks_of(staff) if task.url == at] == []


@pytest.mark.parametrize(
    ("role", "door"),
    [
        (Role.PR, "applicants/cohortreport"),
        (Role.EQUITY, "applicants/cohortfunnel"),
        (Role.PRIVACY, "consents/notice"),
        (Role.REVIEWER, "applicants/review/desk"),
    ],
)
def test_every_role_lands_on_something(client, sign_in, role, door):
    sign_in(role)
    cohort = make_cohort()
    Enrolment.objects.create(cohort=cohort, person=make_person())
    Notice.objects.create(
        program_code="morelia", version=9, controller_name="Academia", controller_kind="private", contact_email="a@example.org"
    )
    page = client.get("/admin/").content.decode()
    assert f"/admin/{door}/" in page


def test_statements_do_not_grow(client, sign_in, django_assert_max_num_queries):
    sign_in()
    for _ in range(3):
        call = make_call()
        make_round(call)
        make_applications(3, call, State.SUBMITTED)
    with django_assert_max_num_queries(24):
        assert client.get("/admin/").status_code == 200


def test_a_bulk_action_of_one_s_own_is_told_while_it_runs():
    staff, call = make_staff(), make_call()
    job = begin("shortlist", make_applications(3, call, State.IN_REVIEW), staff)
    assert found(staff)[0] == (3, f"{ADMIN}/application/bulk/{job.pk}/")
    assert (3, f"{ADMIN}/application/bulk/{job.pk}/") not in found(make_staff())
    carry_on()
    assert [url for _number, url in found(staff) if "/bulk/" in url] == []
