"""Language by address: /es/… is Mexican Spanish (es-mx), /en/… is English."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import LocalePrefixPattern, URLResolver
from django.utils import translation
from django.utils.translation import get_language_from_request

PREFIXES = {"es": "es-mx", "en": "en"}


class ShortPrefixPattern(LocalePrefixPattern):
    """The prefix of the active language without its country: es-mx is reached under es/."""

    @property
    def language_prefix(self) -> str:
        return f"{(translation.get_language() or 'es').split('-')[0]}/"


def in_both_languages(*patterns: Any) -> list[URLResolver]:
    """The given URL patterns under /es/ and /en/, with the same words."""
    return [URLResolver(ShortPrefixPattern(), list(patterns))]


class LanguageMiddleware:
    """Activates the language of the address; elsewhere the reader's own (cookie, then browser), Spanish when unknown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = PREFIXES.get(request.path_info[1:3]) if request.path_info[3:4] == "/" else None
        request.LANGUAGE_CODE = language or get_language_from_request(request)
        with translation.override(request.LANGUAGE_CODE):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


def to_own_language(request: HttpRequest) -> HttpResponse:
    """From / to /es/ or /en/, as the reader's cookie or browser asks."""
    response = HttpResponseRedirect(f"/{request.LANGUAGE_CODE.split('-')[0]}/")
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response
