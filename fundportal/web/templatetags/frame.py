"""What stands around every page: names, ways, help and the other language. Needs no context processor and, for visitors, no session."""

from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils.translation import get_language

register = template.Library()


class Tongue(NamedTuple):
    """A language of the portal: its code in HTML, its name in itself, the same page in it."""

    tag: str
    name: str
    href: str
    current: bool


TONGUES = (("es", "es-MX", "Español"), ("en", "en", "English"))
# The addresses that the portal promises to keep; a test holds them against the URL configuration.
PLACES = {
    "home": "",
    "about": "fondo/",
    "calls": "convocatorias/",
    "applications": "solicitudes/",
    "account": "cuenta/",
    "account_login": "cuenta/login/",
    "account_logout": "cuenta/logout/",
}


@register.simple_tag(takes_context=True)
def frame(context: Context) -> dict[str, Any]:
    """The facts of the frame. The session is asked only where its cookie came along: pages for visitors stay free of it."""
    request: HttpRequest | None = context.get("request")
    prefix = "en" if get_language() == "en" else "es"
    path = request.path if request else "/"
    known = is_known(request)
    return {
        "site_name": settings.SITE_NAME,
        "lang": "en" if prefix == "en" else "es-MX",
        "places": {name: f"/{prefix}/{path}" for name, path in PLACES.items()},
        "current": current_place(path),
        "tongues": [Tongue(tag, name, in_language(path, code), code == prefix) for code, tag, name in TONGUES],
        "phone": settings.HELP_PHONE,
        "phone_href": "".join(sign for sign in settings.HELP_PHONE if sign.isdigit() or sign == "+"),
        "email": settings.HELP_EMAIL,
        "cookie": known,
        "told": known or bool(request and "messages" in request.COOKIES),
    }


def is_known(request: HttpRequest | None) -> bool:
    """Whether a session may exist; without its cookie neither user nor messages need to be looked up."""
    return request is not None and settings.SESSION_COOKIE_NAME in request.COOKIES


def in_language(path: str, code: str) -> str:
    """The same page in another language; its front page for an address without a language."""
    return f"/{code}{path[3:]}" if path[:4] in ("/es/", "/en/") else f"/{code}/"


def current_place(path: str) -> str:
    """Which entry of the navigation a page belongs to."""
    rest = path[4:]
    return next((name for name in ("calls", "applications") if rest.startswith(PLACES[name])), "home" if path in ("/es/", "/en/") else "")
