"""A federal entity of Mexico, 01 to 32, or being outside Mexico."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.places.entities import OUTSIDE_MEXICO, entities, entity_name
from applicants.calls.questions.base import Config, Question, QuestionType, Shown, is_answered
from applicants.calls.questions.options import with_retired


def offered(outside: bool) -> list[tuple[str, str]]:
    """(code, name) of every entity in the order of its code, and of having none."""
    named = [(entity.code, entity.name) for entity in entities().values()]
    return [*named, (OUTSIDE_MEXICO, entity_name(OUTSIDE_MEXICO))] if outside else named


class EntityConfig(Config):
    outside = forms.BooleanField(label=_("Offer “Outside Mexico” too"), required=False)


class Entity(QuestionType):
    kind = "entity"
    label = _("Mexican state")
    hint = _("One of the 32 federal entities.")
    order = 60
    config_form = EntityConfig

    def field(self, q: Question) -> forms.ChoiceField:
        choices = [("", gettext("Choose a state")), *offered(bool(q["config"].get("outside")))]
        return forms.ChoiceField(choices=choices, **self.common(q))

    def holding(self, field: Any, value: Any, q: Question) -> forms.Field:
        return with_retired(field, [value], lambda: self.field(q))

    def example(self, q: Question) -> str:
        return next(iter(entities()))

    def show(self, value: Any, q: Question) -> Shown:
        return Shown("text", entity_name(value)) if is_answered(value) else Shown("none")

    def counts(self, q: Question) -> list[tuple[str, str]]:
        return offered(bool(q["config"].get("outside")))
