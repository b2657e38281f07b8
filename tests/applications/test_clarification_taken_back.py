"""Staff take back a question that waits: it is locked again, the person hears of it, and the history stays."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from applicants.applications.clarification.answer import NoLongerOpen
from applicants.applications.clarification.ask import MayNotAsk
from applicants.applications.clarification.models import Clarification
from applicants.applications.clarification.remind import remind_clarifications
from applicants.applications.clarification.take_back import NothingToTakeBack, take_back_question
from applicants.applications.models import Application
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.notifications.deliver import deliver
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from tests.applications.build import client_of
from tests.applications.clarifying import asked, page_of, say, second_factor, staff
from tests.applications.reading import words
from tests.applications.threads import at_once
from tests.review.make import make_staff

pytestmark = pytest.mark.django_db


def taken_back(made, by=None):
    return take_back_question(application_id=made.application_id, number=made.number, by=by or staff())


def test_a_question_that_is_taken_back_is_locked_again_and_stays_in_the_history():
    made = asked()
    row = taken_back(made)
    kept = Clarification.objects.get()
    assert (kept.taken_back_at, kept.answered_at, kept.text) == (row.taken_back_at, None, "¿Quién habla?")
    with pytest.raises(NoLongerOpen, match="taken this question back"):
        say(made)
    (letter,) = Notification.objects.filter(kind="clarification_taken_back")
    assert ("ya no necesita respuesta" in render(letter).subject, "¿Quién habla?" in render(letter).text) == (True, True)
    assert Entry.objects.get(verb="clarification_taken_back").detail == {"number": 1, "question": "synopsis"}
    deliver(queue="letters")
    assert Notification.objects.get(kind="clarification").state == "expired"  # what was not sent yet is no longer true
    assert remind_clarifications(at=made.due_at - timedelta(hours=1)) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Clarification.objects.update(taken_back_at=None)
    assert asked(Application.objects.get()).number == 2


def test_what_is_not_open_cannot_be_taken_back():
    done, late, twice = asked(), asked(), asked()
    say(done)
    Clarification.objects.filter(pk=late.pk).update(
        asked_at=timezone.now() - timedelta(days=3), due_at=timezone.now() - timedelta(minutes=1)
    )
    taken_back(twice)
    for made in (done, late, twice):
        with pytest.raises(NothingToTakeBack):
            taken_back(made)
    with pytest.raises(Http404):
        take_back_question(application_id=done.application_id, number=7, by=staff())
    open_one = asked()
    for by in (staff(Role.REVIEWER), staff(code="amacc"), open_one.application.applicant):
        with pytest.raises(MayNotAsk):
            taken_back(open_one, by)
    assert Notification.objects.filter(kind="clarification_taken_back").count() == 1


def test_staff_take_back_on_a_page_that_says_what_will_happen():
    made = asked()
    desk = client_of(make_staff(Role.COORDINATOR, "ccc"))
    second_factor(desk)
    person = client_of(made.application.applicant)
    change = f"/admin/applicants/application/{made.application_id}/change/"
    at = f"/admin/applicants/application/{made.application_id}/ask/1/take-back/"
    assert at in desk.get(change).content.decode()
    assert "recibe una carta de inmediato y ya no puede responder" in words(desk.get(at))
    assert not Clarification.objects.filter(taken_back_at__isnull=False).exists()
    assert desk.post(at).status_code == 302
    after = desk.get(change)
    assert ("Retirada el" in words(after), at in after.content.decode()) == (True, False)
    assert "Ya se había retirado." in words(desk.get(at))
    assert "Ya se había retirado." in words(desk.post(at, follow=True))
    assert Notification.objects.filter(kind="clarification_taken_back").count() == 1
    assert "needs no answer" in words(person.get(f"/en/solicitudes/{made.application.folio}/"))
    assert "We have taken this question back" in words(person.get(page_of(made, "en")))
    sent = words(person.post(page_of(made, "en"), {"synopsis": "Habla la abuela.", ".note": ""}))
    assert ("We have taken this question back" in sent, "Habla la abuela." in sent) == (True, True)


@pytest.mark.django_db(transaction=True)
def test_who_answers_while_staff_take_back_is_heard_or_told():
    made, by = asked(), staff()
    steps = iter([lambda: say(made), lambda: taken_back(made, by)] * 2)

    def step():
        try:
            next(steps)()
        except (NoLongerOpen, NothingToTakeBack) as refusal:
            return type(refusal)

    at_once(4, step)
    row = Clarification.objects.get()
    assert (row.answered_at is None) != (row.taken_back_at is None)
    assert Notification.objects.filter(kind__in=["clarification_answered", "clarification_taken_back"]).count() == 1
