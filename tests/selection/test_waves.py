"""Releases in waves: claimed first, carried out once, stopped where they cannot be."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.withdraw import withdraw
from applicants.selection.decisions import releasing
from applicants.selection.decisions.release import Changed, NothingStaged, carry_out, claim, go_on, move, release, resume, stop
from applicants.selection.decisions.stage import ReleaseRunning, stage, unstage
from applicants.selection.decisions.wave import Chosen, fingerprint, staged_in
from applicants.selection.models import Decision, Offer, Release
from applicants.selection.offers.offer import offer_many
from applicants.selection.tasks import resume_releases
from applicants.selection.waiting.close import close_list
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification
from programs.cohorts.models import Cohort
from tests.review.make import make_application, make_applications, make_call, make_cohort, make_staff
from tests.selection.race import race

pytestmark = pytest.mark.django_db


def noted(call, by, outcome="decline", count=1, state=State.IN_REVIEW):
    made = make_applications(count, call, state)
    stage(call=call, applications=[a.pk for a in made], outcome=outcome, by=by, feedback={a.pk: "Gracias." for a in made})
    return made


def states(applications):
    return [Application.objects.get(pk=application.pk).state for application in applications]


def test_a_wave_is_chosen_by_outcome_and_by_list():
    staff, call = make_staff(), make_call()
    listed, others = noted(call, staff, state=State.SHORTLISTED), noted(call, staff)
    (waiting,) = noted(call, staff, "waitlist")
    assert release(call=call, by=staff, chosen=Chosen(("decline",), "shortlist")).counts == {"select": 0, "waitlist": 0, "decline": 1}
    assert states([*listed, *others, waiting]) == [State.DECLINED, State.IN_REVIEW, State.IN_REVIEW]
    with pytest.raises(NothingStaged):
        release(call=call, by=staff, chosen=Chosen(("select",)))
    assert release(call=call, by=staff, chosen=Chosen(("waitlist",))).chosen == {"outcomes": ["waitlist"], "list": ""}
    assert release(call=call, by=staff).counts["decline"] == 1
    assert Notification.objects.count() == 3


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("", Chosen()),
        ("outcome=select&outcome=waitlist&outcome=decline&list=", Chosen()),
        ("outcome=decline&outcome=promote&list=shortlist", Chosen(("decline",), "shortlist")),
        ("outcome=x&list=everybody", Chosen()),
    ],
)
def test_what_a_form_cannot_have_sent_is_not_chosen(query, chosen):
    assert Chosen.of(QueryDict(query)) == chosen
    assert Chosen.of(QueryDict(chosen.query())) == chosen


def test_what_is_claimed_becomes_known_once_and_nothing_moves_meanwhile():
    staff, call = make_staff(), make_call()
    made, late = noted(call, staff, count=3), make_application(call, State.IN_REVIEW)
    wave = claim(call=call, by=staff, seen=fingerprint(staged_in(call)))
    assert (wave.state, states(made), Notification.objects.count()) == ("running", [State.IN_REVIEW] * 3, 0)
    for verb in (
        partial(stage, applications=[late.pk], outcome="select"),
        partial(unstage, applications=[made[0].pk]),
        partial(claim),
        partial(release),
        partial(close_list),
    ):
        with pytest.raises(ReleaseRunning):
            verb(call=call, by=staff)
    assert [carry_out(wave=wave.pk).state for _ in range(2)] == ["done", "done"]
    assert (states(made), Notification.objects.count()) == ([State.DECLINED] * 3, 3)
    assert Entry.objects.filter(verb="release_decisions").count() == 1
    stage(call=call, applications=[late.pk], outcome="select", by=staff)


def test_the_database_lets_no_second_release_run():
    staff, call = make_staff(), make_call()
    Release.objects.create(call=call, by=staff, state="running")
    with pytest.raises(IntegrityError, match="one_running_release_per_call"), transaction.atomic():
        Release.objects.create(call=call, by=staff, state="running")
    Release.objects.create(call=make_call(), by=staff, state="running")


def test_who_withdraws_from_a_claimed_wave_is_left_in_peace():
    staff, call = make_staff(), make_call()
    gone, stays = noted(call, staff, count=2)
    wave = claim(call=call, by=staff)
    withdraw(application=gone, person=gone.applicant)
    assert go_on(wave=wave.pk).counts["decline"] == 1
    assert states([gone, stays]) == [State.WITHDRAWN, State.DECLINED]
    assert sorted(Notification.objects.values_list("kind", flat=True)) == ["declined", "withdrawn"]


def test_a_wave_that_cannot_be_is_stopped_with_the_reason_and_may_be_changed():
    staff, call = make_staff(), make_call(make_cohort(places=1))
    chosen, refused = noted(call, staff, "select"), noted(call, staff)
    wave = claim(call=call, by=staff)
    offer_many(ids=[make_application(call, State.OFFER_EXPIRED).pk], by=staff)
    assert resume_releases() == 1
    wave = Release.objects.get(pk=wave.pk)
    assert (wave.state, "Generación 1" in wave.why_stopped) == ("stopped", True)
    assert states([*chosen, *refused]) == [State.IN_REVIEW] * 2
    assert (Decision.objects.staged().count(), Notification.objects.filter(kind="declined").count()) == (2, 0)
    assert resume() == 0
    stage(call=call, applications=[chosen[0].pk], outcome="waitlist", by=staff)
    assert release(call=call, by=staff).counts == {"select": 0, "waitlist": 1, "decline": 1}


def test_many_are_released_in_the_background_and_the_page_says_so(client, sign_in, monkeypatch):
    monkeypatch.setattr(releasing, "AT_ONCE", 1)
    staff, call = sign_in(), make_call()
    made, page = noted(call, staff, count=2), f"/admin/applicants/offer/release/{call.pk}/"
    seen = client.get(page).context_data["seen"]
    for level in ("success", "error"):
        answer = client.post(page, {"confirm": "1", "seen": seen}, follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == [level]
        assert (answer.context_data["running"].wave, answer.context_data["stoppable"]) == ([d.pk for d in staged_in(call)], False)
    assert states(made) == [State.IN_REVIEW] * 2
    assert resume() == 1
    assert (states(made), client.get(page).context_data["running"]) == ([State.DECLINED] * 2, None)


def test_what_is_typed_while_a_release_runs_stays_on_the_page(client, sign_in):
    staff, call = sign_in(), make_call()
    noted(call, staff)
    late, page = make_application(call, State.IN_REVIEW), f"/admin/applicants/offer/stage/{call.pk}/"
    claim(call=call, by=staff)
    answer = client.post(page, {"outcome": "decline", "ids": late.pk, "confirm": "1", "feedback": "Mis palabras."})
    assert (answer.status_code, "Mis palabras." in answer.content.decode()) == (400, True)
    assert len(answer.context_data["form"].non_field_errors()) == 1
    assert Decision.objects.filter(application=late).count() == 0


def test_a_release_that_takes_too_long_is_stopped_by_hand_and_never_one_that_is_done(client, sign_in):
    staff, call = sign_in(), make_call()
    made, page = noted(call, staff), f"/admin/applicants/offer/release/{call.pk}/"
    wave = claim(call=call, by=staff)
    client.post(page, {"stop": "1"})
    assert Release.objects.get(pk=wave.pk).state == "running"  # it has only begun
    Release.objects.update(claimed_at=timezone.now() - timedelta(minutes=3))
    assert client.get(page).context_data["stoppable"]
    for _ in range(2):
        client.post(page, {"stop": "1"})
    assert (Release.objects.get(pk=wave.pk).state, states(made)) == ("stopped", [State.IN_REVIEW])
    assert carry_out(wave=wave.pk).state == "stopped"
    done = release(call=call, by=staff)
    assert stop(wave=done.pk).state == "done"


def test_a_wave_of_another_choice_than_shown_is_not_released(client, sign_in):
    staff, call = sign_in(), make_call()
    noted(call, staff)
    noted(call, staff, "waitlist")
    page = f"/admin/applicants/offer/release/{call.pk}/"
    seen = client.get(f"{page}?outcome=decline").context_data["seen"]
    answer = client.post(page, {"confirm": "1", "seen": seen})
    assert (answer.status_code, Release.objects.count()) == (409, 0)
    client.post(page, {"confirm": "1", "seen": seen, "outcome": "decline"})
    assert Release.objects.get().counts == {"select": 0, "waitlist": 0, "decline": 1}
    with pytest.raises(Changed):
        release(call=call, by=staff, seen=seen)


def test_statements_do_not_grow(django_assert_max_num_queries):
    staff = make_staff()
    for rows in (1, 20):
        call = make_call(make_cohort(places=30))
        for outcome in ("select", "waitlist", "decline"):
            noted(call, staff, outcome, rows)
        wave = claim(call=call, by=staff)
        with django_assert_max_num_queries(55):
            carry_out(wave=wave.pk)


@pytest.mark.django_db(transaction=True)
def test_ten_processes_carry_one_wave_out_while_others_stage_and_claim():
    staff, call = make_staff(), make_call()
    chosen, refused, late = noted(call, staff, "select", 2), noted(call, staff, count=3), make_application(call, State.IN_REVIEW)
    wave = claim(call=call, by=staff)
    calls = [
        partial(carry_out, wave=wave.pk),
        partial(stage, call=call, applications=[late.pk], outcome="decline", by=staff),
        partial(claim, call=call, by=staff),
    ]
    results = race(calls * 10)
    kinds = {type(result).__name__ for result in results}
    assert kinds <= {"Release", "Staged", "ReleaseRunning", "NothingStaged", "Unexplained"}
    assert carry_out(wave=wave.pk).state == "done"
    assert (states(chosen), states(refused)) == ([State.OFFERED] * 2, [State.DECLINED] * 3)
    assert Notification.objects.count() == 5
    assert Offer.objects.count() == Cohort.objects.get(pk=call.cohort_id).taken == 2
    assert Release.objects.filter(state="done").count() == 1


def test_a_wave_that_fails_does_not_stop_the_others(monkeypatch):
    staff = make_staff()
    claims = []
    for _ in range(2):
        call = make_call()
        application = make_application(call, State.IN_REVIEW)
        stage(call=call, applications=[application.pk], outcome="decline", by=staff, feedback={application.pk: "Gracias."})
        claims.append(claim(call=call, by=staff).pk)

    def fails(decisions, made, done=move):
        if made.pk == claims[0]:
            raise RuntimeError("broken")
        return done(decisions, made)

    monkeypatch.setattr("applicants.selection.decisions.release.move", fails)
    assert resume() == 2
    stopped, done = (Release.objects.get(pk=pk) for pk in claims)
    assert (stopped.state, bool(stopped.why_stopped), done.state) == (Release.State.STOPPED, True, Release.State.DONE)
    assert Decision.objects.staged().count() == 1
