"""What nobody should send: each ends in a page in the reader's language that says what to do next, and nothing is lost.

Where the rest of it stands:
- a double click on "start": applications/test_start.py; on "submit": applications/test_submit.py, and faults/test_away.py through a real web server
- a file of the wrong type, too large, empty: files/test_store.py, applications/test_question_kinds.py; a wrong type of answer there too
- NUL, ten megabytes and too many fields anywhere on the site, a broken multipart, a form without its token: web/test_refusals.py
- a forged choice between two versions, a forged revision: applications/test_section.py, applications/test_save.py
- forged ids of staff's pages: permissions/test_matrix.py
- a full cohort and all races for its places: selection/test_races.py; a repeat after a lost answer: selection/test_answer.py
- a deadline that has passed in mid-form: applications/test_check.py, applications/test_section.py
"""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override

from applicants.applications.models import Application, Submission
from applicants.calls.models import Call
from fundportal.files.models import StoredFile
from fundportal.files.serve import Missing
from tests.applications.build import COMPLETE, client_of, hand_in, make_call, make_draft, make_person, page_fields, question, section
from tests.applications.reading import words
from tests.files.contents import CONTENTS

pytestmark = pytest.mark.django_db
FILED = [section("film", question("title"), question("paper", "file", types=["pdf"], max_mb=1))]
LANGUAGES = pytest.mark.parametrize("language", ["es", "en"])


@pytest.fixture(autouse=True)
def uncached(settings):
    settings.PUBLIC_PAGE_CACHE = False


def page_of(response, language):
    """Its status and title; the whole page is in the reader's language and leads on."""
    text = response.content.decode()
    assert f'<html lang="{"es-MX" if language == "es" else "en"}">' in text
    assert re.search(r'<main.*<a class="fp-btn', text, re.DOTALL)
    return response.status_code, unescape(re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)[1]).strip()


def in_spanish(words):
    with override("es-mx"):
        return str(words)


def in_words(language, es, en):
    return {"es": es, "en": en}[language]


@LANGUAGES
def test_ten_megabytes_in_a_section(language):
    draft = make_draft(answers=COMPLETE)
    sent = page_fields(draft, title="a" * 10_000_000)
    response = client_of(draft.applicant).post(f"/{language}/solicitudes/{draft.folio}/film/", sent)
    assert page_of(response, language) == (413, in_words(language, "Es demasiado grande", "That is too large"))
    assert "2 MB" in words(response)
    assert Application.objects.get().answers == COMPLETE


@LANGUAGES
def test_nul_in_a_section(language):
    draft = make_draft(answers=COMPLETE)
    response = client_of(draft.applicant).post(f"/{language}/solicitudes/{draft.folio}/film/", page_fields(draft, title="Agua\0"))
    assert page_of(response, language) == (400, in_words(language, "No pudimos leer lo que se envió", "We could not read what was sent"))
    assert Application.objects.get().answers == COMPLETE


@LANGUAGES
def test_another_persons_folio_is_as_good_as_none(language):
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    client = client_of(make_person())
    pages = ("", "film/", "secciones/", "revisar/", "comprobante/", "comprobante.pdf", "enviado/", "retirar/", "oferta/")
    answers = {
        page_of(ask(f"/{language}/solicitudes/{folio}/{page}"), language)
        for folio in (draft.folio, "CCC27-ZZZZZZ")
        for page in pages
        for ask in (client.get, client.post)
    }
    assert answers == {(404, in_words(language, "Esta página no existe", "There is no such page"))}
    assert Application.objects.get().state == "submitted"


@LANGUAGES
@pytest.mark.parametrize("folio", ["x" * 3000, "%F0%9F%92%A7", "..%2F..%2Fetc", "'%20OR%201=1--", "-1", "CCC27-4F7KQ9%0A"])
def test_a_forged_folio(language, folio):
    assert client_of(make_person()).get(f"/{language}/solicitudes/{folio}/").status_code == 404


@LANGUAGES
def test_a_forged_file(language):
    draft = make_draft(make_call(FILED))
    client = client_of(draft.applicant)
    for forged in (uuid4(), "1", "../../etc/passwd"):
        response = client.get(f"/{language}/solicitudes/{draft.folio}/archivos/{forged}/")
        assert page_of(response, language)[0] == 404


@LANGUAGES
def test_a_file_whose_bytes_are_gone(language):
    draft = make_draft(make_call(FILED))
    client = client_of(draft.applicant)
    client.post(f"/es/solicitudes/{draft.folio}/film/", page_fields(draft, paper=SimpleUploadedFile("uno.pdf", CONTENTS["pdf"])))
    stored = StoredFile.objects.get()
    stored.blob.storage.delete(stored.blob.name)
    response = client.get(f"/{language}/solicitudes/{draft.folio}/archivos/{stored.pk}/")
    assert page_of(response, language) == (404, in_words(language, in_spanish(Missing.title), "This file is missing"))


@LANGUAGES
def test_a_closed_call(language):
    call = make_call(closes=timezone.now() - timedelta(minutes=1))
    response = client_of(make_person()).post(f"/{language}/convocatorias/{call.slug}/solicitar/", {"evaluate": "on", "sensitive": "on"})
    assert page_of(response, language) == (409, in_words(language, "Esta convocatoria no está abierta", "This call is not open"))


@LANGUAGES
def test_a_call_that_closes_before_the_last_form_is_sent(language):
    draft = make_draft(answers=COMPLETE)
    client, address = client_of(draft.applicant), f"/{language}/solicitudes/{draft.folio}/revisar/"
    token = re.search('name="checked" value="(.*?)"', client.get(address).content.decode())[1]
    Call.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    response = client.post(address, {"checked": token, "declaration": "on"})
    assert page_of(response, language) == (409, in_words(language, "La convocatoria cerró", "The call has closed"))
    assert (Submission.objects.count(), Application.objects.get().answers) == (0, COMPLETE)


@LANGUAGES
@pytest.mark.parametrize("checked", ["", "0.0", "99999999999999999999.0", "1.²", "x" * 5000, "-1.-1"])
def test_a_stale_or_forged_last_form_asks_to_check_again(language, checked):
    draft = make_draft(answers=COMPLETE)
    response = client_of(draft.applicant).post(f"/{language}/solicitudes/{draft.folio}/revisar/", {"checked": checked, "declaration": "on"})
    assert response.status_code == 200
    assert in_words(language, "Tus respuestas cambiaron", "Your answers have changed") in words(response)
    assert Submission.objects.count() == 0


@LANGUAGES
@pytest.mark.parametrize("code", ["x", "%F0%9F%92%A7", "A" * 3000, "0"])
def test_a_forged_code_of_a_receipt(client, language, code):
    assert client.get(f"/{language}/verificar/{code}/").status_code == 404


@LANGUAGES
@pytest.mark.parametrize(("next_page", "goes"), [("%25s", "%s"), ("home", "home"), ("//evil.example", None)])
def test_a_forged_next_page_of_who_is_signed_in(language, next_page, goes):
    response = client_of(make_person()).get(f"/{language}/cuenta/signup/?next={next_page}")
    assert (response.status_code, response["Location"]) == (302, goes or f"/{language}/solicitudes/")
