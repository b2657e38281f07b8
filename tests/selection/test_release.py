from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from applicants.applications.advance import OwnApplication
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.selection.decisions.release import Changed, NothingStaged, fingerprint, release, staged_in
from applicants.selection.decisions.stage import NotDecider, stage
from applicants.selection.models import Decision, Offer
from applicants.selection.offers.offer import open_until
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from programs.cohorts.models import Cohort
from programs.cohorts.places import CohortFull
from tests.review.make import make_application, make_applications, make_call, make_cohort, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return make_staff()


def staged(call, staff, select=0, waitlist=0, decline=0, feedback="Gracias."):
    made = {}
    for outcome, count in {"select": select, "waitlist": waitlist, "decline": decline}.items():
        made[outcome] = make_applications(count, call, State.IN_REVIEW)
        stage(
            call=call,
            applications=[a.pk for a in made[outcome]],
            outcome=outcome,
            by=staff,
            feedback={a.pk: feedback for a in made[outcome]},
        )
    return made


def state_of(application):
    return Application.objects.get(pk=application.pk).state


def test_all_become_known_at_once(staff):
    call = make_call()
    made = staged(call, staff, select=2, waitlist=1, decline=3)
    done = release(call=call, by=staff)
    assert done.counts == {"select": 2, "waitlist": 1, "decline": 3}
    assert {state_of(a) for a in made["select"]} == {State.OFFERED}
    assert {state_of(a) for a in made["waitlist"]} == {State.WAITLISTED}
    assert {state_of(a) for a in made["decline"]} == {State.DECLINED}
    assert Cohort.objects.get(pk=call.cohort_id).taken == Offer.objects.open().count() == 2
    assert sorted(Notification.objects.values_list("kind", flat=True)) == ["declined"] * 3 + ["offer"] * 2 + ["waitlisted"]
    assert Entry.objects.get(verb="release_decisions").detail == {"release": done.pk, "select": 2, "waitlist": 1, "decline": 3}


def test_letters_carry_what_concerns_the_person(staff):
    call = make_call()
    made = staged(call, staff, select=1, waitlist=2, decline=1, feedback="Buen ritmo.")
    release(call=call, by=staff)
    letter = {notification.about: notification.context for notification in Notification.objects.all()}
    offer = letter[made["select"][0].folio]
    assert offer["url"].endswith(f"/es/solicitudes/{made['select'][0].folio}/oferta/")
    assert (offer["cohort"], offer["feedback"]) == ({"es": "Generación 1", "en": "Cohort 1"}, "Buen ritmo.")
    assert [letter[a.folio]["position"] for a in made["waitlist"]] == [1, 2]
    assert letter[made["decline"][0].folio]["feedback"] == "Buen ritmo."


def test_every_letter_of_a_release_can_be_written(staff):
    staged(make_call(), staff, select=1, waitlist=1, decline=1, feedback="Buen ritmo.")
    release(call=Decision.objects.first().application.call, by=staff)
    subjects = {notification.kind: render(notification).subject for notification in Notification.objects.all()}
    assert sorted(subjects) == ["declined", "offer", "waitlisted"]
    assert all(subjects.values())


def test_an_offer_stays_open_to_the_last_second_of_its_day_in_the_call_s_zone():
    call = make_call(offer_days=7, time_zone="America/Mexico_City")
    assert open_until(call, datetime(2027, 5, 1, 4, 0, tzinfo=UTC)).isoformat() == "2027-05-07T23:59:59-06:00"
    call.time_zone = "America/Tijuana"
    assert open_until(call, datetime(2027, 3, 10, 20, 0, tzinfo=UTC)).isoformat() == "2027-03-17T23:59:59-07:00"


def test_the_waiting_list_has_no_gaps_and_no_place_twice_when_it_is_known(staff):
    call = make_call()
    first, second, third, later = make_applications(4, call, State.IN_REVIEW)
    for application, position in ((first, 7), (second, 2), (third, 2)):
        stage(call=call, applications=[application.pk], outcome="waitlist", by=staff, position=position)
    assert dict(Decision.objects.values_list("application", "position")) == {first.pk: 8, second.pk: 3, third.pk: 2}
    release(call=call, by=staff, seen=fingerprint(staged_in(call)))
    known = {third.folio: 1, second.folio: 2, first.folio: 3}
    assert {letter.about: letter.context["position"] for letter in Notification.objects.all()} == known
    assert {decision.application.folio: decision.position for decision in Decision.objects.select_related("application")} == known
    stage(call=call, applications=[later.pk], outcome="waitlist", by=staff, position=1)
    release(call=call, by=staff)
    assert Notification.objects.get(about=later.folio).context["position"] == 4


def test_nobody_releases_a_decision_about_themselves(staff):
    call = make_call()
    own = make_application(call, State.IN_REVIEW, staff)
    with pytest.raises(OwnApplication):
        stage(call=call, applications=[own.pk], outcome="select", by=staff)
    stage(call=call, applications=[own.pk], outcome="select", by=make_staff())
    with pytest.raises(OwnApplication):
        release(call=call, by=staff)
    assert state_of(own) == State.IN_REVIEW


def test_a_second_click_finds_nothing_to_do(staff):
    call = make_call()
    staged(call, staff, decline=1)
    release(call=call, by=staff)
    with pytest.raises(NothingStaged):
        release(call=call, by=staff)
    assert Notification.objects.count() == 1


def test_more_selected_than_free_places_releases_nothing(staff):
    call = make_call(make_cohort(places=2))
    made = staged(call, staff, select=3, decline=1)
    with pytest.raises(CohortFull):
        release(call=call, by=staff)
    assert {state_of(a) for a in [*made["select"], *made["decline"]]} == {State.IN_REVIEW}
    assert (Notification.objects.count(), Offer.objects.count(), Decision.objects.staged().count()) == (0, 0, 4)


def test_nothing_is_offered_while_the_number_of_places_is_unknown(staff):
    call = make_call(make_cohort(places=None))
    staged(call, staff, select=1)
    with pytest.raises(CohortFull):
        release(call=call, by=staff)


def test_what_was_not_seen_is_not_released(staff):
    call = make_call()
    made = staged(call, staff, select=1)
    seen = fingerprint(staged_in(call))
    first = made["select"][0].pk
    stage(call=call, applications=[first], outcome="decline", by=staff, feedback={first: "Gracias."})
    with pytest.raises(Changed):
        release(call=call, by=staff, seen=seen)
    release(call=call, by=staff, seen=fingerprint(staged_in(call)))
    assert state_of(made["select"][0]) == State.DECLINED


def test_who_withdrew_is_left_in_peace(staff):
    call = make_call()
    made = staged(call, staff, decline=2)
    gone = made["decline"][0]
    Application.objects.filter(pk=gone.pk).update(state=State.WITHDRAWN)
    assert release(call=call, by=staff).counts["decline"] == 1
    assert state_of(gone) == State.WITHDRAWN
    assert not Notification.objects.filter(about=gone.folio).exists()


def test_other_calls_are_not_touched(staff):
    call, other = make_call(), make_call()
    staged(call, staff, decline=1)
    kept = staged(other, staff, decline=1)
    release(call=call, by=staff)
    assert state_of(kept["decline"][0]) == State.IN_REVIEW
    assert Decision.objects.staged().count() == 1


def test_a_released_decision_never_changes(staff):
    call = make_call()
    staged(call, staff, decline=1)
    release(call=call, by=staff)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.update(outcome="select")


@pytest.mark.parametrize("person", [lambda: make_staff(Role.REVIEWER), lambda: make_staff(Role.COORDINATOR, "ccc")])
def test_who_may_not_decide_is_told(staff, person):
    call = make_call()
    staged(call, staff, decline=1)
    with pytest.raises(NotDecider):
        release(call=call, by=person())


def test_statements_do_not_grow(staff, django_assert_max_num_queries):
    for rows in (1, 20):
        call = make_call(make_cohort(places=30))
        staged(call, staff, select=rows, waitlist=rows, decline=rows)
        with django_assert_max_num_queries(80):
            release(call=call, by=staff)


def test_the_application_made_while_deciding_is_not_lost(staff):
    call = make_call()
    staged(call, staff, decline=1)
    late = make_application(call, State.IN_REVIEW)
    release(call=call, by=staff)
    assert state_of(late) == State.IN_REVIEW
