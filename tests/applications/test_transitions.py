"""Every verb in every state, by every kind of actor: it moves or it raises."""

import pytest
from django.db import IntegrityError, transaction

from applicants.applications.advance import IllegalTransition, NotAllowed, advance
from applicants.applications.models import Application, StateChange
from applicants.applications.states import TRANSITIONS, By, State
from fundportal.accounts.models import User
from fundportal.accounts.roles import PERMISSIONS, Role
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification
from tests.review.make import make_application, make_call, make_person, make_staff

pytestmark = pytest.mark.django_db

PAIRS = [(verb, state) for verb in TRANSITIONS for state in State]
ACTORS = ["owner", "stranger", "clock", "superuser", "foreign", *Role.values, "gone"]


def actor(kind, application):
    if kind == "owner":
        return application.applicant
    if kind == "clock":
        return None
    if kind == "stranger":
        return make_person()
    if kind == "superuser":
        return make_person(is_superuser=True, is_staff=True)
    if kind == "foreign":
        return make_staff(Role.COORDINATOR, "ccc")
    if kind == "gone":
        return make_staff(Role.COORDINATOR, is_active=False)
    return make_staff(Role(kind))


def allowed(kind, by):
    """Who may take a step, said once more by hand."""
    if by in (By.OWNER, By.CLOCK):
        return kind == by.value
    return kind == "superuser" or (kind in Role.values and by in PERMISSIONS[Role(kind)])


def rightful(verb, application):
    by = TRANSITIONS[verb].by
    return actor({By.OWNER: "owner", By.CLOCK: "clock"}.get(by, "coordinator"), application)


@pytest.mark.parametrize(("verb", "state"), PAIRS)
def test_every_verb_in_every_state_moves_or_raises(verb, state):
    application, transition = make_application(make_call(), state), TRANSITIONS[verb]
    if state not in transition.sources:
        with pytest.raises(IllegalTransition) as refused:
            advance(application=application, verb=verb, actor=rightful(verb, application))
        assert str(State(state).label) in str(refused.value.message)
        assert (Application.objects.get(pk=application.pk).state, StateChange.objects.count(), Notification.objects.count()) == (
            state,
            0,
            0,
        )
    elif (verb, state) == ("submit", State.DRAFT):
        with pytest.raises(IntegrityError, match="submitted_application_has_a_submission"), transaction.atomic():
            advance(application=application, verb=verb, actor=application.applicant)
    else:
        moved = advance(application=application, verb=verb, actor=rightful(verb, application), reason="porque sí")
        assert moved.state == Application.objects.get(pk=application.pk).state == transition.target
        change = StateChange.objects.get()
        assert (change.verb, change.from_state, change.to_state, change.reason) == (verb, state, transition.target, "porque sí")
        assert list(Notification.objects.values_list("kind", flat=True)) == ([transition.letter] if transition.letter else [])
        assert Entry.objects.filter(verb=verb, target=application.folio).count() == 1


@pytest.mark.parametrize("kind", ACTORS)
@pytest.mark.parametrize("verb", TRANSITIONS)
def test_only_the_right_actor_takes_a_step(verb, kind):
    transition = TRANSITIONS[verb]
    source = min(transition.sources - {State.DRAFT})
    application = make_application(make_call(), source)
    person = actor(kind, application)
    if allowed(kind, transition.by):
        assert advance(application=application, verb=verb, actor=person).state == transition.target
    else:
        with pytest.raises(NotAllowed):
            advance(application=application, verb=verb, actor=person)
        assert Application.objects.get(pk=application.pk).state == source


def test_every_state_is_reached_and_the_ends_are_ends():
    targets = {transition.target for transition in TRANSITIONS.values()}
    assert set(State) - targets == {State.DRAFT}
    sources = {state for transition in TRANSITIONS.values() for state in transition.sources}
    assert set(State) - sources == {State.DECLINED, State.OFFER_DECLINED, State.OFFER_EXPIRED, State.WITHDRAWN}


def test_an_application_can_only_be_in_a_known_state():
    application = make_application(make_call())
    with pytest.raises(IntegrityError, match="application_state_is_known"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(state="approved")
    assert User.objects.filter(pk=application.applicant_id).exists()
