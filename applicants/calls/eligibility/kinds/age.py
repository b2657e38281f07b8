"""The age on a certain day."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.calls.eligibility.kinds.base import Rule, RuleKind
from applicants.calls.questions.base import Config, Json
from fundportal.web.moments import day_in_words
from fundportal.web.pack.dates import DayMonthYearField

OLDEST = 120


class AgeConfig(Config):
    least = forms.IntegerField(label=gettext_lazy("Youngest, in years"), required=False, min_value=1, max_value=OLDEST)
    most = forms.IntegerField(label=gettext_lazy("Oldest, in years"), required=False, min_value=1, max_value=OLDEST)
    on = forms.DateField(label=gettext_lazy("On which day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        least, most, on = (self.cleaned_data.get(name) for name in ("least", "most", "on"))
        if not least and not most and not self.errors:
            raise ValidationError(_("Write the youngest age, the oldest, or both."), code="none")
        if least and most and least > most:
            raise ValidationError(_("The youngest age is above the oldest one."), code="order")
        if on and not 2000 <= on.year <= 2200:
            raise ValidationError(_("Check the year of the day."), code="year")
        return self.cleaned_data

    def to_config(self) -> dict[str, Any]:
        return {**super().to_config(), "on": self.cleaned_data["on"].isoformat()}


def age_on(born: datetime.date, day: datetime.date) -> int:
    """Completed years; who was born on 29 February completes one on 1 March of other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class BirthField(DayMonthYearField):
    """A day of birth: not to come, and of somebody who may be alive."""

    def validate(self, value: datetime.date | None) -> None:
        super().validate(value)
        today = timezone.localdate()
        if value and value > today:
            raise ValidationError(_("This day has not come yet. Check the year."), code="future")
        if value and age_on(value, today) > OLDEST:
            raise ValidationError(_("Check the year: that was more than %(years)d years ago.") % {"years": OLDEST}, code="old")


class Age(RuleKind):
    kind = "age"
    label = gettext_lazy("Age on a day")
    hint = gettext_lazy("From an age on, up to one, or both. The day of birth is asked.")
    order = 30
    config_form = AgeConfig

    def ask(self, config: dict[str, Any]) -> str:
        return _("When were you born?")

    def why(self, config: dict[str, Any]) -> str:
        words = {**config, "day": day_in_words(datetime.date.fromisoformat(config["on"]))}
        if config.get("least") and config.get("most"):
            return _("It is for people who are %(least)d to %(most)d years old on %(day)s.") % words
        if config.get("least"):
            return _("It is for people who are %(least)d or older on %(day)s.") % words
        return _("It is for people who are %(most)d or younger on %(day)s.") % words

    def asks(self, rule: Rule) -> str:
        return "birth"

    def field(self, rule: Rule) -> forms.Field:
        return BirthField()

    def to_json(self, cleaned: Any) -> Json:
        return cleaned.isoformat() if cleaned else None

    def initial(self, value: Json) -> Any:
        return datetime.date.fromisoformat(value)

    def passes(self, value: Json, config: dict[str, Any]) -> bool:
        age = age_on(datetime.date.fromisoformat(value), datetime.date.fromisoformat(config["on"]))
        return (config.get("least") or 0) <= age <= (config.get("most") or 10_000)

    def show(self, value: Json) -> str:
        return day_in_words(datetime.date.fromisoformat(value))
