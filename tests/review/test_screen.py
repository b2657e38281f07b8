import pytest

from applicants.applications.advance import NotAllowed
from applicants.applications.models import Application, StateChange
from applicants.applications.states import State
from applicants.review.screen import IN, OUT, ReasonMissing, screen
from fundportal.accounts.roles import Role
from fundportal.notifications.models import Notification
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


def test_screening_is_undone_by_screening_in():
    application = make_application(make_call(), State.INELIGIBLE)
    screen(ids=[application.pk], verb=IN, by=make_staff())
    assert states([application]) == [State.IN_REVIEW]


@pytest.mark.parametrize("count", [1, 40])
def test_statements_do_not_grow(count, django_assert_max_num_queries):
    call, staff = make_call(), make_staff()
    ids = [a.pk for a in make_applications(count, call)]
    with django_assert_max_num_queries(12):
        screen(ids=ids, verb=OUT, by=staff, reason="Falta la carta.")
    assert Notification.objects.count() == count
