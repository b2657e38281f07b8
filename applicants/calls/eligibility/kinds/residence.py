"""The country in which one lives."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.calls.eligibility.kinds.base import Rule, RuleKind
from applicants.calls.places.countries import OTHER_COUNTRY, by_name, countries, country_name
from applicants.calls.questions.base import Config, Json

GROUPS = {"LATAM": "core", "CARIBE": "caribbean"}
"""A word of the settings for a whole group of countries."""


class CountriesField(forms.CharField):
    """Codes of countries and words for groups of them, separated by spaces or commas."""

    def prepare_value(self, value: Any) -> Any:
        return " ".join(str(code) for code in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        codes = [code for code in re.split(r"[\s,;]+", (super().to_python(value) or "").upper()) if code]
        for code in codes:
            if code not in countries() and code not in GROUPS:
                raise ValidationError(_("There is no country with the code “%(code)s”.") % {"code": code[:20]}, code="unknown")
        return list(dict.fromkeys(codes))

    def run_validators(self, value: Any) -> None:
        """A list has none: those of CharField are for text."""


class CountriesConfig(Config):
    countries = CountriesField(
        label=gettext_lazy("Countries"),
        help_text=gettext_lazy(
            "Two letters each, such as MX GT. LATAM is all of Latin America; CARIBE the Caribbean, the Guianas and territories."
        ),
    )


def among(code: Json, wanted: list[str]) -> bool:
    """Whether a country is one of those, or in one of those groups."""
    if not isinstance(code, str):
        raise TypeError(code)
    found = countries().get(code)
    return code in wanted or bool(found and any(GROUPS.get(word) == found.group for word in wanted))


def named(wanted: list[str]) -> str:
    """“Mexico, Guatemala or the Caribbean”."""
    groups = {"LATAM": _("Latin America"), "CARIBE": _("the Caribbean, the Guianas and territories")}
    return get_text_list([groups.get(word) or country_name(word) for word in wanted], _("or"))


class Residence(RuleKind):
    kind = "residence"
    label = gettext_lazy("Country where one lives")
    hint = gettext_lazy("Those countries, or a whole region.")
    order = 10
    config_form = CountriesConfig

    def ask(self, config: dict[str, Any]) -> str:
        return _("In which country do you live?")

    def why(self, config: dict[str, Any]) -> str:
        return _("It is for people who live in %(places)s.") % {"places": named(config["countries"])}

    def field(self, rule: Rule) -> forms.Field:
        offered: list[tuple[str, Any]] = [
            ("", _("Choose a country")),
            (_("Latin America"), by_name("core")),
            (_("Caribbean, Guianas and territories"), by_name("caribbean")),
            (OTHER_COUNTRY, country_name(OTHER_COUNTRY)),
        ]
        return forms.ChoiceField(choices=offered)

    def passes(self, value: Json, config: dict[str, Any]) -> bool:
        return among(value, config["countries"])

    def show(self, value: Json) -> str:
        return country_name(str(value))
