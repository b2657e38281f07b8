"""The form field of each kind of question. All are optional; "I prefer not to answer" is an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext

from applicants.calls.languages.field import LanguageField
from applicants.calls.languages.said import said
from applicants.calls.places.entities import OUTSIDE_MEXICO, entities, entity_name
from applicants.calls.places.municipalities import full_name, municipalities
from applicants.calls.questions.entity import offered
from applicants.calls.questions.municipality import PlaceField, PlaceInput
from applicants.disclosure.wording import PREFER_NOT, Asked, prefer_not
from fundportal.web.pack.lines import LineField

LONGEST = 120


class BroadPlaceInput(PlaceInput):
    """A state, being outside Mexico, or no answer; and a municipality for who wants to say it."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["states"] = [*offered(outside=True), (PREFER_NOT, prefer_not())]
        return context


class BroadPlaceField(PlaceField):
    """INEGI's code of a state (two digits) or municipality (five), or one of the two that are no place of Mexico."""

    widget = BroadPlaceInput

    def prepare_value(self, value: Any) -> list[str]:
        if isinstance(value, str) and value not in municipalities():
            return [value, ""]
        return super().prepare_value(value)

    def to_python(self, value: Any) -> str | None:
        state, typed = ("", "") if isinstance(value, str) or not value else value
        if state in (OUTSIDE_MEXICO, PREFER_NOT):
            return str(state)
        if state in entities() and not typed:
            return str(state)
        return super().to_python(value)


def choice(asked: Asked, common: dict[str, Any]) -> forms.Field:
    choices = asked.choices()
    if asked.data.get("look") == "list":
        return forms.ChoiceField(choices=[("", gettext("Choose an answer")), *choices], **common)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)


def words(asked: Asked, common: dict[str, Any]) -> forms.Field:
    return LineField(max_length=LONGEST, **common)


def place(asked: Asked, common: dict[str, Any]) -> forms.Field:
    return BroadPlaceField(**common)


def language(asked: Asked, common: dict[str, Any]) -> forms.Field:
    return LanguageField(**common)


KINDS: dict[str, Callable[[Asked, dict[str, Any]], forms.Field]] = {
    "choice": choice,
    "words": words,
    "place": place,
    "language": language,
}


def field_of(asked: Asked) -> forms.Field:
    """With label and help in the language of the moment."""
    return KINDS[asked.kind](asked, {"label": asked.text, "help_text": asked.help, "required": False})


def shown(asked: Asked, value: Any) -> str:
    """A stored answer in words, for the person who gave it."""
    if value == PREFER_NOT:
        return prefer_not()
    if asked.kind == "place":
        return full_name(value) if value in municipalities() else entity_name(value)
    if asked.kind == "language":
        return said(value)
    return dict(asked.choices()).get(value, str(value)) if asked.kind == "choice" else str(value)
