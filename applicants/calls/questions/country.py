"""A country, by ISO 3166-1 alpha-2."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.places.countries import OTHER_COUNTRY, by_name, country_name
from applicants.calls.questions.base import Config, Question, QuestionType, Shown, is_answered
from applicants.calls.questions.options import with_retired


class CountryConfig(Config):
    other = forms.BooleanField(label=_("Offer “Another country” too"), required=False, initial=True)


class Country(QuestionType):
    kind = "country"
    label = _("Country")
    hint = _("A country of Latin America or the Caribbean, or another one.")
    order = 50
    config_form = CountryConfig

    def field(self, q: Question) -> forms.ChoiceField:
        offered: list[tuple[str, Any]] = [
            ("", gettext("Choose a country")),
            (gettext("Latin America"), by_name("core")),
            (gettext("Caribbean, Guianas and territories"), by_name("caribbean")),
        ]
        if q["config"].get("other"):
            offered.append((OTHER_COUNTRY, country_name(OTHER_COUNTRY)))
        return forms.ChoiceField(choices=offered, **self.common(q))

    def holding(self, field: Any, value: Any, q: Question) -> forms.Field:
        return with_retired(field, [value], lambda: self.field(q))

    def example(self, q: Question) -> str:
        return "MX"

    def show(self, value: Any, q: Question) -> Shown:
        return Shown("text", country_name(value)) if is_answered(value) else Shown("none")

    def counts(self, q: Question) -> list[tuple[str, str]]:
        return [*by_name("core"), *by_name("caribbean"), (OTHER_COUNTRY, country_name(OTHER_COUNTRY))]
