"""Many people do the same at once, on real PostgreSQL with real threads."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from applicants.applications.advance import IllegalTransition
from applicants.applications.models import Application, StateChange
from applicants.applications.states import State
from applicants.applications.withdraw import withdraw
from applicants.review.screening.screen import IN, OUT, screen
from applicants.selection.decisions.release import Changed, NothingStaged, release
from applicants.selection.decisions.stage import stage
from applicants.selection.models import Decision, Offer, Release
from applicants.selection.offers.answer import accept, decline
from applicants.selection.offers.expire import expire
from applicants.selection.offers.offer import offer_many
from applicants.selection.waiting.propose import offer_place
from fundportal.notifications.models import Notification
from programs.cohorts.models import Cohort, Enrolment
from programs.cohorts.places import CohortFull
from tests.review.make import make_application, make_applications, make_call, make_cohort, make_staff
from tests.selection.race import race

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(results):
    return Counter(type(result).__name__ for result in results)


def letters():
    return Counter(Notification.objects.values_list("kind", flat=True))


def test_forty_offers_race_for_the_last_place():
    cohort = make_cohort(places=3)
    Cohort.objects.filter(pk=cohort.pk).update(taken=2)
    call, staff = make_call(cohort), make_staff()
    waiting = make_applications(40, call, State.WAITLISTED)
    results = race([partial(offer_place, application=application, by=staff, reason="Sí.") for application in waiting])
    assert kinds(results) == {"Offer": 1, "CohortFull": 39}
    assert all(str(result) for result in results if isinstance(result, CohortFull))
    assert Counter(Application.objects.values_list("state", flat=True)) == {"offered": 1, "waitlisted": 39}
    assert Cohort.objects.get(pk=cohort.pk).taken == 3
    assert letters() == {"offer": 1}


def test_twenty_staff_offer_one_person_a_place():
    call = make_call()
    application = make_application(call, State.WAITLISTED)
    results = race([partial(offer_place, application=application, by=make_staff(), reason="Sí.") for _ in range(20)])
    assert kinds(results) == {"Offer": 1, "IllegalTransition": 19}
    assert (Offer.objects.count(), Cohort.objects.get(pk=call.cohort_id).taken, letters()) == (1, 1, {"offer": 1})


def test_withdrawing_races_with_accepting_and_expiring():
    call, staff = make_call(), make_staff()
    application = make_application(call, State.SELECTED)
    offer_many(ids=[application.pk], by=staff)
    late = Offer.objects.get().expires_at + timedelta(days=1)
    race(
        [
            partial(withdraw, application=application, person=application.applicant),
            partial(accept, application_id=application.pk, person=application.applicant, at=timezone.now()),
            partial(expire, at=late),
        ]
        * 6
    )
    state = Application.objects.get(pk=application.pk).state
    assert (state, Offer.objects.get().state) in [("withdrawn", "withdrawn"), ("offer_expired", "expired")]
    assert (Cohort.objects.get(pk=call.cohort_id).taken, Enrolment.objects.standing().count()) == (0, 0)


def test_forty_accept_at_once():
    cohort = make_cohort(places=40)
    call, staff = make_call(cohort), make_staff()
    selected = make_applications(40, call, State.SELECTED)
    offer_many(ids=[a.pk for a in selected], by=staff)
    at = timezone.now()
    results = race([partial(accept, application_id=a.pk, person=a.applicant, at=at) for a in selected])
    assert kinds(results) == {"Answer": 40}
    assert Enrolment.objects.standing().filter(cohort=cohort).count() == 40
    assert Cohort.objects.get(pk=cohort.pk).taken == 40
    assert letters() == {"offer": 40, "enrolled": 40}


def test_one_person_accepts_forty_times_at_once():
    call, staff = make_call(), make_staff()
    application = make_application(call, State.SELECTED)
    offer_many(ids=[application.pk], by=staff)
    results = race([partial(accept, application_id=application.pk, person=application.applicant, at=timezone.now())] * 40)
    assert Counter(result.repeated for result in results) == {False: 1, True: 39}
    assert letters() == {"offer": 1, "enrolled": 1}
    assert Enrolment.objects.count() == 1


def test_ten_accept_and_ten_decline_one_offer():
    call, staff = make_call(), make_staff()
    application = make_application(call, State.SELECTED)
    offer_many(ids=[application.pk], by=staff)
    answer = {"application_id": application.pk, "person": application.applicant, "at": timezone.now()}
    results = race([partial(accept, **answer), partial(decline, **answer)] * 10)
    assert kinds(results) == {"Answer": 10, "IllegalTransition": 10}
    state = Application.objects.get(pk=application.pk).state
    taken = Cohort.objects.get(pk=call.cohort_id).taken
    assert (state, taken, letters()) in [
        ("confirmed", 1, {"offer": 1, "enrolled": 1}),
        ("offer_declined", 0, {"offer": 1, "offer_declined": 1}),
    ]
    assert StateChange.objects.filter(application=application, verb__in=["accept", "decline_offer"]).count() == 1


def test_twenty_staff_screen_one_application_out():
    application = make_application(make_call())
    staff = [make_staff() for _ in range(20)]
    results = race([partial(screen, ids=[application.pk], verb=OUT, by=person, reason="Falta la carta.") for person in staff])
    assert Counter((len(r.moved), len(r.others)) for r in results) == {(1, 0): 1, (0, 1): 19}
    assert StateChange.objects.count() == 1
    assert letters() == {"screened_out": 1}


def test_ten_screen_in_and_ten_out_never_write_to_who_is_in():
    application = make_application(make_call())
    staff = make_staff()
    calls = [
        partial(screen, ids=[application.pk], verb=IN, by=staff),
        partial(screen, ids=[application.pk], verb=OUT, by=staff, reason="No."),
    ]
    race(calls * 10)
    steps = list(StateChange.objects.order_by("pk").values_list("verb", flat=True))
    assert steps in (["screen_in"], ["screen_out"])
    assert letters() == Counter({"screened_out": 1} if "screen_out" in steps else {})


def test_ten_select_and_ten_decline_race_with_ten_releases():
    call, staff = make_call(), make_staff()
    application = make_application(call, State.IN_REVIEW)
    say = partial(stage, call=call, applications=[application.pk], by=staff)
    let_go = partial(release, call=call, by=staff, unexplained_es="Llegaron 3,000.", unexplained_en="3,000 came.")
    results = race([partial(say, outcome="select"), partial(say, outcome="decline"), let_go] * 10)
    if not Release.objects.exists():
        results.append(let_go())
    assert set(kinds(results)) <= {"Staged", "Release", "NothingStaged"}
    assert Release.objects.count() == 1
    decision = Decision.objects.get()
    assert decision.release_id is not None
    state = Application.objects.get(pk=application.pk).state
    taken = Cohort.objects.get(pk=call.cohort_id).taken
    assert (decision.outcome, state, taken, letters()) in [
        ("select", "offered", 1, {"offer": 1}),
        ("decline", "declined", 0, {"declined": 1}),
    ]


def test_twenty_release_at_once():
    call, staff = make_call(), make_staff()
    chosen, rest = make_applications(3, call, State.IN_REVIEW), make_applications(5, call, State.SHORTLISTED)
    stage(call=call, applications=[a.pk for a in chosen], outcome="select", by=staff)
    stage(call=call, applications=[a.pk for a in rest], outcome="decline", by=staff, feedback={a.pk: "Gracias." for a in rest})
    results = race([partial(release, call=call, by=staff)] * 20)
    assert kinds(results) == {"Release": 1, "NothingStaged": 19}
    assert letters() == {"offer": 3, "declined": 5}
    assert Offer.objects.open().count() == Cohort.objects.get(pk=call.cohort_id).taken == 3
    assert isinstance(results[0], Release | NothingStaged | Changed)


def test_releases_and_offers_never_lock_each_other_out():
    cohort = make_cohort(places=6)
    call, staff = make_call(cohort), make_staff()
    waiting, chosen = make_applications(8, call, State.WAITLISTED), make_applications(4, call, State.IN_REVIEW)
    stage(call=call, applications=[a.pk for a in chosen], outcome="select", by=staff)
    results = race([partial(release, call=call, by=staff), *(partial(offer_place, application=a, by=staff, reason="Sí.") for a in waiting)])
    assert set(kinds(results)) <= {"Release", "Offer", "CohortFull"}
    assert Offer.objects.open().count() == Cohort.objects.get(pk=cohort.pk).taken <= 6
    assert not any(isinstance(result, IllegalTransition) for result in results)
