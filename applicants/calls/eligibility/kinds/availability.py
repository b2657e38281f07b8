"""Being free on certain days."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.calls.eligibility.kinds.base import Rule, YesNo
from applicants.calls.questions.base import Config, Json
from fundportal.web.moments import day_in_words


class DaysConfig(Config):
    first = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and first > last:
            raise ValidationError(_("The first day is after the last one."), code="order")
        if any(day and not 2000 <= day.year <= 2200 for day in (first, last)):
            raise ValidationError(_("Check the year of the day."), code="year")
        return self.cleaned_data

    def to_config(self) -> dict[str, Any]:
        return {name: day.isoformat() for name, day in self.cleaned_data.items()}


class Availability(YesNo):
    kind = "availability"
    label = gettext_lazy("Being free on certain days")
    hint = gettext_lazy("From a day to another one; write in your own words what happens and when.")
    order = 50
    config_form = DaysConfig

    def ask(self, config: dict[str, Any]) -> str:
        return _("Can you take part from %(first)s to %(last)s?") % days(config)

    def why(self, config: dict[str, Any]) -> str:
        return _("Whoever is chosen takes part in all of it, from %(first)s to %(last)s.") % days(config)

    def asks(self, rule: Rule) -> str:
        return f"available:{rule['config']['first']}:{rule['config']['last']}"

    def passes(self, value: Json, config: dict[str, Any]) -> bool:
        return bool(value == "yes")


def days(config: dict[str, Any]) -> dict[str, str]:
    return {name: day_in_words(datetime.date.fromisoformat(config[name])) for name in ("first", "last")}
