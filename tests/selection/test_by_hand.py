"""Places that staff offer by hand, and the end of a waiting list: by two people where the call wants that, with a reason where somebody is passed over."""

import pytest

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.selection.appeals.ask import appealable
from applicants.selection.decisions.confirm import confirm, mark_of, to_confirm
from applicants.selection.decisions.release import release
from applicants.selection.decisions.stage import stage
from applicants.selection.models import Decision, Offer, Release
from applicants.selection.procedure.models import Procedure
from applicants.selection.waiting.close import NobodyWaits, close_list
from applicants.selection.waiting.models import ByHand
from applicants.selection.waiting.propose import OutOfTurn, ProposedMeanwhile, offer_place, proposed, take_back
from fundportal.accounts.erase import erase
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from tests.review.make import make_application, make_applications, make_call, make_review, make_round, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return make_staff()


def listed(staff, number=2, **procedure):
    """A call with a waiting list that is known, in the order of the applications."""
    call = make_call()
    waiting = make_applications(number, call, State.IN_REVIEW)
    stage(call=call, applications=[a.pk for a in waiting], outcome="waitlist", by=staff, feedback={waiting[0].pk: "Casi."})
    release(call=call, by=staff)
    Procedure.objects.create(call=call, appeal_days=10, **procedure)
    return call, [again(application) for application in waiting]


def again(application):
    return Application.objects.select_related("call__cohort__strand__program", "applicant").get(pk=application.pk)


def at(application):
    return f"/admin/applicants/offer/make/{application.pk}/"


def test_who_is_passed_over_is_passed_over_with_a_reason(client, sign_in, staff):
    _call, (first, second) = listed(staff)
    with pytest.raises(OutOfTurn):
        offer_place(application=second, by=staff)
    sign_in()
    assert client.get(at(second)).context_data["before"] == 1
    assert client.post(at(second), {"confirm": "1"}).status_code == 400
    assert client.post(at(second), {"confirm": "1", "reason": "Ya no responde."}).status_code == 302
    row = ByHand.objects.get()
    assert (row.reason, row.offer, row.confirmed_by) == ("Ya no responde.", Offer.objects.get(application=second), None)
    assert offer_place(application=first, by=staff) is not None  # in its turn no reason is asked
    erase(person=second.applicant)
    assert ByHand.objects.get().reason == ""


def test_a_second_person_offers_what_the_first_proposes(client, sign_in, staff):
    call, (first, second) = listed(staff, four_eyes=True)
    assert offer_place(application=first, by=staff) is None
    assert offer_place(application=second, by=staff, reason="Vive cerca.") is None
    assert offer_place(application=second, by=staff, reason="Vive muy cerca.") is None  # thinking again is no second person
    assert (Offer.objects.count(), ByHand.objects.count(), again(second).state) == (0, 2, State.WAITLISTED)
    other = sign_in()
    with pytest.raises(ProposedMeanwhile):
        offer_place(application=second, by=other)
    page = client.get(at(second))
    assert "Vive muy cerca." in page.text and str(staff) in page.text
    assert at(second) in client.get(f"/admin/applicants/offer/waiting/{call.pk}/").text
    client.post(at(second), {"confirm": "1", "seen": str(page.context_data["standing"].pk)})
    row = ByHand.objects.get(application=second)
    assert (again(second).state, row.by, row.confirmed_by, row.offer.made_by) == (State.OFFERED, staff, other, other)
    client.post(at(first), {"take_back": "1"})
    assert proposed(first) is None and not take_back(application=first, by=staff)
    assert list(Entry.objects.filter(verb="propose_offer").values_list("target", flat=True)) == [first.folio, second.folio, second.folio]


def test_who_proposed_does_not_confirm_on_the_page(client, sign_in, staff):
    me = sign_in()
    _call, (first, _second) = listed(staff, four_eyes=True)
    client.post(at(first), {"confirm": "1"})
    page = client.get(at(first))
    assert page.context_data["blocked"] and 'name="confirm"' not in page.text
    client.post(at(first), {"confirm": "1", "seen": str(proposed(first).pk)})
    assert (Offer.objects.count(), ByHand.objects.get().by) == (0, me)


def test_the_end_of_the_list_is_a_dated_decision_against_which_one_may_ask(staff):
    call, (first, second) = listed(staff)
    round = make_round(call)
    make_review(round, second, make_staff(), scores={"mirada": 4}, mean=100, submitted_at=again(second).submitted_at, conflict="none")
    done = close_list(call=call, by=staff)
    assert (len(done.decisions), done.release.state, done.release.counts["decline"]) == (2, Release.State.DONE, 2)
    for application in (first, second):
        stands = Decision.objects.current().get(application=application)
        assert (stands.outcome, stands.corrects.outcome, stands.release) == ("decline", "waitlist", done.release)
        assert appealable(again(application)) == stands
    assert Decision.objects.current().get(application=first).feedback == "Casi."
    assert "mirada nivel 4" in Decision.objects.current().get(application=second).strong
    letters = [render(row).text for row in Notification.objects.filter(kind="declined").order_by("about")]
    assert all("La lista ya está cerrada" in text and "pedir-revision" in text for text in letters)
    assert "Casi." in letters[0]
    with pytest.raises(NobodyWaits):
        close_list(call=call, by=staff)


def test_the_end_of_the_list_waits_for_a_second_person(client, sign_in, staff):
    me = sign_in()
    call, (first, second) = listed(staff, four_eyes=True)
    page = f"/admin/applicants/offer/close/{call.pk}/"
    shown = client.get(page)
    assert "La lista ya está cerrada" in shown.text and not shown.context_data["blocked"]
    client.post(page, {"confirm": "1", "seen": shown.context_data["seen"]})
    assert {again(a).state for a in (first, second)} == {State.WAITLISTED}
    assert Notification.objects.filter(kind="declined").count() == 0
    noted = list(to_confirm(call))
    assert len(noted) == 2
    assert confirm(call=call, seen={d.pk: mark_of(d) for d in noted}, by=me).decisions == []
    confirm(call=call, seen={d.pk: mark_of(d) for d in noted}, by=staff)
    release(call=call, by=me, unexplained_es="Hubo muchas solicitudes.")
    assert {again(a).state for a in (first, second)} == {State.DECLINED}
    assert Notification.objects.filter(kind="declined", context__waited=True).count() == 2


def test_open_offers_are_counted_and_paged(client, sign_in, staff, monkeypatch):
    monkeypatch.setattr("applicants.selection.waiting.page.A_PAGE", 2)
    sign_in()
    call, waiting = listed(staff, 3)
    for application in waiting:
        offer_place(application=application, by=staff)
    pages = [client.get(f"/admin/applicants/offer/waiting/{call.pk}/?o={n}") for n in (1, 2)]
    assert [len(page.context_data["offers"]) for page in pages] == [2, 1]
    assert "(3)" in pages[0].text and "o=2" in pages[0].text


def test_a_list_without_known_places_is_closed_all_the_same(staff):
    call = make_call()
    application = make_application(call, State.WAITLISTED)
    close_list(call=call, by=staff)
    assert again(application).state == State.DECLINED
