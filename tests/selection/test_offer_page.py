from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.selection.models import Offer
from applicants.selection.offers.offer import offer_many
from fundportal.audit.models import Entry
from fundportal.consents.models import Consent
from fundportal.notifications.models import Notification
from programs.cohorts.models import Cohort
from tests.review.make import make_application, make_call, make_notice, make_person, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(client):
    made = make_application(make_call(), State.SELECTED)
    offer_many(ids=[made.pk], by=make_staff())
    client.force_login(made.applicant)
    return made


def page(application, language="es"):
    return f"/{language}/solicitudes/{application.folio}/oferta/"


def state(application):
    return Application.objects.get(pk=application.pk).state


@pytest.mark.parametrize(("language", "words"), [("es", "Aceptar mi lugar"), ("en", "Accept my place")])
def test_the_offer_says_what_and_until_when(client, application, language, words):
    shown = client.get(page(application, language)).content.decode()
    assert words in shown
    assert Offer.objects.get().expires_at.astimezone(application.call.zone).isoformat(timespec="minutes") in shown
    assert 'name="publicity"' in shown
    assert "checked" not in shown


def test_accepting_without_publicity_keeps_no_consent(client, application):
    answer = client.post(page(application), {"answer": "accept"}, follow=True)
    assert (answer.status_code, state(application), Consent.objects.count()) == (200, State.CONFIRMED, 0)


def test_the_publicity_consent_keeps_the_sentence_that_was_read(client, application):
    client.post(page(application, "en"), {"answer": "accept", "publicity": "on"})
    consent = Consent.objects.get()
    assert (consent.purpose, consent.about, consent.language, consent.notice) == (
        "publicity",
        application.folio,
        "en",
        application.call.notice,
    )
    assert Entry.objects.get(verb="consent_given").target == application.folio
    assert consent.wording == "Yes, you may publish my name and the place that I come from as a participant."


def test_no_publicity_is_asked_where_the_notice_does_not_speak_of_it(client):
    application = make_application(make_call(notice=make_notice("morelia", ["evaluate"])), State.SELECTED)
    offer_many(ids=[application.pk], by=make_staff())
    client.force_login(application.applicant)
    assert 'name="publicity"' not in client.get(page(application)).content.decode()
    client.post(page(application), {"answer": "accept", "publicity": "on"})
    assert (state(application), Consent.objects.count()) == (State.CONFIRMED, 0)


def test_declining_is_asked_twice(client, application):
    assert state(application) == State.OFFERED
    asked = client.get(page(application) + "?answer=decline").content.decode()
    assert 'value="decline"' in asked
    assert 'value="accept"' not in asked
    client.post(page(application), {"answer": "decline"})
    assert (state(application), Cohort.objects.get(pk=application.call.cohort_id).taken) == (State.OFFER_DECLINED, 0)


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_a_repeat_after_a_lost_answer_shows_what_happened(client, application, answer):
    pages = [client.post(page(application), {"answer": answer}, follow=True) for _ in range(3)]
    assert [shown.status_code for shown in pages] == [200, 200, 200]
    assert pages[0].content == pages[2].content
    assert Notification.objects.count() == 2


def test_the_other_answer_afterwards_is_a_clear_page(client, application):
    client.post(page(application), {"answer": "accept"})
    assert client.post(page(application), {"answer": "decline"}).status_code == 409
    assert state(application) == State.CONFIRMED


def test_an_offer_past_its_instant_cannot_be_accepted(client, application):
    Offer.objects.update(made_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(seconds=1))
    assert 'name="answer"' not in client.get(page(application)).content.decode()
    assert client.post(page(application), {"answer": "accept"}).status_code == 409
    assert state(application) == State.OFFERED


def test_another_person_s_offer_does_not_exist(client, application):
    client.force_login(make_person())
    assert client.get(page(application)).status_code == 404
    assert client.post(page(application), {"answer": "accept"}).status_code == 404


def test_an_application_without_offer_has_no_such_page(client):
    application = make_application(make_call(), State.IN_REVIEW)
    client.force_login(application.applicant)
    assert client.get(page(application)).status_code == 404


def test_signed_out_leads_to_the_door(client, application):
    client.logout()
    assert "/es/cuenta/login/?next=" in client.get(page(application)).url


def test_nothing_happens_for_an_unknown_answer(client, application):
    client.post(page(application), {"answer": "maybe"})
    assert state(application) == State.OFFERED


def test_few_statements(client, application, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        client.get(page(application))


def test_who_has_accepted_finds_the_place_again_from_the_application(client, application):
    client.post(page(application), {"answer": "accept"})
    shown = client.get(f"/es/solicitudes/{application.folio}/").content.decode()
    assert f'href="{page(application)}"' in shown
    assert "Ver mi lugar y sus fechas" in shown
