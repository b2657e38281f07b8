"""The Mexican state in which one lives."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.calls.eligibility.kinds.base import Rule, RuleKind
from applicants.calls.places.entities import entity_name
from applicants.calls.questions.base import Config, Json
from applicants.calls.questions.entity import offered


class EntitiesConfig(Config):
    entities = forms.MultipleChoiceField(label=gettext_lazy("States"), choices=lambda: offered(False), widget=forms.CheckboxSelectMultiple)


class Entity(RuleKind):
    kind = "entity"
    label = gettext_lazy("Mexican state where one lives")
    hint = gettext_lazy("Some of the 32 federal entities.")
    order = 40
    config_form = EntitiesConfig

    def ask(self, config: dict[str, Any]) -> str:
        return _("In which state of Mexico do you live?")

    def why(self, config: dict[str, Any]) -> str:
        names = [entity_name(code) for code in config["entities"]]
        return _("It is for people who live in %(places)s.") % {"places": get_text_list(names, _("or"))}

    def field(self, rule: Rule) -> forms.Field:
        return forms.ChoiceField(choices=[("", _("Choose a state")), *offered(True)])

    def passes(self, value: Json, config: dict[str, Any]) -> bool:
        return value in config["entities"]

    def show(self, value: Json) -> str:
        return entity_name(str(value))
