import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from fundportal.accounts.models import User
from fundportal.web.templatetags.frame import PLACES

ERRORS = ["400", "403", "403_csrf", "404", "409", "413", "429", "500"]
LANGUAGES = {"es-mx": "es-MX", "en": "en"}


@pytest.fixture(autouse=True)
def plain_static(settings):
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def draw(name, path="/es/convocatorias/", language="es-mx", cookies=None, **context):
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    request.COOKIES = cookies or {}
    with translation.override(language):
        return render_to_string(name, context, request)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_need_no_request_and_no_database(name, language):
    """No `db` fixture here: a query would fail the test."""
    with translation.override(language):
        html = render_to_string(f"{name}.html")
    assert f'<html lang="{LANGUAGES[language]}">' in html
    assert re.search(r"<h1>[^<]{10,}</h1>", html)
    assert re.search(r'<p class="fp-lead">[^<]{40,}</p>', html)
    assert 'class="fp-btn' in html


@pytest.mark.parametrize("name", ["base", *ERRORS])
def test_no_page_has_inline_style_script_or_handler(name):
    html = draw(f"{name}.html")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", html)


def test_a_visitors_page_holds_no_token_and_asks_no_session():
    request = RequestFactory().get("/es/")
    request.COOKIES = {}  # neither user nor session: looking one up would fail
    with translation.override("es-mx"):
        html = render_to_string("base.html", {}, request)
    assert "csrf" not in html
    assert "nonce" not in html


def test_the_other_language_leads_to_the_same_page():
    assert '<a href="/en/convocatorias/" lang="en" hreflang="en">English</a>' in draw("base.html")
    assert '<a href="/es/convocatorias/" lang="es-MX" hreflang="es-MX">Español</a>' in draw("base.html", "/en/convocatorias/", "en")
    assert '<a href="/en/" lang="en"' in draw("base.html", "/verify/")


@pytest.mark.parametrize(("language", "prefix"), [("es-mx", "es"), ("en", "en")])
def test_the_addresses_of_the_frame_are_those_of_the_url_configuration(language, prefix):
    with translation.override(language):
        assert {name: reverse(name) for name in PLACES} == {name: f"/{prefix}/{path}" for name, path in PLACES.items()}


def test_the_way_in_use_is_marked():
    assert re.findall(r'href="([^"]+)" aria-current="true"', draw("base.html", "/es/solicitudes/X-1/")) == ["/es/solicitudes/"]
    assert re.findall(r'href="([^"]+)" aria-current="true"', draw("base.html", "/es/")) == []


@pytest.mark.parametrize(("is_staff", "ways"), [(False, ["/es/cuenta/logout/"]), (True, ["/admin/", "/es/cuenta/logout/"])])
def test_who_is_signed_in_sees_the_way_out(is_staff, ways):
    request = RequestFactory().get("/es/")
    request.COOKIES = {settings.SESSION_COOKIE_NAME: "x"}
    request.user = User(email="itzel@example.org", is_staff=is_staff)
    with translation.override("es-mx"):
        html = render_to_string("base.html", {"messages": []}, request)
    header = html[: html.index("</header>")]
    assert re.findall(r'<li><a href="([^"]+)"', header)[3:] == ways


def test_visitors_see_the_way_in():
    html = draw("base.html")
    assert re.findall(r'<li><a href="([^"]+)"', html[: html.index("</header>")])[3:] == ["/es/cuenta/login/"]


def test_help_is_what_the_settings_say(settings):
    settings.HELP_PHONE, settings.HELP_EMAIL = "+52 55 0000 0000", "ayuda@fondo.example"
    html = draw("base.html")
    assert '<a href="tel:+525500000000">' in html
    assert '<a href="mailto:ayuda@fondo.example">' in html
    settings.HELP_PHONE = ""
    assert "tel:" not in draw("base.html")


def test_the_title_of_a_page_with_errors_says_so():
    from django import forms

    class Form(forms.Form):
        name = forms.CharField()

    assert "<title>Error: " in draw("base.html", language="en", form=Form({}))
    assert "<title>Error: " not in draw("base.html", language="en", form=Form())


def test_the_frame_and_the_stylesheet_leave_room_for_the_page():
    weight = len(gzip.compress(draw("base.html").encode() + (Path(settings.BASE_DIR) / "static/css/site.css").read_bytes(), 6))
    assert weight < 8_500
