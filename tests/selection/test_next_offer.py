"""A place that becomes free is offered to who is next, by itself and never twice."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from applicants.applications.models import Application, StateChange
from applicants.applications.states import State
from applicants.applications.withdraw import foretold, withdraw
from applicants.selection.decisions.release import release
from applicants.selection.decisions.stage import stage
from applicants.selection.models import Offer
from applicants.selection.offers.answer import accept, decline
from applicants.selection.offers.end_place import end_place, retract_offer
from applicants.selection.offers.expire import expire
from applicants.selection.procedure.models import Procedure
from applicants.selection.tasks import offer_next_places
from applicants.selection.waiting.models import FreedPlace
from applicants.selection.waiting.next_offer import fill, fill_all, offer_next
from applicants.selection.waiting.propose import offer_place
from fundportal.audit.models import Entry
from fundportal.consents.models import Consent, Purpose
from fundportal.notifications.models import Notification
from programs.cohorts.models import Cohort
from tests.applications.build import client_of
from tests.review.make import make_application, make_applications, make_call, make_cohort, make_staff
from tests.selection.race import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return make_staff()


def full(staff, places=2, waiting=3, free=0, **procedure):
    """A call whose places are offered (but `free` of them), and people who wait, in the order of their list. Call, who has an offer, who waits."""
    call = make_call(make_cohort(places=places + free))
    Procedure.objects.create(call=call, next_offer=True, **procedure)
    chosen, others = make_applications(places, call, State.IN_REVIEW), make_applications(waiting, call, State.IN_REVIEW)
    stage(call=call, applications=[a.pk for a in chosen], outcome="select", by=staff)
    stage(call=call, applications=[a.pk for a in reversed(others)], outcome="waitlist", by=staff)
    release(call=call, by=staff)
    return call, chosen, others[::-1]


def state(application):
    return Application.objects.get(pk=application.pk).state


def declines(application):
    return decline(application_id=application.pk, person=application.applicant, at=timezone.now())


def accepts(application):
    return accept(application_id=application.pk, person=application.applicant, at=timezone.now())


def lets_expire(application):
    Offer.objects.filter(application=application).update(
        made_at=timezone.now() - timedelta(days=9), expires_at=timezone.now() - timedelta(days=1)
    )
    return expire(at=timezone.now())


def loses_the_place(application):
    accepts(application)
    return end_place(application=application, reason="No llegó.", by=make_staff())


@pytest.mark.parametrize(
    "way",
    [
        declines,
        lets_expire,
        loses_the_place,
        lambda a: withdraw(application=a, person=a.applicant),
        lambda a: (accepts(a), withdraw(application=a, person=a.applicant)),
        lambda a: retract_offer(application=a, reason="No.", by=make_staff()),
    ],
)
def test_however_a_place_becomes_free_the_next_gets_it_once(staff, way):
    call, (first, _second), (next_one, after, _last) = full(staff)
    way(first)
    assert state(next_one) == State.WAITLISTED
    assert [offer_next_places() for _ in range(2)] == [1, 0]
    assert (state(next_one), state(after)) == (State.OFFERED, State.WAITLISTED)
    assert Cohort.objects.get(pk=call.cohort_id).taken == 2
    offer = Offer.objects.get(application=next_one)
    assert (offer.made_by, FreedPlace.objects.get().offer) == (None, offer)
    assert Notification.objects.filter(about=next_one.folio, kind="offer").count() == 1
    assert StateChange.objects.filter(application=next_one).last().verb == "offer_next"
    assert Entry.objects.filter(verb="offer_next", actor_id=None, target=next_one.folio).count() == 1


def test_nothing_is_offered_that_has_not_become_free(staff):
    call, (first, _second), waiting = full(staff, free=5)
    assert fill_all() == 0  # five places are free, and staff hold them back
    declines(first)
    assert fill_all() == 1
    assert [state(a) for a in waiting] == [State.OFFERED, State.WAITLISTED, State.WAITLISTED]
    assert Cohort.objects.get(pk=call.cohort_id).taken == 2


def test_where_it_is_off_staff_offer_by_hand(staff):
    _call, (first, _second), (next_one, *_) = full(staff)
    Procedure.objects.update(next_offer=False)
    declines(first)
    assert (fill_all(), FreedPlace.objects.count(), state(next_one)) == (0, 0, State.WAITLISTED)


def test_what_staff_give_away_meanwhile_is_not_offered_twice(staff):
    _call, (first, _second), (next_one, _after, last) = full(staff, free=5)
    declines(first)
    offer_place(application=last, by=staff, reason="Sí.")
    assert (fill_all(), state(next_one), FreedPlace.objects.get().settled_at is not None) == (0, State.WAITLISTED, True)


def test_nobody_waits_or_the_cohort_has_begun(staff):
    call, (first, second), (next_one,) = full(staff, waiting=1)
    Cohort.objects.filter(pk=call.cohort_id).update(starts_on=timezone.now().date() - timedelta(days=1))
    declines(first)
    assert (fill_all(), state(next_one)) == (0, State.WAITLISTED)
    Cohort.objects.filter(pk=call.cohort_id).update(starts_on=None)
    assert fill_all() == 0  # that place was settled
    withdraw(application=next_one, person=next_one.applicant)
    declines(second)
    assert (fill_all(), FreedPlace.objects.filter(settled_at=None).count()) == (0, 0)


def test_who_no_longer_agrees_is_passed_over(staff):
    _call, (first, _second), (gone, after, _last) = full(staff)
    Consent.objects.create(
        person=gone.applicant, notice=gone.call.notice, purpose=Purpose.EVALUATE, about=gone.folio, notice_sha256="0" * 64, wording="x",
        language="es-mx", authentication="code", withdrawn_at=timezone.now(),
    )  # fmt: skip
    declines(first)
    assert (fill_all(), state(gone), state(after)) == (1, State.WAITLISTED, State.OFFERED)


def test_somebody_fits_however_far_down(staff, monkeypatch):
    monkeypatch.setattr("applicants.selection.waiting.next_offer.AT_ONCE", 0)
    _call, (first, _second), (gone, too, last) = full(staff)
    for application in (gone, too):
        Consent.objects.create(
            person=application.applicant, notice=gone.call.notice, purpose=Purpose.EVALUATE, about=application.folio, notice_sha256="0" * 64,
            wording="x", language="es-mx", authentication="code", withdrawn_at=timezone.now(),
        )  # fmt: skip
    declines(first)
    assert (fill_all(), state(last)) == (1, State.OFFERED)


def test_a_cohort_in_which_it_fails_does_not_stop_the_others(staff, monkeypatch):
    (broken, (first, _), _), (_call, (other, _), (next_one, *_)) = full(staff), full(staff)
    declines(first)
    declines(other)

    def fails(call, places, done=offer_next):
        if call.pk == broken.pk:
            raise RuntimeError("broken")
        return done(call, places)

    monkeypatch.setattr("applicants.selection.waiting.next_offer.offer_next", fails)
    assert (fill_all(), state(next_one)) == (1, State.OFFERED)
    assert FreedPlace.objects.filter(settled_at=None).count() == 1  # the clock comes again


def test_before_withdrawing_one_reads_what_becomes_of_the_place(client, staff):
    call, (first, second), waiting = full(staff)
    accepts(second)
    client.force_login(first.applicant)
    page = client.get(f"/en/solicitudes/{first.folio}/retirar/").text
    assert "without having answered" in page
    assert "offered to the next person on the waiting list within a minute" in page
    assert "enrolment ends at once" in client_of(second.applicant).get(f"/en/solicitudes/{second.folio}/retirar/").text
    for application in waiting:
        withdraw(application=application, person=application.applicant)
    assert "only the programme&#x27;s staff can offer you one again" in client.get(f"/en/solicitudes/{first.folio}/retirar/").text
    assert foretold(make_application(call, State.SUBMITTED)) == []


@pytest.mark.django_db(transaction=True)
def test_ten_places_become_free_while_twenty_fill_and_staff_offer_by_hand():
    staff = make_staff()
    call, chosen, waiting = full(staff, places=10, waiting=20)
    by_hand = [partial(offer_place, application=application, by=staff, reason="Sí.") for application in waiting[15:]]
    results = race([*(partial(declines, a) for a in chosen), *[partial(fill, cohort=call.cohort_id)] * 10, *by_hand])
    assert {type(result).__name__ for result in results} <= {"Answer", "list", "Offer", "CohortFull"}
    fill_all()
    taken = Cohort.objects.get(pk=call.cohort_id).taken
    assert taken == Offer.objects.open().count() == 10
    states = Counter(Application.objects.values_list("state", flat=True))
    assert (states["offered"], states["waitlisted"], states["offer_declined"]) == (10, 10, 10)
    assert Notification.objects.filter(kind="offer").count() == 20
    assert FreedPlace.objects.filter(settled_at=None).count() == 0
    by_itself = list(StateChange.objects.filter(verb="offer_next").order_by("pk").values_list("application", flat=True))
    hand = sum(type(result).__name__ == "Offer" for result in results)
    assert len(by_itself) == 10 - hand
