"""Builders: an application that is read, a question of staff about it, and its person's answer."""

import time
from datetime import timedelta

from django.utils import timezone

from applicants.applications.clarification.answer import answer
from applicants.applications.clarification.ask import ask
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.models import Call
from fundportal.accounts.roles import Role
from tests.applications.build import COMPLETE, hand_in, make_draft
from tests.review.make import make_staff


def staff(role=Role.COORDINATOR, code="ccc"):
    return make_staff(role, code)


def handed_in(state=State.IN_REVIEW, **more):
    """An application that was handed in and got as far as `state`; the decision is promised for in a month."""
    draft = make_draft(answers=more.pop("answers", COMPLETE), **more)
    Call.objects.filter(pk=draft.call_id).update(decision_by=(timezone.now() + timedelta(days=30)).date())
    hand_in(draft)
    Application.objects.filter(pk=draft.pk).update(state=state)
    return Application.objects.select_related("call", "applicant", "submission").get(pk=draft.pk)


def asked(application=None, by=None, **more):
    application = application or handed_in()
    options = {"question": "synopsis", "text": "¿Quién habla?", "due_at": timezone.now() + timedelta(days=5), **more}
    return ask(application_id=application.pk, by=by or staff(), **options)


def say(clarification, value="Habla la abuela.", *, note="", at=None, person=None):
    application = clarification.application
    return answer(
        folio=application.folio,
        person=person or application.applicant,
        number=clarification.number,
        value=value,
        note=note,
        at=at or timezone.now(),
        language="es-mx",
    )


def page_of(clarification, language="es"):
    return f"/{language}/solicitudes/{clarification.application.folio}/aclarar/{clarification.number}/"


def second_factor(client):
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "id": 1, "type": "totp"}]
    session["account_authentication_methods_user"] = str(session["_auth_user_id"])
    session.save()
