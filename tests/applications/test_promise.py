"""The promised date of decision: moved in public, or missed and said so once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from applicants.applications.advance import advance
from applicants.applications.models import Application
from applicants.applications.promise.missed import say_that_it_is_late
from applicants.applications.promise.models import Postponement
from applicants.applications.promise.postpone import NotPostponed, postpone
from applicants.applications.promise.waiting import UNDECIDED
from applicants.applications.states import State
from applicants.applications.tasks import say_what_is_late
from applicants.calls.models import Call
from applicants.selection.landing import tasks_of
from fundportal.accounts.roles import Role
from fundportal.notifications.deliver import deliver
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from tests.applications.build import COMPLETE, client_of, hand_in, make_call, make_draft, make_person
from tests.applications.clarifying import second_factor
from tests.applications.reading import words
from tests.review.make import make_staff

pytestmark = pytest.mark.django_db
DAY = date(2027, 4, 30)
OVER = datetime(2027, 5, 1, 6, tzinfo=UTC)  # midnight in Mexico City


def waiting(call=None, state=State.IN_REVIEW, **person):
    draft = make_draft(call or make_call(), make_person(**person), COMPLETE)
    hand_in(draft)
    Application.objects.filter(pk=draft.pk).update(state=state)
    return Application.objects.select_related("call", "applicant").get(pk=draft.pk)


def late():
    """The promised day is yesterday, as of now."""
    day = (timezone.now() - timedelta(days=2)).date()
    application = waiting()
    Call.objects.filter(pk=application.call_id).update(decision_by=day)
    return Application.objects.select_related("call", "applicant").get(pk=application.pk)


def letters(kind="decision_late"):
    return list(Notification.objects.filter(kind=kind).order_by("pk"))


@pytest.mark.parametrize("state", State)
def test_who_waits_is_told_once_and_nobody_else(state):
    waiting(state=state)
    assert say_that_it_is_late(at=OVER - timedelta(seconds=1)) == 0
    assert say_that_it_is_late(at=OVER) == (state in UNDECIDED)
    assert say_that_it_is_late(at=OVER + timedelta(days=9)) == 0


@pytest.mark.parametrize(("zone", "over"), [("America/Tijuana", 7), ("America/Mexico_City", 6), ("America/Cancun", 5)])
def test_the_day_ends_on_the_clock_of_the_call(zone, over):
    waiting(make_call(zone=zone))
    midnight = datetime(2027, 5, 1, over, tzinfo=UTC)
    assert say_that_it_is_late(at=midnight - timedelta(seconds=1)) == 0
    assert say_that_it_is_late(at=midnight) == 1


@pytest.mark.parametrize(
    ("language", "sentence"), [("es-mx", "Ya deberías tener una respuesta"), ("en", "You should have had an answer by now")]
)
def test_letter_speaks_the_language_of_its_reader(language, sentence):
    waiting(language=language)
    say_that_it_is_late(at=OVER)
    assert sentence in render(letters()[0]).text


def test_a_new_date_that_is_missed_as_well_is_said_as_well():
    application = waiting()
    say_that_it_is_late(at=OVER)
    Call.objects.filter(pk=application.call_id).update(decision_by=DAY + timedelta(days=14))
    assert say_that_it_is_late(at=OVER) == 0
    assert say_that_it_is_late(at=OVER + timedelta(days=14)) == 1


def test_what_is_released_or_moved_before_the_letter_leaves_is_not_said(mailoutbox):
    decided, moved, waits = late(), late(), late()
    assert say_what_is_late() == 3
    advance(application=decided, verb="decline", actor=make_person(is_superuser=True))
    by = make_person(is_staff=True)
    postpone(call=moved.call, decision_by=(timezone.now() + timedelta(days=9)).date(), reason_es="Más solicitudes.", by=by)
    deliver(queue="letters")
    states = {letter.about: letter.state for letter in letters()}
    assert states == {decided.folio: "expired", moved.folio: "expired", waits.folio: "sent"}


@pytest.mark.parametrize("many", [1, 20])
def test_statements_do_not_grow(many, django_assert_num_queries):
    call = make_call()
    for _each in range(many):
        waiting(call)
    with django_assert_num_queries(3) as seen:  # the calls, who waits, the letters
        assert say_that_it_is_late(at=OVER) == many
    assert not any('"applicants_application"."answers"' in query["sql"] for query in seen.captured_queries)


def test_a_later_date_is_a_row_with_a_reason_and_a_letter_to_who_waits():
    application = waiting()
    waiting(application.call, State.DECLINED)
    by = make_person(is_staff=True)
    postpone(call=application.call, decision_by=DAY + timedelta(days=14), reason_es="Más solicitudes.", reason_en="More of them.", by=by)
    row = Postponement.objects.get()
    assert (row.old_decision_by, row.decision_by, row.author) == (DAY, DAY + timedelta(days=14), by)
    assert Call.objects.get(pk=application.call_id).decision_by == DAY + timedelta(days=14)
    (letter,) = letters("decision_postponed")
    assert letter.about == application.folio
    assert "Más solicitudes." in render(letter).text


@pytest.mark.parametrize("day", [DAY, DAY - timedelta(days=1), date(2020, 1, 1)])
def test_a_date_moves_later_only(day):
    call = make_call()
    with pytest.raises(NotPostponed):
        postpone(call=call, decision_by=day, reason_es="x", by=make_person())
    Call.objects.filter(pk=call.pk).update(decision_by=date(2020, 1, 1))
    with pytest.raises(NotPostponed):
        postpone(call=call, decision_by=date(2020, 2, 1), reason_es="x", by=make_person())
    Call.objects.filter(pk=call.pk).update(status=Call.Status.DRAFT)
    with pytest.raises(NotPostponed):
        postpone(call=call, decision_by=date(2099, 2, 1), reason_es="x", by=make_person())
    assert not Postponement.objects.exists()


def test_status_page_says_nothing_while_the_promise_stands_then_the_truth():
    application = waiting()
    Call.objects.filter(pk=application.call_id).update(decision_by=(timezone.now() + timedelta(days=9)).date())
    client, at = client_of(application.applicant), f"/en/solicitudes/{application.folio}/"
    assert "When the decision comes" not in words(client.get(at))
    Call.objects.filter(pk=application.call_id).update(decision_by=(timezone.now() - timedelta(days=2)).date())
    page = words(client.get(at))
    assert ("It is not there, and we are sorry" in page, "As soon as there is a new date" in page) == (True, True)
    assert "By that day you have a decision" not in page
    call = Call.objects.get(pk=application.call_id)
    postpone(call=call, decision_by=(timezone.now() + timedelta(days=9)).date(), reason_es="x", reason_en="More of them.", by=make_person())
    page = words(client.get(at))
    assert ("The new date is" in page, "More of them." in page, "By that day you have a decision" in page) == (True, True, True)
    Application.objects.filter(pk=application.pk).update(state=State.DECLINED)
    assert "When the decision comes" not in words(client.get(at))


def test_staff_promise_a_later_date_on_a_page_that_waits_for_them():
    application, coordinator = late(), make_staff(Role.COORDINATOR, "ccc")
    assert [task.number for task in tasks_of(coordinator) if "postpone" in task.url] == [1]
    assert [task for task in tasks_of(make_staff(Role.REVIEWER, "ccc")) if "postpone" in task.url] == []
    desk = client_of(coordinator)
    second_factor(desk)
    at = f"/admin/applicants/application/postpone/{application.call_id}/"
    assert desk.get(at).status_code == 200
    assert desk.post(at, {"decision_by": "2020-01-01", "reason_es": "x"}).status_code == 200
    assert not Postponement.objects.exists()
    assert desk.post(at, {"decision_by": "2099-01-01", "reason_es": "Más solicitudes."}).status_code == 302
    assert Call.objects.get(pk=application.call_id).decision_by == date(2099, 1, 1)


def test_the_date_of_a_published_call_is_not_edited_quietly():
    application, coordinator = waiting(), make_staff(Role.COORDINATOR, "ccc")
    desk = client_of(coordinator)
    second_factor(desk)
    page = desk.get(f"/admin/applicants/call/{application.call_id}/change/").content.decode()
    assert 'name="decision_by"' not in page
    assert f"/admin/applicants/application/postpone/{application.call_id}/" in page
