"""Every verb in every state, by every kind of actor: it moves or it raises."""

import pytest
from django.db import IntegrityError, transaction

from applicants.applications.advance import IllegalTransition, NotAllowed, OwnApplication, advance
from applicants.applications.models import Application, StateChange
from applicants.applications.states import TRANSITIONS, By, State
from applicants.applications.status import told
from fundportal.accounts.models import User
from fundportal.accounts.roles import PERMISSIONS, Role
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification
from tests.review.make import make_application, make_call, make_person, make_staff

pytestmark = pytest.mark.django_db

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


@pytest.mark.parametrize("verb", TRANSITIONS)
def test_every_verb_in_every_state_moves_or_raises(verb):
    call, transition = make_call(), TRANSITIONS[verb]
    for state in State:
        application = make_application(call, state)
        if state not in transition.sources:
            refused(verb, application)
        elif verb in ("submit", "submit_at_deadline") and state == State.DRAFT:
            with pytest.raises(IntegrityError, match="submitted_application_has_a_submission"), transaction.atomic():
                advance(application=application, verb=verb, actor=rightful(verb, application))
        else:
            moved(verb, application)


def traces(application):
    """What a step leaves behind: history, letters, audit."""
    steps = StateChange.objects.filter(application=application).values_list("verb", "from_state", "to_state", "reason")
    letters = Notification.objects.filter(about=application.folio).values_list("kind", flat=True)
    return list(steps), list(letters), list(Entry.objects.filter(target=application.folio).values_list("verb", flat=True))


def refused(verb, application):
    with pytest.raises(IllegalTransition) as found:
        advance(application=application, verb=verb, actor=rightful(verb, application))
    owners = TRANSITIONS[verb].by is By.OWNER
    assert str(told(application.state) if owners else State(application.state).label) in str(found.value.message)
    assert Application.objects.get(pk=application.pk).state == application.state
    assert traces(application) == ([], [], [])


def moved(verb, application):
    transition = TRANSITIONS[verb]
    after = advance(application=application, verb=verb, actor=rightful(verb, application), reason="porque sí")
    assert after.state == Application.objects.get(pk=application.pk).state == transition.target
    letters = [transition.letter] if transition.letter else []
    assert traces(application) == ([(verb, application.state, transition.target, "porque sí")], letters, [verb])


@pytest.mark.parametrize("verb", TRANSITIONS)
def test_only_the_right_actor_takes_a_step(verb):
    call, transition = make_call(), TRANSITIONS[verb]
    source = min(transition.sources - {State.DRAFT}, default=State.DRAFT)
    for kind in ACTORS:
        application = make_application(call, source if source != State.DRAFT else State.SUBMITTED)
        Application.objects.filter(pk=application.pk).update(state=source)  # a draft that has its submission: the move comes next
        person = actor(kind, application)
        if allowed(kind, transition.by):
            assert advance(application=application, verb=verb, actor=person).state == transition.target, kind
        else:
            with pytest.raises(NotAllowed):
                advance(application=application, verb=verb, actor=person)
            assert Application.objects.get(pk=application.pk).state == source, kind


def test_every_state_is_reached_and_the_ends_are_ends():
    targets = {transition.target for transition in TRANSITIONS.values()}
    assert set(State) - targets == {State.DRAFT}
    sources = {state for transition in TRANSITIONS.values() for state in transition.sources}
    assert set(State) - sources == {State.OFFER_DECLINED, State.WITHDRAWN}


def test_an_application_can_only_be_in_a_known_state():
    application = make_application(make_call())
    with pytest.raises(IntegrityError, match="application_state_is_known"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(state="approved")
    assert User.objects.filter(pk=application.applicant_id).exists()


@pytest.mark.parametrize("verb", [verb for verb, transition in TRANSITIONS.items() if not isinstance(transition.by, By)])
def test_nobody_decides_about_themselves(verb):
    for person in (make_staff(Role.COORDINATOR), make_person(is_superuser=True, is_staff=True)):
        application = make_application(make_call(), min(TRANSITIONS[verb].sources), person)
        with pytest.raises(OwnApplication):
            advance(application=application, verb=verb, actor=person)
