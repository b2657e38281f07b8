"""What stands around every page: names, ways, help and the other language. Needs no context processor and, for visitors, no session."""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# The addresses that the portal promises to keep; a test holds them against the URL configuration.
PLACES = {
    "home": "",
    "about": "fondo/",
    "calls": "convocatorias/",
    "applications": "solicitudes/",
    "verify_any": "verificar/",
    "account": "cuenta/",
    "account_login": "cuenta/login/",
    "account_logout": "cuenta/logout/",
}


@register.simple_tag(takes_context=True)
def frame(context: Context) -> dict[str, Any]:
    """The facts of the frame. Asks neither session nor database."""
    request: HttpRequest | None = context.get("request")
    language = prefix()
    path = request.path if request else "/"
    return {
        "site_name": settings.SITE_NAME,
        "lang": "en" if language == "en" else "es-MX",
        "places": places(language),
        "current": current_place(path),
        "other": in_language(path, "es" if language == "en" else "en"),
        "phone": settings.HELP_PHONE,
        "call": "".join(sign for sign in settings.HELP_PHONE if sign.isdigit() or sign == "+"),
        "email": settings.HELP_EMAIL,
        "told": request is not None and (has_session(request) or "messages" in request.COOKIES) and "X-Prefetch" not in request.headers,
    }


@register.simple_tag(takes_context=True)
def who(context: Context) -> str:
    """Who reads the page: visitor, person or staff. Without a session cookie nobody is looked up, so that pages for visitors stay free of it."""
    request: HttpRequest | None = context.get("request")
    if request is None or not has_session(request) or not request.user.is_authenticated:
        return "visitor"
    return "staff" if request.user.is_staff else "person"


@register.simple_tag
def still(name: str, **facts: str) -> SafeString:
    """A part of the frame that depends on nothing but these facts and the language; each is drawn once and kept."""
    return drawn_once(name, get_language() or "", tuple(sorted(facts.items())))


@lru_cache(maxsize=128)
def drawn_once(name: str, language: str, facts: tuple[tuple[str, str], ...]) -> SafeString:
    return render_to_string(name, {**dict(facts), "places": places(prefix())})


@lru_cache(maxsize=2)
def places(language: str) -> dict[str, str]:
    return {name: f"/{language}/{path}" for name, path in PLACES.items()}


def prefix() -> str:
    """The active language as addresses write it."""
    return "en" if get_language() == "en" else "es"


def has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def in_language(path: str, code: str) -> str:
    """The same page in another language; the front page for an address without a language."""
    return f"/{code}{path[3:]}" if path[:4] in ("/es/", "/en/") else f"/{code}/"


def current_place(path: str) -> str:
    """Which entry of the navigation a page belongs to."""
    return next((name for name in ("calls", "applications") if path[4:].startswith(PLACES[name])), "")
