import datetime

import pytest
from django.db import IntegrityError
from django.utils.translation import override

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.extend import NotLater, extend
from applicants.calls.forms import ExtendForm
from applicants.calls.models import Call, Extension
from fundportal.accounts.models import User
from fundportal.notifications.models import Notification
from tests.calls.make import make_call
from tests.calls.staff import staff

pytestmark = pytest.mark.django_db


def make_draft(call, email, state=State.DRAFT, **person):
    applicant = User.objects.create_user(email, **person)
    return Application.objects.create(
        folio=email[:12].upper(), call=call, applicant=applicant, form_version_id=call.form_version_id, state=state
    )


def test_everybody_with_an_open_application_is_written_to_once_in_their_language():
    call = make_call()
    make_draft(call, "ana@example.org")
    make_draft(call, "bob@example.org", language="en")
    make_draft(call, "cid@example.org", state=State.WITHDRAWN)
    make_draft(call, "erased@example.org", is_active=False)
    make_draft(make_call(slug="otra", prefix="OTR27"), "dan@example.org")
    later = call.closes_at + datetime.timedelta(days=2)
    extend(call=call, closes_at=later, reason_es="Por la tormenta", reason_en="The storm", by=staff())
    letters = Notification.objects.filter(kind="extension").order_by("email")
    assert [(letter.email, letter.language) for letter in letters] == [("ana@example.org", "es-mx"), ("bob@example.org", "en")]
    assert letters[1].context["reason"] == {"es": "Por la tormenta", "en": "The storm"}
    assert letters[1].context["closes_at"] == later.isoformat()
    assert "/en/solicitudes/" in letters[1].context["url"]
    assert Call.objects.get(pk=call.pk).closes_at == later


def test_a_deadline_moves_later_only_and_together_with_its_letters():
    call, by = make_call(), staff()
    make_draft(call, "ana@example.org")
    for closes_at in (call.closes_at, call.closes_at - datetime.timedelta(days=1)):
        with pytest.raises(NotLater):
            extend(call=call, closes_at=closes_at, reason_es="x", by=by)
    assert (Extension.objects.count(), Notification.objects.count()) == (0, 0)


def test_no_deadline_moves_past_the_promised_decision():
    call, by = make_call(), staff()
    make_draft(call, "ana@example.org")
    later = call.closes_at + datetime.timedelta(days=60)
    with pytest.raises(NotLater):
        extend(call=call, closes_at=later, reason_es="x", by=by)
    promised = later.date() + datetime.timedelta(days=9)
    extend(call=call, closes_at=later, reason_es="x", decision_by=promised, by=by)
    assert Call.objects.get(pk=call.pk).decision_by == promised
    assert Notification.objects.get().context["decision_by"] == promised.isoformat()


def test_what_was_moved_further_meanwhile_is_not_moved_back():
    call, by = make_call(), staff()
    extend(call=call, closes_at=call.closes_at + datetime.timedelta(days=5), reason_es="x", by=by)
    with pytest.raises(NotLater):
        extend(call=call, closes_at=call.closes_at + datetime.timedelta(days=2), reason_es="x", by=by)
    assert Extension.objects.count() == 1


def test_no_deadline_moves_to_an_instant_that_is_past():
    call = make_call(opens=-9, closes=-3)
    for closes_at in (call.closes_at + datetime.timedelta(days=1), call.closes_at + datetime.timedelta(days=4)):
        typed = closes_at.astimezone(call.zone).strftime("%Y-%m-%dT%H:%M")
        ahead = closes_at > call.closes_at + datetime.timedelta(days=3)
        assert ExtendForm({"closes_at": typed, "decision_by": call.decision_by, "reason_es": "x"}, call=call).is_valid() == ahead
        if not ahead:
            with pytest.raises(NotLater, match="future"), override("en"):
                extend(call=call, closes_at=closes_at, reason_es="x", by=staff())


def test_a_draft_call_has_no_deadline_to_extend():
    call = make_call(published=False)
    with pytest.raises(NotLater):
        extend(call=call, closes_at=call.closes_at + datetime.timedelta(days=5), reason_es="x", by=staff())


def test_the_database_refuses_an_extension_that_is_earlier():
    call = make_call()
    with pytest.raises(IntegrityError, match="extension_is_later"):
        Extension.objects.create(call=call, old_closes_at=call.closes_at, closes_at=call.closes_at, reason_es="x", author=staff())


def test_the_statements_do_not_grow_with_the_people(django_assert_num_queries):
    few, many, by = make_call(), make_call(slug="otra", prefix="OTR27"), staff()
    for number in range(30):
        make_draft(many, f"p{number}@example.org")
    make_draft(few, "ana@example.org")
    later = few.closes_at + datetime.timedelta(days=9)
    for call in (few, many):
        with django_assert_num_queries(8):
            extend(call=call, closes_at=later, reason_es="x", by=by)
