"""What may stay on a telephone, and on one that several people use."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from applicants.applications.team.help.models import Help
from tests.applications.build import client_of, make_draft, make_person
from tests.applications.reading import at, autosave, fresh, words
from tests.applications.team.people import make_help, make_member

pytestmark = pytest.mark.django_db
DEVICE = "/en/cuenta/telefono/"
CACHE = '"cache"'  # unsent words of others lie in the storage


def shared(client):
    client.post(DEVICE, {"shared": "1"})
    return client


def kept(response):
    return response.headers.get("X-Keep-Offline", "")


def test_only_the_list_of_sections_and_the_sections_may_be_kept_and_for_one_person():
    draft, other = make_draft(), make_draft()
    client = client_of(draft.applicant)
    names = {kept(client.get(at(draft, *rest))) for rest in ((), ("secciones",), ("film",), ("you",))}
    assert len(names) == 1 and "" not in names
    assert kept(client_of(other.applicant).get(at(other))) not in names
    assert str(draft.applicant_id) not in names
    for rest in (("revisar",), ("historial",), ("historial", "title"), ("copia",), ("retirar",), ("sobre-ti",)):
        assert kept(client.get(at(draft, *rest))) == ""
    for address in ("/es/cuenta/", DEVICE, "/es/solicitudes/", "/es/cuenta/consentimientos/", at(draft, "copia").rstrip("/") + ".json"):
        assert kept(client.get(address)) == ""
    assert kept(client.post(at(draft, "film"), {"title": "x" * 999, ".base": "0"})) == ""


def test_a_shared_device_may_keep_nothing():
    draft = make_draft()
    client = shared(client_of(draft.applicant))
    for rest in ((), ("film",)):
        page = client.get(at(draft, *rest))
        assert (page.status_code, kept(page), "data-keep" in page.content.decode()) == (200, "", False)
    client.post(DEVICE, {"shared": "0"})
    assert kept(client.get(at(draft))) != ""


def test_the_switch_needs_no_account_and_clears_what_is_there():
    client = Client()
    assert "While only you use it" in words(client.get(DEVICE))
    answer = client.post(DEVICE, {"shared": "1"})
    assert (answer["Location"], answer["Clear-Site-Data"]) == (DEVICE, CACHE)
    assert client.cookies["shared_device"]["httponly"] is True
    page = client.get(DEVICE)
    assert "You have said that it is." in words(page)
    assert [str(message)[:23] for message in get_messages(page.wsgi_request)] == ["From now on nothing is "]
    assert "Clear-Site-Data" not in client.post(DEVICE, {"shared": "0"})
    assert "While only you use it" in words(client.get(DEVICE))


def test_the_script_that_wipes_is_on_a_shared_device_and_not_where_words_wait_for_who_signs_in_again():
    client = Client()
    assert "js/offline" not in client.get(DEVICE).text
    assert "js/offline" in shared(client).get(DEVICE).text
    assert "data-keep" not in client.get(DEVICE).text


@pytest.mark.parametrize(("is_shared", "cleared"), [(False, None), (True, CACHE)])
def test_signing_out_clears_a_shared_device(is_shared, cleared):
    client = client_of(make_person())
    if is_shared:
        shared(client)
    assert client.get("/en/cuenta/logout/").headers.get("Clear-Site-Data") is None
    assert client.post("/en/cuenta/logout/").headers.get("Clear-Site-Data") == cleared
    assert client.post("/en/cuenta/logout/").headers.get("Clear-Site-Data") is None, "nobody was in"


def test_the_service_worker_stands_before_all_pages_and_names_files_that_are_there():
    answer = Client().get("/sw.js")
    text = answer.content.decode()
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript", "private, no-cache")
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    names = re.findall(r'"/static/([^"]+)"', text)
    assert len(names) == 5
    assert {re.sub(r"\.[0-9a-f]{12}", "", name) for name in names} == {
        "css/site.css",
        "img/icono.svg",
        "js/outbox.js",
        "js/autosave.js",
        "js/offline.js",
    }
    for language in ("es", "en"):
        assert Client().get(f"/{language}/sin-conexion/").status_code == 200
        assert f"/{language}/sin-conexion/" in text


def test_somebody_elses_application_is_kept_for_a_time_and_for_who_helps_no_longer_than_the_help():
    draft = make_draft()
    helper, member = make_help(draft, days=3), make_member(draft)
    ends = Help.objects.get().ends_at

    def until(person):
        answers = [client_of(person).get(at(draft, *rest)) for rest in ((), ("film",))]
        return [answer.headers.get("X-Keep-Until") for answer in answers], [bool(kept(answer)) for answer in answers]

    assert until(draft.applicant) == ([None, None], [True, True])
    assert until(helper) == ([str(int(ends.timestamp() * 1000))] * 2, [True, True])
    times, _ = until(member)
    week = timezone.now() + timedelta(days=7)
    assert [abs(int(time) / 1000 - week.timestamp()) < 60 for time in times] == [True, True]
    assert "This phone keeps a copy for seven days" in words(client_of(member).get(at(draft).replace("/es/", "/en/")))


def test_a_page_that_is_fetched_beforehand_takes_no_message_away():
    draft = make_draft()
    client = client_of(draft.applicant)
    client.post(DEVICE, {"shared": "0"})
    assert "keeps your application again" not in words(client.get(at(draft).replace("/es/", "/en/"), headers={"X-Prefetch": "1"}))
    assert "keeps your application again" in words(client.get(at(draft).replace("/es/", "/en/")))


def test_words_that_are_kept_for_one_person_are_not_taken_from_another():
    draft, other = make_draft(), make_draft()
    client = client_of(draft.applicant)
    page = {".base": "0", ".page": "aaaa", ".form": str(draft.form_version_id), "title": "Agua"}
    refused = autosave(client, at(draft, "film"), "title", **page, **{".keep": kept(client_of(other.applicant).get(at(other)))})
    assert (refused.status_code, set(refused.json()), fresh(draft).answers) == (401, {"refused"}, {})
    mine = kept(client.get(at(draft)))
    shared(client)  # said of the device while the page was open
    assert autosave(client, at(draft, "film"), "title", **page, **{".keep": mine}).json()["keys"] == ["title"]
