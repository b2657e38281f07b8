import pytest

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.selection.decisions.stage import NotDecider, stage, unstage
from applicants.selection.models import Decision
from fundportal.accounts.roles import Role
from fundportal.notifications.models import Notification
from tests.review.make import make_application, make_applications, make_call, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return make_call()


@pytest.fixture
def staff():
    return make_staff()


def test_staging_changes_no_state_and_writes_to_nobody(call, staff):
    application = make_application(call, State.IN_REVIEW)
    staged = stage(call=call, applications=[application.pk], outcome="decline", by=staff, feedback={application.pk: " Falta ritmo. "})
    assert [(d.outcome, d.feedback, d.position) for d in staged.decisions] == [("decline", "Falta ritmo.", None)]
    assert Application.objects.get(pk=application.pk).state == State.IN_REVIEW
    assert Notification.objects.count() == 0


def test_a_staged_decision_is_replaced_by_the_next(call, staff):
    application = make_application(call, State.SHORTLISTED)
    for outcome in ("select", "waitlist", "decline"):
        stage(call=call, applications=[application.pk], outcome=outcome, by=staff)
    assert list(Decision.objects.values_list("outcome", flat=True)) == ["decline"]


def test_the_waiting_list_follows_the_order_given(call, staff):
    first, second, third = make_applications(3, call, State.IN_REVIEW)
    stage(call=call, applications=[third.pk, first.pk], outcome="waitlist", by=staff)
    stage(call=call, applications=[second.pk], outcome="waitlist", by=staff)
    assert dict(Decision.objects.values_list("application", "position")) == {third.pk: 1, first.pk: 2, second.pk: 3}


def test_a_place_on_the_waiting_list_may_be_given(call, staff):
    application = make_application(call, State.IN_REVIEW)
    stage(call=call, applications=[application.pk], outcome="waitlist", by=staff, position=7)
    assert Decision.objects.get().position == 7


@pytest.mark.parametrize("state", [state for state in State if state not in (State.IN_REVIEW, State.SHORTLISTED, State.DRAFT)])
def test_nothing_is_decided_about_what_is_not_being_read(call, staff, state):
    application = make_application(call, state)
    staged = stage(call=call, applications=[application.pk], outcome="select", by=staff)
    assert ([a.folio for a in staged.others], Decision.objects.count()) == ([application.folio], 0)


def test_applications_of_another_call_are_left_out(call, staff):
    foreign = make_application(make_call(), State.IN_REVIEW)
    staged = stage(call=call, applications=[foreign.pk], outcome="select", by=staff)
    assert (staged.decisions, staged.others) == ([], [])


def test_a_staged_decision_may_be_taken_back(call, staff):
    application = make_application(call, State.IN_REVIEW)
    stage(call=call, applications=[application.pk], outcome="select", by=staff)
    assert unstage(call=call, applications=[application.pk], by=staff) == 1
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(
    "person", [lambda: make_staff(Role.REVIEWER), lambda: make_staff(Role.PR), lambda: make_staff(Role.COORDINATOR, "ccc")]
)
def test_who_may_not_decide_is_told(call, person):
    with pytest.raises(NotDecider):
        stage(call=call, applications=[], outcome="select", by=person())
    with pytest.raises(NotDecider):
        unstage(call=call, applications=[], by=person())


@pytest.mark.parametrize("count", [1, 40])
def test_statements_do_not_grow(call, staff, count, django_assert_max_num_queries):
    ids = [a.pk for a in make_applications(count, call, State.IN_REVIEW)]
    with django_assert_max_num_queries(13):
        stage(call=call, applications=ids, outcome="waitlist", by=staff)
