"""A day."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.questions.base import Config, Question, QuestionType, Shown, is_answered
from fundportal.web.moments import day_in_words
from fundportal.web.pack.dates import DayMonthYearField


class DateConfig(Config):
    earliest = forms.DateField(label=_("Earliest day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    latest = forms.DateField(label=_("Latest day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        earliest, latest = self.cleaned_data.get("earliest"), self.cleaned_data.get("latest")
        if earliest and latest and earliest > latest:
            raise ValidationError(gettext("The earliest day is after the latest one."), code="order")
        return self.cleaned_data

    def to_config(self) -> dict[str, Any]:
        return {name: day.isoformat() for name, day in self.cleaned_data.items() if day}


def day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


class Date(QuestionType):
    kind = "date"
    label = _("Date")
    hint = _("Day, month and year in three boxes.")
    order = 80
    parts = ("0", "1", "2")
    config_form = DateConfig

    def fits(self, value: Any) -> bool:
        try:
            return isinstance(value, str) and day(value) is not None
        except ValueError:
            return False

    def field(self, q: Question) -> forms.Field:
        return DayMonthYearField(earliest=day(q["config"].get("earliest")), latest=day(q["config"].get("latest")), **self.common(q))

    def to_json(self, cleaned: datetime.date | None, q: Question) -> str | None:
        return cleaned.isoformat() if cleaned else None

    def initial(self, value: Any, q: Question) -> datetime.date | None:
        return day(value)

    def example(self, q: Question) -> str:
        """The fifteenth of January 2000, or the nearest day that is allowed."""
        usual, earliest, latest = datetime.date(2000, 1, 15), day(q["config"].get("earliest")), day(q["config"].get("latest"))
        return max(min(usual, latest or usual), earliest or datetime.date.min).isoformat()

    def show(self, value: Any, q: Question) -> Shown:
        return Shown("text", day_in_words(datetime.date.fromisoformat(value))) if is_answered(value) else Shown("none")
