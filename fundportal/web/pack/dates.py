"""A date in three boxes, day, month and year: no calendar to scroll through for a birthday, no order to guess."""

import calendar
import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fundportal.web.moments import day_in_words, month_name

LABELS = (gettext_lazy("Day"), gettext_lazy("Month"), gettext_lazy("Year"))


class DayMonthYearInput(forms.Widget):
    """Three labelled boxes `x_0`, `x_1`, `x_2`. Its value is what was typed: a list of three strings."""

    template_name = "fp/widgets/date.html"
    use_fieldset = True

    def id_for_label(self, id_: str) -> str:
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [str(data.get(f"{name}_{place}") or "").strip() for place in range(3)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}_{place}" not in data for place in range(3))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        common = context["widget"]["attrs"]
        context["widget"]["boxes"] = [
            {
                "name": f"{name}_{place}",
                "id": f"{common.get('id', f'id_{name}')}_{place}",
                "label": LABELS[place],
                "value": typed,
                "mode": "text" if place == 1 else "numeric",
                "required": common.get("required", False),
                "disabled": common.get("disabled", False),
                "invalid": "aria-invalid" in common,
            }
            for place, typed in enumerate(as_typed(value))
        ]
        return context


def as_typed(value: Any) -> list[str]:
    """The three boxes of a date, an ISO string, or of what was typed before."""
    if isinstance(value, str):
        try:
            value = datetime.date.fromisoformat(value)
        except ValueError:
            return ["", "", ""]
    if isinstance(value, datetime.date):
        return [str(value.day), str(value.month), str(value.year)]
    return [str(part) for part in value] if value else ["", "", ""]


class DayMonthYearField(forms.Field):
    """A `datetime.date`. The month may be a number or a name; each error says which box to look at."""

    widget = DayMonthYearInput

    def __init__(self, *, earliest: datetime.date | None = None, latest: datetime.date | None = None, **options: Any) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**options)

    def prepare_value(self, value: Any) -> list[str]:
        return as_typed(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return as_typed(initial) != as_typed(data)

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, datetime.date):
            return value
        typed = as_typed(value)
        if not any(typed):
            return None
        lacking = [str(LABELS[place]).lower() for place in range(3) if not typed[place]]
        if lacking:
            raise ValidationError(_("The date is not complete. Missing: %(parts)s.") % {"parts": ", ".join(lacking)}, code="incomplete")
        return existing_day(day_number(typed[0]), month_number(typed[1]), year_number(typed[2]))

    def validate(self, value: datetime.date | None) -> None:
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise ValidationError(_("The date must be %(day)s or later.") % {"day": day_in_words(self.earliest)}, code="early")
        if value and self.latest and value > self.latest:
            raise ValidationError(_("The date must be %(day)s or earlier.") % {"day": day_in_words(self.latest)}, code="late")


def day_number(typed: str) -> int:
    if not typed.isdecimal() or len(typed) > 2 or not 1 <= int(typed) <= 31:
        raise ValidationError(_("“%(typed)s” is not a day. Write a number from 1 to 31.") % {"typed": typed[:20]}, code="day")
    return int(typed)


def month_number(typed: str) -> int:
    if typed.isdecimal() and len(typed) <= 2 and 1 <= int(typed) <= 12:
        return int(typed)
    word = typed.casefold().rstrip(".")
    for names in (MONTHS, MONTHS_3):
        for number, name in names.items():
            if word == str(name).casefold():
                return number
    raise ValidationError(_("“%(typed)s” is not a month. Write a number from 1 to 12.") % {"typed": typed[:20]}, code="month")


def year_number(typed: str) -> int:
    if not typed.isdecimal() or len(typed) != 4 or int(typed) < 1000:
        raise ValidationError(_("Write the year with four digits, for example 1998."), code="year")
    return int(typed)


def existing_day(day: int, month: int, year: int) -> datetime.date:
    if day > calendar.monthrange(year, month)[1]:
        raise ValidationError(
            _("%(day)d %(month)s %(year)d does not exist. Check the day.") % {"day": day, "month": month_name(month), "year": year},
            code="nonexistent",
        )
    return datetime.date(year, month, day)
