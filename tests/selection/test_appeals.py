"""A person who is declined asks to be read again."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from applicants.applications.advance import OwnApplication
from applicants.applications.models import Application
from applicants.applications.promise.missed import say_that_it_is_late
from applicants.applications.states import State
from applicants.review.desk.declare import declare
from applicants.review.desk.digest import waiting
from applicants.review.desk.score import score
from applicants.review.models import Review, Round
from applicants.review.rounds.assign import CannotAssign, assign
from applicants.selection.appeals.answer import AnsweredAlready, DecidedBefore, NobodyReads, accept, fresh_readers, reject
from applicants.selection.appeals.ask import AppealOver, NoAppeal, ask
from applicants.selection.appeals.models import Appeal
from applicants.selection.decisions.release import release
from applicants.selection.decisions.stage import NotDecider, stage
from applicants.selection.landing import tasks_of
from applicants.selection.models import Decision, Release
from applicants.selection.procedure.models import Procedure
from fundportal.accounts.erase import erase
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from tests.applications.reading import words
from tests.review.make import make_application, make_call, make_member, make_person, make_review, make_round, make_staff
from tests.selection.race import race

pytestmark = pytest.mark.django_db
REASON = "Nadie abrió la segunda carta."


@pytest.fixture
def staff():
    return make_staff()


def declined(staff, days=10, person=None, goes_on=False, **procedure):
    """An application that was read by one reviewer and declined. With its round."""
    call = make_call()
    Procedure.objects.create(call=call, appeal_days=days, **procedure)
    application, round = make_application(call, State.IN_REVIEW, person), make_round(call)
    reader = make_staff(Role.REVIEWER, name="Primera")
    make_review(round, application, reader, scores={"mirada": 1, "historia": 1}, mean=0, submitted_at=timezone.now(), conflict="none")
    if not goes_on:
        Round.objects.filter(pk=round.pk).update(closed_at=timezone.now())
    stage(call=call, applications=[application.pk], outcome="decline", by=staff, feedback={application.pk: "Gracias."})
    if procedure.get("four_eyes"):
        Decision.objects.update(confirmed_by=make_staff(), confirmed_at=timezone.now())
    release(call=call, by=staff)
    return Application.objects.select_related("call__cohort__strand__program", "applicant").get(pk=application.pk)


def asked(application, at=None, reason=REASON):
    return ask(application_id=application.pk, person=application.applicant, reason=reason, at=at or timezone.now())


def page(application, language="es"):
    return f"/{language}/solicitudes/{application.folio}/pedir-revision/"


def client_of(person):
    client = Client()
    client.force_login(person, backend="fundportal.accounts.backends.PortalBackend")
    return client


def test_the_letter_and_the_status_page_say_until_when_one_may_ask(staff):
    application = declined(staff)
    until = Release.objects.get().appeal_until.astimezone(application.call.zone)
    assert (until.date() - timezone.now().astimezone(application.call.zone).date()).days == 10
    assert (until.hour, until.minute, until.second) == (23, 59, 59)
    letter = render(Notification.objects.get(kind="declined")).text
    assert page(application) in letter
    status = client_of(application.applicant).get(f"/es/solicitudes/{application.folio}/").text
    assert f'href="{page(application)}"' in status
    assert "23:59" in words(client_of(application.applicant).get(f"/es/solicitudes/{application.folio}/"))


def test_where_a_call_takes_no_appeals_nothing_speaks_of_them(staff):
    application = declined(staff, days=0)
    client = client_of(application.applicant)
    assert "pedir-revision" not in render(Notification.objects.get(kind="declined")).text
    assert "pedir-revision" not in client.get(f"/es/solicitudes/{application.folio}/").text
    assert client.post(page(application), {"reason": REASON}).url == f"/es/solicitudes/{application.folio}/"
    with pytest.raises(NoAppeal):
        asked(application)
    assert Appeal.objects.count() == 0


def test_one_asks_by_a_page_with_a_reason_once(staff):
    application = declined(staff)
    client = client_of(application.applicant)
    assert client.get(page(application)).status_code == 200
    for reason in ("", "   ", "x" * 5001):
        assert client.post(page(application), {"reason": reason}).status_code == 400
    assert Appeal.objects.count() == 0
    for _ in range(2):
        assert client.post(page(application), {"reason": REASON}).url == f"/es/solicitudes/{application.folio}/"
    assert Appeal.objects.get().reason == REASON
    assert list(Notification.objects.filter(kind="appeal_received").values_list("about", flat=True)) == [application.folio]
    assert REASON in words(client.get(f"/es/solicitudes/{application.folio}/"))
    assert [(task.number, task.url) for task in tasks_of(staff)] == [(1, f"/admin/applicants/offer/appeals/{application.call_id}/")]


def test_after_the_last_second_it_is_too_late_and_the_words_stay_on_the_page(staff):
    application = declined(staff)
    until = Release.objects.get().appeal_until
    with pytest.raises(AppealOver):
        asked(application, until + timedelta(seconds=1))
    Release.objects.update(appeal_until=timezone.now() - timedelta(seconds=1))
    answer = client_of(application.applicant).post(page(application), {"reason": REASON})
    assert (answer.status_code, Appeal.objects.count()) == (400, 0)
    assert REASON in words(answer)
    Release.objects.update(appeal_until=until)
    assert asked(application, until).state == "open"


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.WAITLISTED, State.OFFERED, State.WITHDRAWN])
def test_only_who_is_declined_asks(staff, state):
    application = declined(staff)
    Application.objects.filter(pk=application.pk).update(state=state)
    with pytest.raises(NoAppeal):
        asked(application)


def test_strangers_and_members_do_not_ask(staff):
    application = declined(staff)
    member = make_person()
    make_member(application, member)
    assert client_of(make_person()).post(page(application), {"reason": REASON}).status_code == 404
    assert client_of(member).post(page(application), {"reason": REASON}).status_code == 403
    assert "pedir-revision" not in client_of(member).get(f"/es/solicitudes/{application.folio}/").text


def test_a_rejected_appeal_ends_with_a_letter_that_says_why(staff):
    application = declined(staff)
    appeal = asked(application)
    for _ in range(2):
        reject(appeal=appeal, answer="Se había leído.", by=staff)
    kept = Appeal.objects.get()
    assert (kept.state, kept.answer, kept.answered_by, Application.objects.get().state) == (
        "rejected",
        "Se había leído.",
        staff,
        State.DECLINED,
    )
    assert "Se había leído." in render(Notification.objects.get(kind="appeal_rejected")).text
    assert "Se había leído." in words(client_of(application.applicant).get(f"/es/solicitudes/{application.folio}/"))
    with pytest.raises(AnsweredAlready):
        accept(appeal=appeal, answer="Sí.", reviewers=[make_staff(Role.REVIEWER).pk], by=staff)
    with pytest.raises(DatabaseError), transaction.atomic():
        Appeal.objects.update(answer="Otra cosa.")
    assert client_of(application.applicant).post(page(application), {"reason": "Otra vez."}).status_code == 302
    assert Appeal.objects.get().reason == REASON


def test_an_accepted_appeal_is_read_by_others_and_ends_with_a_new_decision(staff):
    application, fresh = declined(staff), make_staff(Role.REVIEWER)
    old, appeal = Decision.objects.get(), asked(application)
    for _ in range(2):
        accept(appeal=appeal, answer="Faltó leer la carta.", reviewers=[fresh.pk], by=staff)
    appeal = Appeal.objects.get()
    round = appeal.round
    assert (appeal.state, round.only, round.reviews_wanted) == ("reading", application, 1)
    assert [c.key for c in round.criteria.all()] == ["mirada", "historia"]
    assert Application.objects.get().state == State.IN_REVIEW
    assert "Faltó leer la carta." in render(Notification.objects.get(kind="appeal_accepted")).text
    review = Review.objects.at_the_desk(fresh).get()
    declare(review_id=review.pk, reviewer=fresh, conflict=False)
    score(review_id=review.pk, reviewer=fresh, scores={"mirada": 4, "historia": 4}, comment="Una voz.", hand_in=True)
    stage(call=application.call, applications=[application.pk], outcome="select", by=staff, feedback={application.pk: "Una voz."})
    client = client_of(application.applicant)
    assert "Una voz." not in client.get(f"/es/solicitudes/{application.folio}/").text
    release(call=application.call, by=staff)
    appeal, new = Appeal.objects.get(), Decision.objects.latest("pk")
    assert (appeal.state, appeal.outcome, new.corrects) == ("decided", new, old)
    letter = " ".join(render(Notification.objects.get(kind="offer")).text.split())
    assert "sustituye nuestra resolución del" in letter
    assert Application.objects.get().state == State.OFFERED
    assert {"appeal", "accept_appeal", "reopen", "assign"} <= set(
        Entry.objects.filter(target=application.folio).values_list("verb", flat=True)
    )
    assert "Otras personas leyeron tu solicitud" in words(client.get(f"/es/solicitudes/{application.folio}/"))


def test_declined_again_one_is_not_asked_to_appeal_once_more(staff):
    application = declined(staff)
    accept(appeal=asked(application), answer="Sí.", reviewers=[make_staff(Role.REVIEWER).pk], by=staff)
    stage(call=application.call, applications=[application.pk], outcome="decline", by=staff, feedback={application.pk: "Gracias."})
    release(call=application.call, by=staff)
    letter = render(Notification.objects.filter(kind="declined").latest("pk")).text
    assert ("pedir-revision" in letter, Appeal.objects.get().state) == (False, "decided")
    assert (asked(application, reason="Otra vez.").reason, Appeal.objects.count()) == (REASON, 1)


def test_only_who_had_not_read_it_reads_it_again(staff):
    application, fresh = declined(staff), make_staff(Role.REVIEWER)
    rival, part, first = make_staff(Role.REVIEWER), make_staff(Role.REVIEWER), Review.objects.get().reviewer
    make_application(application.call, State.SUBMITTED, rival)
    make_member(application, part)
    assert fresh_readers(application) == [fresh]
    appeal = asked(application)
    for chosen in ([], [first.pk], [fresh.pk, rival.pk], [part.pk], [staff.pk]):
        with pytest.raises(NobodyReads):
            accept(appeal=appeal, answer="Sí.", reviewers=chosen, by=staff)
    assert (Application.objects.get(pk=application.pk).state, Round.objects.count()) == (State.DECLINED, 1)
    round = accept(appeal=appeal, answer="Sí.", reviewers=[fresh.pk], by=staff).round
    with pytest.raises(CannotAssign):
        assign(round=round, applications=[application.pk], reviewers=[first.pk], by=staff)
    other = make_application(application.call, State.IN_REVIEW)
    with pytest.raises(CannotAssign):
        assign(round=round, applications=[other.pk], reviewers=[fresh.pk], by=staff)
    assert list(round.taken) == [application]
    assert [task.url.partition("?")[2] for task in tasks_of(staff)] == [f"screened=waiting&call={application.call_id}"]
    again = Review.objects.filter(round=round)
    again.update(conflict="none", mean=50, submitted_at=timezone.now())
    assert [task.url for task in tasks_of(staff)][1:] == [f"/admin/applicants/round/{round.pk}/ranking/?decision=read"]


def test_without_a_rubric_nothing_is_read_again(staff):
    application = declined(staff)
    Round.objects.get().criteria.all().delete()
    with pytest.raises(NobodyReads):
        accept(appeal=asked(application), answer="Sí.", reviewers=[make_staff(Role.REVIEWER).pk], by=staff)
    assert Application.objects.get().state == State.DECLINED


def test_with_four_eyes_who_decided_does_not_judge_the_appeal(staff):
    application = declined(staff, four_eyes=True)
    appeal, confirmed = asked(application), Decision.objects.get().confirmed_by
    for person in (staff, confirmed):
        with pytest.raises(DecidedBefore):
            reject(appeal=appeal, answer="No.", by=person)
    assert reject(appeal=appeal, answer="No.", by=make_staff()).state == "rejected"


def test_staff_do_not_answer_their_own_nor_without_the_permission():
    staff, own = make_staff(), make_staff()
    appeal = asked(declined(staff, person=own))
    with pytest.raises(OwnApplication):
        reject(appeal=appeal, answer="No.", by=own)
    for person in (make_staff(Role.REVIEWER), make_staff(Role.COORDINATOR, "ccc")):
        with pytest.raises(NotDecider):
            reject(appeal=appeal, answer="No.", by=person)


def test_the_page_of_staff_answers_once(client, sign_in):
    by = sign_in()
    application = declined(make_staff())
    fresh, address = make_staff(Role.REVIEWER), f"/admin/applicants/offer/appeal/{application.pk}/"
    assert client.get(address).status_code == 404
    asked(application)
    shown = client.get(address).context_data
    assert ([pk for pk, _name in shown["form"].fields["reviewers"].choices], len(shown["letters"]), shown["blocked"]) == ([fresh.pk], 2, "")
    for wrong in ({}, {"what": "accept", "answer": "Sí."}, {"what": "reject"}, {"what": "accept", "answer": "Sí.", "reviewers": [by.pk]}):
        assert client.post(address, {"confirm": "1", **wrong}).status_code == 400
    for _ in range(2):
        answer = client.post(address, {"confirm": "1", "what": "accept", "answer": "Sí.", "reviewers": [fresh.pk]}, follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == ["success"]
    late = client.post(address, {"confirm": "1", "what": "reject", "answer": "No."}, follow=True)
    assert [message.level_tag for message in late.context["messages"]] == ["error"]
    assert (Appeal.objects.get().state, Notification.objects.filter(kind__startswith="appeal_acc").count()) == ("reading", 1)
    page = client.get(f"/admin/applicants/offer/appeals/{application.call_id}/").context_data["page"]
    assert [appeal.application for appeal in page] == [application]


def test_the_round_of_an_appeal_is_not_shown_to_the_public(client, staff):
    application = declined(staff)
    accept(appeal=asked(application), answer="Sí.", reviewers=[make_staff(Role.REVIEWER).pk], by=staff)
    assert application.folio not in client.get(f"/es/convocatorias/{application.call.slug}/rubrica/").text


def test_an_erased_person_leaves_no_word_of_it(staff):
    application = declined(staff)
    reject(appeal=asked(application), answer="Xóchitl no.", by=staff)
    erase(person=application.applicant)
    assert Appeal.objects.values_list("reason", "answer", "state").get() == ("", "", "rejected")


def test_nobody_waits_for_an_answer_after_the_account_is_erased(staff):
    application = declined(staff)
    asked(application)
    erase(person=application.applicant)
    assert (tasks_of(staff), Appeal.objects.open().count(), Appeal.objects.get().reason) == ([], 0, "")


@pytest.mark.django_db(transaction=True)
def test_ten_ask_and_ten_answer_at_once():
    staff = make_staff()
    application, fresh = declined(staff), make_staff(Role.REVIEWER)
    first = asked(application)
    results = race(
        [
            partial(asked, application),
            partial(reject, appeal=first, answer="No.", by=staff),
            partial(accept, appeal=first, answer="Sí.", reviewers=[fresh.pk], by=staff),
        ]
        * 6
    )
    assert {type(result).__name__ for result in results} == {"Appeal", "AnsweredAlready"}
    state = Appeal.objects.get().state
    letters = set(Notification.objects.filter(kind__startswith="appeal").values_list("kind", flat=True))
    assert letters == {"appeal_received", {"rejected": "appeal_rejected", "reading": "appeal_accepted"}[state]}
    assert Notification.objects.filter(kind__startswith="appeal").count() == 2
    assert Round.objects.count() == {"rejected": 1, "reading": 2}[state]


def test_who_is_read_again_is_not_told_that_the_decision_is_late(staff):
    application = declined(staff)
    accept(appeal=asked(application), answer="Sí.", reviewers=[make_staff(Role.REVIEWER).pk], by=staff)
    waits = make_application(application.call, State.IN_REVIEW)
    type(application.call).objects.update(decision_by=timezone.now().date() - timedelta(days=3))
    assert say_that_it_is_late(at=timezone.now()) == 1
    assert Notification.objects.get(kind="decision_late").about == waits.folio
    page = words(client_of(application.applicant).get(f"/en/solicitudes/{application.folio}/"))
    assert ("Promised date" in page, "we are sorry" in page.lower(), "People who had not read your application" in page) == (
        False,
        False,
        True,
    )


def test_an_older_round_that_goes_on_does_not_show_it_again(staff):
    application = declined(staff, goes_on=True)
    first = Review.objects.get()
    later = make_staff(Role.REVIEWER, name="Segunda")
    accept(appeal=asked(application), answer="Sí.", reviewers=[later.pk], by=staff)
    own, old = Round.objects.get(only=application), Round.objects.get(only=None)
    desk = Review.objects.at_the_desk
    assert (list(desk(first.reviewer)), list(desk(later).values_list("round", flat=True))) == ([], [own.pk])
    assert (old.taken.count(), own.taken.get()) == (0, application)
    assert not waiting(timezone.now()).exclude(reviewer=later).exists()
    with pytest.raises(CannotAssign):
        assign(round=old, applications=[application.pk], reviewers=[later.pk], by=staff)
    after = make_round(application.call)
    assert after.taken.count() == 0  # nor does one that begins while it is read again
    Round.objects.filter(pk=own.pk).update(closed_at=timezone.now())
    assert (after.taken.count(), old.taken.count()) == (1, 0)
