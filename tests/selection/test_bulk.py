"""The shortlist, and decisions in the same words, for many at once."""

import pytest

from applicants.applications.bulk.models import BulkJob
from applicants.applications.bulk.work import carry_on, chunk_of
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.selection.decisions.release import claim
from applicants.selection.decisions.stage import stage
from applicants.selection.models import Decision, Release
from tests.applications.bulk.jobs import outcomes, states
from tests.review.make import make_application, make_applications, make_call, make_round, make_staff

pytestmark = pytest.mark.django_db
OFFERS = "/admin/applicants/offer/"


@pytest.fixture(autouse=True)
def from_three_on(monkeypatch):
    monkeypatch.setattr("applicants.selection.decisions.staging.AT_ONCE", 2)
    monkeypatch.setattr("applicants.applications.bulk.work.A_CHUNK", 2)


def asked(client, call, outcome, **more):
    answer = client.post(f"{OFFERS}stage/{call.pk}/", {"outcome": outcome, **more})
    assert answer.status_code == 302, answer.text
    return answer.url


def confirmed(client, page, **data):
    answer = client.post(page, {"confirm": "1", "seen": client.get(page).context_data["seen"], **data})
    assert (answer.status_code, BulkJob.objects.latest("pk").state) == (302, "waiting"), answer.text


def noted():
    return list(Decision.objects.staged().order_by("application").values_list("application", "outcome", "position"))


def test_the_whole_ranking_is_declined_in_the_same_words(client, sign_in):
    sign_in()
    round = make_round(make_call())
    chosen, out = make_applications(5, round.call, State.IN_REVIEW), make_application(round.call, State.INELIGIBLE)
    page = asked(client, round.call, "decline", all="1", round=round.pk, decision="none")
    assert (BulkJob.objects.get().total, BulkJob.objects.get().back) == (5, f"/admin/applicants/round/{round.pk}/ranking/?decision=none")
    confirmed(client, page, feedback="Gracias.", strong="La voz.", rubric="on")
    Application.objects.filter(pk=chosen[3].pk).update(state=State.WITHDRAWN)
    carry_on()
    assert noted() == [(a.pk, "decline", None) for a in chosen if a != chosen[3]]
    assert set(Decision.objects.values_list("feedback", "strong")) == {("Gracias.", "La voz.")}
    assert ("left", "state", "withdrawn") in outcomes(BulkJob.objects.get())
    assert out.pk not in BulkJob.objects.get().rows.values_list("application", flat=True)


def test_the_waiting_list_keeps_its_order_over_chunks(client, sign_in):
    staff = sign_in()
    call = make_call()
    first, *rest = make_applications(6, call, State.IN_REVIEW)
    stage(call=call, applications=[first.pk], outcome="waitlist", by=staff)
    order = [rest[n].pk for n in (3, 0, 4, 1, 2)]
    confirmed(client, asked(client, call, "waitlist", application=order), position="1")
    carry_on()
    places = dict(Decision.objects.values_list("application", "position"))
    assert [places[pk] for pk in order] == [1, 2, 3, 4, 5]
    assert places[first.pk] == 6


def test_what_somebody_else_notes_meanwhile_stays(client, sign_in):
    sign_in()
    call, other = make_call(), make_staff()
    chosen = make_applications(4, call, State.IN_REVIEW)
    stage(call=call, applications=[chosen[0].pk], outcome="select", by=other)
    page = asked(client, call, "decline", application=[a.pk for a in chosen])
    assert [d.outcome for d in client.get(page).context_data["before"]] == ["select"]
    mark = client.get(page).context_data["seen"]
    stage(call=call, applications=[chosen[0].pk], outcome="waitlist", by=other)
    assert client.post(page, {"confirm": "1", "seen": mark}).status_code == 409  # it was shown as selected
    confirmed(client, page)
    stage(call=call, applications=[chosen[3].pk], outcome="select", by=other)
    carry_on()
    assert [outcome for _pk, outcome, _position in noted()] == ["decline", "decline", "decline", "select"]
    assert outcomes(BulkJob.objects.get())[3] == ("left", "noted", "")
    confirmed(client, asked(client, call, "undo", application=[a.pk for a in chosen]))
    carry_on()
    assert noted() == []


def test_a_release_is_waited_for(client, sign_in):
    staff = sign_in()
    call = make_call()
    chosen = make_applications(3, call, State.IN_REVIEW)
    done = make_application(call, State.IN_REVIEW)
    stage(call=call, applications=[done.pk], outcome="decline", by=staff, feedback={done.pk: "x"})
    confirmed(client, asked(client, call, "select", application=[a.pk for a in chosen]))
    claim(call=call, by=staff)
    assert not carry_on()
    assert BulkJob.objects.get().held
    Release.objects.update(state="stopped")
    carry_on()
    assert BulkJob.objects.get().moved == 3


def test_on_and_off_the_shortlist(client, sign_in):
    sign_in()
    call = make_call()
    chosen = [*make_applications(3, call, State.IN_REVIEW), make_application(call, State.SUBMITTED)]
    listed = "/admin/applicants/application/"
    for verb, state in (("shortlist", State.SHORTLISTED), ("unshortlist", State.IN_REVIEW)):
        answer = client.post(listed, {"action": verb, "_selected_action": [a.pk for a in chosen]})
        confirmed(client, answer.url)
        chunk_of(BulkJob.objects.latest("pk").pk)
        carry_on()
        assert states(chosen) == [state] * 3 + [State.SUBMITTED]
        assert outcomes(BulkJob.objects.latest("pk"))[3] == ("left", "state", "submitted")


def test_a_foreign_ranking_is_nobody_s_choice(client, sign_in):
    sign_in()
    call, foreign = make_call(), make_round(make_call())
    make_applications(3, foreign.call, State.IN_REVIEW)
    answer = client.post(f"{OFFERS}stage/{call.pk}/", {"outcome": "decline", "all": "1", "round": foreign.pk})
    assert (answer.status_code, BulkJob.objects.count()) == (200, 0)


def test_a_look_by_an_address_makes_no_job(client, sign_in):
    sign_in()
    call = make_call()
    ids = ",".join(str(a.pk) for a in make_applications(3, call, State.IN_REVIEW))
    answer = client.get(f"{OFFERS}stage/{call.pk}/", {"outcome": "decline", "ids": ids})
    assert (answer.status_code, answer.context_data["count"], BulkJob.objects.count()) == (200, 3, 0)
