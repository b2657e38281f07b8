from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.applications.advance import NotAllowed
from applicants.applications.models import Application, StateChange
from applicants.applications.states import State
from applicants.review.screening.screen import AFTER_ALL, AGAIN, IN, OUT, ReasonMissing, StillOpen, screen
from applicants.selection.decisions.stage import stage
from applicants.selection.models import Decision
from fundportal.accounts.roles import Role
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from tests.review.make import make_application, make_applications, make_call, make_staff

pytestmark = pytest.mark.django_db


def states(applications):
    return [Application.objects.get(pk=a.pk).state for a in applications]


def test_screening_in_moves_and_writes_no_letter():
    call, staff = make_call(), make_staff()
    application = make_application(call)
    done = screen(ids=[application.pk], verb=IN, by=staff)
    assert [a.pk for a in done.moved] == [application.pk]
    assert done.others == []
    assert states([application]) == [State.IN_REVIEW]
    assert Notification.objects.count() == 0


def test_screening_out_tells_the_reason_and_whom_to_write_to():
    call, staff = make_call(), make_staff()
    application = make_application(call)
    screen(ids=[application.pk], verb=OUT, by=staff, reason=" Falta la carta. ")
    letter = Notification.objects.get()
    assert (letter.kind, letter.about, letter.context["reason"], letter.context["contact"]) == (
        "screened_out",
        application.folio,
        "Falta la carta.",
        "datos@example.org",
    )
    assert StateChange.objects.get().reason == "Falta la carta."


def test_screening_out_without_reason_is_refused():
    application = make_application(make_call())
    with pytest.raises(ReasonMissing):
        screen(ids=[application.pk], verb=OUT, by=make_staff(), reason="  ")
    assert states([application]) == [State.SUBMITTED]


def test_those_whose_state_changed_meanwhile_are_named_and_left():
    call, staff = make_call(), make_staff()
    fresh, withdrawn = make_application(call), make_application(call, State.WITHDRAWN)
    done = screen(ids=[fresh.pk, withdrawn.pk], verb=IN, by=staff)
    assert [a.folio for a in done.moved] == [fresh.folio]
    assert [a.folio for a in done.others] == [withdrawn.folio]
    assert states([fresh, withdrawn]) == [State.IN_REVIEW, State.WITHDRAWN]


def test_a_reviewer_may_not_screen():
    application = make_application(make_call())
    with pytest.raises(NotAllowed):
        screen(ids=[application.pk], verb=IN, by=make_staff(Role.REVIEWER))


def test_who_was_screened_out_comes_in_again_and_is_told():
    application = make_application(make_call(), State.INELIGIBLE)
    with pytest.raises(ReasonMissing):
        screen(ids=[application.pk], verb=AGAIN, by=make_staff())
    screen(ids=[application.pk], verb=AGAIN, by=make_staff(), reason="La carta estaba en el anexo.")
    assert states([application]) == [State.IN_REVIEW]
    letter = Notification.objects.get()
    assert (letter.kind, letter.context["reason"]) == ("readmitted", "La carta estaba en el anexo.")
    assert render(letter).subject


def test_what_is_being_read_is_screened_out_after_all_and_its_decision_is_dropped():
    application, staff = make_application(make_call(), State.IN_REVIEW), make_staff()
    stage(call=application.call, applications=[application.pk], outcome="select", by=staff)
    screen(ids=[application.pk], verb=AFTER_ALL, by=staff, reason="No vive en México.")
    assert (states([application]), Decision.objects.count()) == ([State.INELIGIBLE], 0)
    assert Notification.objects.get().kind == "screened_out"


def test_a_note_stands_in_the_history_and_in_no_letter():
    application = make_application(make_call())
    screen(ids=[application.pk], verb=IN, by=make_staff(), reason="Todo en orden.")
    assert (StateChange.objects.get().reason, Notification.objects.count()) == ("Todo en orden.", 0)


def test_nothing_is_screened_while_its_person_may_correct_it():
    closes = timezone.now() + timedelta(days=2)
    for call, refused in ((make_call(closes_at=closes), True), (make_call(closes_at=closes, is_sample=True), False), (make_call(), False)):
        application = make_application(call)
        if refused:
            with pytest.raises(StillOpen, match=application.folio):
                screen(ids=[application.pk], verb=IN, by=make_staff())
            assert states([application]) == [State.SUBMITTED]
        else:
            assert len(screen(ids=[application.pk], verb=IN, by=make_staff()).moved) == 1


def test_a_deadline_of_one_s_own_counts():
    application = make_application(make_call())
    Application.objects.filter(pk=application.pk).update(closes_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(StillOpen):
        screen(ids=[application.pk], verb=OUT, by=make_staff(), reason="No.")


def test_one_deadline_of_one_s_own_does_not_stop_the_others():
    call = make_call()
    later, closed = make_applications(2, call)
    Application.objects.filter(pk=later.pk).update(closes_at=timezone.now() + timedelta(hours=1))
    done = screen(ids=[later.pk, closed.pk], verb=OUT, by=make_staff(), reason="No.")
    assert [[a.pk for a in part] for part in (done.moved, done.others, done.early)] == [[closed.pk], [], [later.pk]]
    assert (states([later, closed]), Notification.objects.count()) == ([State.SUBMITTED, State.INELIGIBLE], 1)


@pytest.mark.parametrize("count", [1, 40])
def test_statements_do_not_grow(count, django_assert_max_num_queries):
    call, staff = make_call(), make_staff()
    ids = [a.pk for a in make_applications(count, call)]
    with django_assert_max_num_queries(13):
        screen(ids=ids, verb=OUT, by=staff, reason="Falta la carta.")
    assert Notification.objects.count() == count
