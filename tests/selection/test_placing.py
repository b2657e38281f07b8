from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.applications.advance import IllegalTransition, advance
from applicants.applications.models import Application, StateChange
from applicants.applications.states import State
from applicants.review.screening.screen import AGAIN, IN, screen
from applicants.selection.models import Decision, Offer, Release
from applicants.selection.offers.answer import accept
from applicants.selection.offers.end_place import end_place, retract_offer
from applicants.selection.offers.extend import NotLater, extend_offer
from applicants.selection.offers.offer import last_second, offer_many
from applicants.selection.offers.remind import remind
from applicants.selection.waiting.close import ListChanged, NobodyWaits, close_list, fingerprint
from applicants.selection.waiting.propose import offer_place
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from programs.cohorts.models import Cohort, Enrolment
from tests.review.make import make_application, make_applications, make_call, make_staff
from tests.selection.race import race

pytestmark = pytest.mark.django_db
PAGE = "/admin/applicants/offer/{}/{}/"


@pytest.fixture
def staff():
    return make_staff()


def offered(staff, **more):
    application = make_application(make_call(**more), State.SELECTED)
    offer_many(ids=[application.pk], by=staff)
    return application


def stands(application):
    """State, places taken, state of the newest offer, standing enrolments."""
    found = Application.objects.get(pk=application.pk)
    newest = Offer.objects.filter(application=found).latest("pk")
    return found.state, Cohort.objects.get(pk=application.call.cohort_id).taken, newest.state, Enrolment.objects.standing().count()


def last_letter():
    letter = Notification.objects.latest("pk")
    assert render(letter).text
    return letter


def test_an_offer_gets_more_time_once_and_its_end_is_announced_again(staff):
    application = offered(staff)
    first = Offer.objects.get().expires_at
    assert remind(at=first - timedelta(hours=40)) == 1
    day = first.astimezone(application.call.zone).date() + timedelta(days=5)
    for _ in range(2):
        extend_offer(application=application, day=day, reason="La red falló.", by=staff)
    until = last_second(application.call, day)
    assert (Offer.objects.get().expires_at, stands(application)[:2]) == (until, (State.OFFERED, 1))
    letter = last_letter()
    assert (letter.kind, letter.context["reason"], letter.expires_at) == ("offer_extended", "La red falló.", until)
    assert StateChange.objects.filter(verb="extend_offer").count() == Notification.objects.filter(kind="offer_extended").count() == 1
    assert Entry.objects.get(verb="extend_offer").detail["until"] == until.isoformat()
    assert [remind(at=until - timedelta(hours=40)), remind(at=until - timedelta(hours=39))] == [1, 0]


def test_an_offer_never_ends_earlier(staff):
    application = offered(staff)
    with pytest.raises(NotLater):
        extend_offer(application=application, day=timezone.now().date(), reason="No.", by=staff)


def test_an_offer_is_withdrawn_and_its_place_is_free(staff):
    application = offered(staff)
    for _ in range(2):
        retract_offer(application=application, reason="El curso se canceló.", by=staff)
    assert stands(application) == (State.PLACE_ENDED, 0, "withdrawn", 0)
    assert (last_letter().kind, Notification.objects.filter(kind="place_ended").count()) == ("place_ended", 1)
    with pytest.raises(IllegalTransition):
        accept(application_id=application.pk, person=application.applicant, at=timezone.now())


def test_a_place_is_ended_and_may_be_offered_again(staff):
    application = offered(staff)
    accept(application_id=application.pk, person=application.applicant, at=timezone.now())
    for _ in range(2):
        end_place(application=application, reason="No llegó.", by=staff)
    assert stands(application) == (State.PLACE_ENDED, 0, "withdrawn", 0)
    offer_place(application=application, by=staff, reason="Sí.")
    accept(application_id=application.pk, person=application.applicant, at=timezone.now())
    assert stands(application) == (State.CONFIRMED, 1, "accepted", 1)


def test_who_let_the_time_pass_may_be_offered_the_place_again(staff):
    application = make_application(make_call(), State.OFFER_EXPIRED)
    offer_place(application=application, by=staff, reason="Sí.")
    assert stands(application) == (State.OFFERED, 1, "open", 0)


@pytest.mark.parametrize(
    ("state", "where"), [(State.WAITLISTED, "offer/waiting/"), (State.OFFER_EXPIRED, "change/"), (State.PLACE_ENDED, "change/")]
)
def test_an_offer_leads_back_to_where_it_began(client, sign_in, state, where):
    sign_in()
    application = make_application(make_call(), state)
    assert where in client.post(PAGE.format("make", application.pk), {"confirm": "1"}).url


def reads(client, application):
    """What its person sees of reasons: on the status page, and on the offer's."""
    pages = [client.get(f"/es/solicitudes/{application.folio}/{page}").text for page in ("", "oferta/")]
    return [[reason for reason in ("La red falló.", "Se canceló.", "Sí cumple.", "Nota interna.") if reason in page] for page in pages]


def test_the_person_reads_the_newest_reason_on_the_pages_too(client, staff):
    application = make_application(make_call(), State.INELIGIBLE)
    client.force_login(application.applicant)
    screen(ids=[application.pk], verb=AGAIN, by=staff, reason="Sí cumple.")
    for verb in ("shortlist", "select"):  # nothing betrays what is not released
        assert reads(client, application)[0] == ["Sí cumple."]
        advance(application=application, verb=verb, actor=staff)
    offer = offer_place(application=application, by=staff, reason="Sí.")
    assert reads(client, application) == [[], []]
    extend_offer(application=application, day=(offer.expires_at + timedelta(days=5)).date(), reason="La red falló.", by=staff)
    assert reads(client, application) == [["La red falló."]] * 2
    retract_offer(application=application, reason="Se canceló.", by=staff)
    assert reads(client, application) == [["Se canceló."]] * 2
    offer_place(application=application, by=staff, reason="Sí.")
    assert reads(client, application) == [[], []]


def test_a_note_of_screening_is_not_shown(client, staff):
    application = make_application(make_call())
    client.force_login(application.applicant)
    screen(ids=[application.pk], verb=IN, by=staff, reason="Nota interna.")
    assert reads(client, application)[0] == []


@pytest.mark.parametrize("what", ["retract", "end"])
def test_pages_ask_for_the_reason_and_a_second_click_is_no_error(client, sign_in, what):
    application = offered(sign_in())
    if what == "end":
        accept(application_id=application.pk, person=application.applicant, at=timezone.now())
    page = PAGE.format(what, application.pk)
    assert client.get(page).context_data["letter"].email == application.applicant.email
    assert client.post(page, {"confirm": "1"}).status_code == 400
    for _ in range(2):
        answer = client.post(page, {"confirm": "1", "reason": "No."}, follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == ["success"]
    assert stands(application)[0] == State.PLACE_ENDED


def test_the_page_for_more_time(client, sign_in):
    application = offered(sign_in())
    page = PAGE.format("extend", application.pk)
    early = client.post(page, {"confirm": "1", "reason": "Sí.", "day": "2020-01-01"})
    assert (early.status_code, "day" in early.context_data["form"].errors) == (400, True)
    day = (Offer.objects.get().expires_at + timedelta(days=9)).date()
    client.post(page, {"confirm": "1", "reason": "Sí.", "day": day.isoformat()})
    assert Offer.objects.get().expires_at == last_second(application.call, day)


def test_a_second_click_on_offering_shows_that_it_is_offered(client, sign_in):
    sign_in()
    application = make_application(make_call(), State.WAITLISTED)
    for _ in range(2):
        answer = client.post(PAGE.format("make", application.pk), {"confirm": "1"}, follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == ["success"]


def test_the_waiting_list_is_closed_once_and_everybody_is_told(client, sign_in, staff):
    sign_in()
    call = make_call()
    waiting = make_applications(2, call, State.WAITLISTED)
    page = PAGE.format("close", call.pk)
    shown = client.get(page).context_data
    assert ([a.pk for a in shown["waiting"]], shown["letter"].trouble) == ([a.pk for a in waiting], "")
    late = make_application(call, State.WAITLISTED)
    client.post(page, {"confirm": "1", "seen": shown["seen"]})
    assert Notification.objects.count() == 0
    for _ in range(2):
        client.post(page, {"confirm": "1", "seen": fingerprint(a.pk for a in (*waiting, late))})
    assert set(Application.objects.values_list("state", flat=True)) == {State.DECLINED}
    assert (Notification.objects.filter(kind="declined").count(), last_letter().context["waited"]) == (3, True)
    assert Entry.objects.get(verb="close_waiting_list").detail == {"people": 3, "release": Release.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_ten_close_a_list_at_once():
    call = make_call()
    make_applications(5, call, State.WAITLISTED)
    results = race([lambda: close_list(call=call, by=make_staff())] * 10)
    assert sorted(type(result).__name__ for result in results) == ["Closed"] + ["NobodyWaits"] * 9
    assert Notification.objects.count() == 5


def test_a_list_that_changed_is_not_closed(staff):
    call = make_call()
    with pytest.raises(NobodyWaits):
        close_list(call=call, by=staff)
    make_application(call, State.WAITLISTED)
    with pytest.raises(ListChanged):
        close_list(call=call, by=staff, seen="x")
    assert Decision.objects.count() == 0
