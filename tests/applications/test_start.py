from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.applications.folio import is_folio
from applicants.applications.models import Application
from applicants.applications.start import CallNotOpen, start
from applicants.applications.withdraw import withdraw
from fundportal.consents.models import Consent
from tests.applications.build import make_call, make_draft, make_person
from tests.applications.threads import at_once

pytestmark = pytest.mark.django_db


def begin(person, call, at=None):
    return start(
        person=person, call=call, wordings={"evaluate": "Acepto."}, authentication="code", language="es-mx", at=at or timezone.now()
    )


def test_start_gives_a_folio_and_keeps_the_consent():
    call, person = make_call(), make_person()
    application = begin(person, call)
    assert application.state == "draft"
    assert application.folio.startswith(call.folio_prefix + "-")
    assert is_folio(application.folio)
    consent = Consent.objects.get(about=application.folio)
    assert (consent.purpose, consent.wording, consent.language, consent.authentication) == ("evaluate", "Acepto.", "es-mx", "code")
    assert consent.notice_sha256 == call.notice.sha256


def test_start_again_gives_the_same_draft():
    call, person = make_call(), make_person()
    assert begin(person, call) == begin(person, call)
    assert Consent.objects.count() == 1


def test_a_withdrawn_application_makes_room_for_a_new_one():
    call, person = make_call(), make_person()
    first = begin(person, call)
    withdraw(application=first, person=person)
    assert begin(person, call).folio != first.folio


def test_a_folio_that_is_taken_is_drawn_again(monkeypatch):
    call = make_call()
    taken = make_draft(call).folio
    drawn = iter([taken, taken, "AAA27-BCDFGH"])
    monkeypatch.setattr("applicants.applications.start.new_folio", lambda prefix: next(drawn))
    assert begin(make_person(), call).folio == "AAA27-BCDFGH"


@pytest.mark.parametrize(("delta", "words"), [(timedelta(days=-1), "It opens on"), (timedelta(days=99), "It closed on")])
def test_start_outside_the_call_is_refused_with_the_date(delta, words, settings):
    now = timezone.now()
    call = make_call(opens=now, closes=now + timedelta(days=9))
    with pytest.raises(CallNotOpen, match=words):
        begin(make_person(), call, at=now + delta)
    assert Application.objects.count() == 0


def test_the_draft_that_lives_is_found_after_the_call_has_closed():
    now = timezone.now()
    call, person = make_call(closes=now + timedelta(days=1)), make_person()
    assert begin(person, call) == begin(person, call, at=now + timedelta(days=2))


@pytest.mark.django_db(transaction=True)
def test_a_double_click_starts_one_draft():
    call, person = make_call(), make_person()
    folios = at_once(8, lambda: begin(person, call).folio)
    assert len(set(folios)) == 1
    assert Application.objects.count() == 1
