import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from applicants.applications.models import Application
from fundportal.consents.models import Consent
from tests.applications.build import client_of, make_call, make_person, question, section
from tests.applications.reading import title, words

pytestmark = pytest.mark.django_db


def test_apply_leads_through_signing_in():
    call = make_call()
    response = Client().get(f"/es/convocatorias/{call.slug}/solicitar/")
    assert response.status_code == 302
    assert response["Location"] == f"/es/cuenta/login/?next=/es/convocatorias/{call.slug}/solicitar/"


def test_apply_asks_for_consent_with_unticked_boxes_before_the_first_answer():
    call = make_call([section("film", question("title"), question("people", sensitive=True))])
    response = client_of(make_person()).get(f"/es/convocatorias/{call.slug}/solicitar/")
    assert response.status_code == 200
    assert "Aviso corto" in words(response)
    assert "IMCINE : coordinar" in words(response)
    boxes = re.findall(r'<input type="checkbox"[^>]*>', response.content.decode())
    assert [re.search('name="(.*?)"', box)[1] for box in boxes] == ["evaluate", "sensitive"]
    assert [box for box in boxes if "checked" in box] == []


def test_apply_without_the_needed_consent_starts_nothing():
    call = make_call()
    response = client_of(make_person()).post(f"/es/convocatorias/{call.slug}/solicitar/", {})
    assert response.status_code == 200
    assert title(response).startswith("Error:")
    assert Application.objects.count() == 0


def test_apply_starts_the_draft_and_keeps_the_sentence_that_was_read():
    call, person = make_call(), make_person()
    response = client_of(person).post(f"/en/convocatorias/{call.slug}/solicitar/", {"evaluate": "on"})
    application = Application.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/en/solicitudes/{application.folio}/")
    consent = Consent.objects.get()
    assert consent.wording == "I agree that CCC uses my answers to evaluate my application and to write to me about it."
    assert (consent.about, consent.language) == (application.folio, "en")


def test_apply_twice_leads_to_the_same_draft():
    call, person = make_call(), make_person()
    client = client_of(person)
    addresses = {client.post(f"/es/convocatorias/{call.slug}/solicitar/", {"evaluate": "on"})["Location"] for _again in range(2)}
    assert len(addresses) == 1
    assert client.get(f"/es/convocatorias/{call.slug}/solicitar/")["Location"] in addresses


@pytest.mark.parametrize("method", ["get", "post"])
def test_apply_to_a_closed_call_is_refused_on_a_page(method):
    call = make_call(closes=timezone.now() - timedelta(minutes=1))
    response = getattr(client_of(make_person()), method)(f"/en/convocatorias/{call.slug}/solicitar/", {"evaluate": "on"})
    assert response.status_code == 409
    assert "It closed on" in words(response)
    assert 'href="/en/convocatorias/"' in response.content.decode()


def test_apply_to_a_call_that_is_not_public_is_not_found():
    call = make_call()
    call.status = "draft"
    call.save()
    assert client_of(make_person()).get(f"/es/convocatorias/{call.slug}/solicitar/").status_code == 404
