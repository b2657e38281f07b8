import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from fundportal.urls import handler400, handler403, handler404, handler500, urlpatterns
from fundportal.web.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.test_refusals")]
__all__ = ["handler400", "handler403", "handler404", "handler500"]


class Closed(Refusal):
    status = 409
    title = "This call is closed"


def refuses(request):
    raise Closed("It closed on Friday.", next_url="/es/convocatorias/", next_label="Other calls")


def breaks(request):
    raise RuntimeError("private detail")


def echoes(request):
    return HttpResponse(request.POST.get("text", ""))


def reads(request):
    return HttpResponse(request.body)


urlpatterns = [*urlpatterns, path("es/refuses/", refuses), path("es/breaks/", breaks), path("es/echoes/", echoes), path("es/reads/", reads)]


@pytest.fixture
def client(settings):
    settings.PUBLIC_PAGE_CACHE = False
    return Client(raise_request_exception=False)


def test_refusal_is_a_page_that_says_why_and_what_next(client):
    answer = client.get("/es/refuses/")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "This call is closed" in text
    assert "It closed on Friday." in text
    assert 'href="/es/convocatorias/"' in text
    assert "Other calls" in text


def test_words_of_a_refusal_are_escaped(client, monkeypatch):
    monkeypatch.setattr(Closed, "title", "<b>x</b>")
    assert "<b>x</b>" not in client.get("/es/refuses/").content.decode()


@pytest.mark.parametrize(
    ("method", "where", "data"),
    [
        ("get", "/es/echoes/?a=%00", None),
        ("get", "/es/echoes/?%00=a", None),
        ("get", "/es/echo%00es/", None),
        ("post", "/es/echoes/", {"text": "a\0b"}),
        ("post", "/es/echoes/", {"te\0xt": "ab"}),
        ("post", "/es/cuenta/login/", {"login": "a\0@example.org", "password": ""}),
        ("post", "/es/cuenta/signup/", {"name": "\0", "email": "a@example.org"}),
        ("post", "/admin/login/", {"username": "\0"}),
    ],
)
def test_nul_is_refused_at_the_door(client, method, where, data):
    assert getattr(client, method)(where, data).status_code == 400


def test_nul_in_a_cookie_is_refused(client):
    assert client.get("/es/cuenta/", headers={"cookie": 'sessionid="a\\000b"'}).status_code == 400


def test_other_strange_characters_arrive(client):
    words = "ꞌ ë ɨ ñ 𝔘 \u202e \x01"
    assert client.post("/es/echoes/", {"text": words}).content.decode() == words


def test_ten_megabytes_of_text_are_too_large(client):
    answer = client.post("/es/echoes/", {"text": "a" * 10_000_000})
    assert (answer.status_code, "2 MB" in answer.content.decode()) == (413, True)
    answer = client.post("/es/echoes/", "text=" + "a" * 10_000_000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413


def test_body_that_a_view_reads_may_be_too_large_too(client):
    assert client.post("/es/reads/", b"a" * 10_000_000, content_type="application/octet-stream").status_code == 413


def test_too_many_fields(client):
    assert client.post("/es/echoes/", {f"f{number}": "x" for number in range(2001)}).status_code == 400


def test_broken_multipart_is_a_clear_page(client):
    answer = client.post("/es/echoes/", b"--x\r\nContent-Dis", content_type="multipart/form-data; boundary=")
    assert answer.status_code == 400


def test_failed_csrf_check_says_what_to_do():
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    answer = strict.post("/es/cuenta/login/", {"login": "a@example.org", "password": ""})
    assert (answer.status_code, 'class="fp-top"' in answer.content.decode()) == (403, True)


def test_fault_shows_nothing_of_itself(client, caplog):
    answer = client.get("/es/breaks/")
    assert (answer.status_code, "private detail" in answer.content.decode()) == (500, False)


@pytest.mark.parametrize("prefix", ["es", "en"])
@pytest.mark.parametrize(("where", "status"), [("no-such-page/", 404), ("breaks/", 500)])
def test_error_pages_speak_the_readers_language(client, prefix, where, status):
    answer = client.get(f"/{prefix}/{where}")
    expected = status if prefix == "es" or status == 404 else 404
    assert answer.status_code == expected
    assert f'<html lang="{"es-MX" if prefix == "es" else "en"}">' in answer.content.decode()


def test_host_that_is_not_ours_is_refused(client):
    assert client.get("/es/", headers={"host": "evil.example"}).status_code == 400
