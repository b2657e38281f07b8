import datetime
import gzip
import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from applicants.calls.models import Call, Extension
from applicants.calls.samples.load import load_samples
from fundportal.accounts.models import User
from programs.cohorts.load import load_initiatives
from programs.models import Program
from tests.calls.make import make_call

pytestmark = pytest.mark.django_db
MOST = 14_000


@pytest.fixture
def samples():
    load_initiatives()
    return load_samples()


def page(client, name, *args, language="es-mx"):
    with override(language):
        address = reverse(name, args=args)
    response = client.get(address)
    assert response.status_code == 200, address
    return response


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("language", ["es-mx", "en"])
def test_every_public_page_stands_in_both_languages(client, samples, language):
    for name, args in [
        ("home", []),
        ("calls", []),
        ("about", []),
        *(("call", [call.slug]) for call in samples),
        *(("call_questions", [call.slug]) for call in samples),
        *(("program", [call.cohort.strand.program.slug]) for call in samples),
        *(("cohort", [call.cohort.strand.program.slug, call.cohort.slug]) for call in samples),
    ]:
        html = text_of(page(client, name, *args, language=language))
        assert html.count("<h1") == 1
        assert "csrfmiddlewaretoken" not in html
        assert "style=" not in html


@pytest.mark.parametrize("count", [1, 30])
def test_the_statements_of_a_page_do_not_grow(client, count):
    load_initiatives()
    for number in range(count):
        make_call(slug=f"c{number}", prefix=f"CC{chr(65 + number // 10)}{number % 10}0")
    for name, args in [
        ("home", []),
        ("calls", []),
        ("about", []),
        ("call", ["c0"]),
        ("call_questions", ["c0"]),
        ("program", ["formacion-ccc"]),
    ]:
        with CaptureQueriesContext(connection) as asked:
            page(client, name, *args)
        assert len(asked) <= 8, (name, len(asked))


@pytest.mark.parametrize("name", ["home", "call"])
def test_a_first_visit_is_light(client, samples, name):
    html = page(client, name, *([samples[-1].slug] if name == "call" else [])).content
    with open(finders.find("css/site.css"), "rb") as file:
        css = file.read()
    blocking = re.findall(rb'<script(?! type="(?:module|application/ld\+json)")[^>]*>', html)
    assert blocking == []
    assert len(gzip.compress(html, 6)) + len(gzip.compress(css, 6)) <= MOST


def test_the_scripts_of_a_page_are_light(samples):
    with open(finders.find("js/clocks.js"), "rb") as file:
        assert len(gzip.compress(file.read(), 6)) <= 1200


def test_an_open_call_can_be_started_and_says_until_when(client):
    call = make_call(closes_at=datetime.datetime(2099, 3, 13, 5, 59, tzinfo=datetime.UTC), decision_by=datetime.date(2099, 5, 1))
    html = text_of(page(client, "call", call.slug))
    assert 'href="/es/convocatorias/convocatoria/solicitar/"' in html
    assert '<time datetime="2099-03-12T23:59-06:00"><b>23:59</b>' in html
    assert "<li>Vives en México.</li><li>Tienes 18 años.</li>" in html
    assert "En corto." in html


@pytest.mark.parametrize(("opens", "closes"), [(5, 30), (-30, -1)])
def test_a_call_that_is_not_open_has_no_button_to_start(client, opens, closes):
    call = make_call(opens=opens, closes=closes)
    html = text_of(page(client, "call", call.slug))
    assert "solicitar/" not in html
    assert "solicitar/" not in text_of(page(client, "call_questions", call.slug))


def test_a_page_is_kept_until_the_call_opens_or_closes(client):
    call = make_call(closes_at=timezone.now() + datetime.timedelta(minutes=3))
    for name, args in [("home", []), ("calls", []), ("call", [call.slug]), ("program", ["formacion-ccc"])]:
        assert page(client, name, *args).fresh_until == call.closes_at


def test_a_draft_and_an_archived_call_are_nobodys(client):
    draft = make_call(published=False)
    assert client.get(f"/es/convocatorias/{draft.slug}/").status_code == 404
    assert client.get(f"/es/convocatorias/{draft.slug}/preguntas/").status_code == 404
    other = make_call(slug="otra", prefix="OTR27")
    Call.objects.filter(pk=other.pk).update(status="archived")
    assert client.get("/es/convocatorias/otra/").status_code == 404
    assert "Convocatoria nacional" not in text_of(page(client, "calls"))


def test_extensions_are_public_and_name_nobody(client):
    call = make_call()
    author = User.objects.create_user("a@example.org")
    for folio, reason in [("", "Por la tormenta"), ("CCC27-AAAAA1", "Cortes de luz")]:
        Extension.objects.create(
            call=call,
            folio=folio,
            old_closes_at=call.closes_at,
            closes_at=call.closes_at + datetime.timedelta(days=1),
            reason_es=reason,
            author=author,
        )
    html = text_of(page(client, "call", call.slug))
    assert "Por la tormenta" in html
    assert "Cortes de luz" in html
    assert "CCC27-AAAAA1" not in html


def test_who_is_signed_in_sees_both_clocks(client):
    call = make_call(closes_at=datetime.datetime(2099, 3, 13, 5, 59, tzinfo=datetime.UTC), decision_by=datetime.date(2099, 5, 1))
    client.force_login(User.objects.create_user("a@example.org", time_zone="America/Cancun"))
    html = text_of(page(client, "call", call.slug))
    assert '<time datetime="2099-03-13T00:59-05:00"><b>00:59</b>' in html


def test_the_listing_for_search_engines_is_json_that_cannot_leave_its_element(client):
    call = make_call(title_es="</script><b>“Nacional” & más</b>")
    html = text_of(page(client, "call", call.slug))
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1]
    facts = json.loads(block)
    assert facts["name"] == "</script><b>“Nacional” & más</b>"
    assert facts["url"] == f"{settings.SITE_URL}/es/convocatorias/convocatoria/"
    assert facts["maximumEnrollment"] == 30


def test_an_anonymous_page_holds_no_name_and_sets_no_cookie(client, samples):
    response = page(client, "home")
    assert response.cookies == {}
    assert hasattr(response, "fresh_until")


def test_the_questions_page_tells_limits_and_options(client, samples):
    html = text_of(page(client, "call_questions", "laboratorio-morelia", language="en"))
    assert "Up to 500 words" in html
    assert "<li>Documentary</li>" in html
    assert "PDF, Word (DOCX), OpenDocument (ODT); at most 20 MB" in html


def test_calls_of_a_hidden_programme_are_hidden_with_it(client):
    make_call()
    Program.objects.filter(code="ccc").update(is_public=False)
    assert client.get("/es/convocatorias/convocatoria/").status_code == 404
    assert "Convocatoria nacional" not in client.get("/es/convocatorias/").content.decode()


def test_the_questions_of_a_call_are_kept_until_it_opens_or_closes(client):
    call = make_call()
    Call.objects.update(closes_at=timezone.now() + datetime.timedelta(minutes=2))
    assert client.get("/es/convocatorias/convocatoria/preguntas/").fresh_until == Call.objects.get(pk=call.pk).closes_at


def test_search_engines_are_told_who_provides_the_programme_and_not_who_sponsors_it(client):
    make_call(program="morelia")
    page = client.get("/en/convocatorias/convocatoria/").content.decode()
    facts = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
    assert [each["name"] for each in facts["provider"]] == ["Morelia International Film Festival"]
