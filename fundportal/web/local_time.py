"""Instants that staff type on the clock of a place, not on the server's: the form's own field `time_zone` says which."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WRITTEN = "%Y-%m-%dT%H:%M"


class LocalDateTimeField(forms.DateTimeField):
    """The browser's own date and time control; its value is naive until `in_zone` gives it a zone."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateTimeInput({"type": "datetime-local"}, format=WRITTEN))
        super().__init__(input_formats=[WRITTEN, "%Y-%m-%d %H:%M", "%Y-%m-%d"], **options)

    def prepare_value(self, value: Any) -> Any:
        return value.strftime(WRITTEN) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        parsed = super().to_python(value)
        return parsed.replace(tzinfo=None) if parsed else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != (data or None))


def of_zone(form: forms.ModelForm[Any], *names: str) -> None:
    """Show the instants of the form's row on the clock of its zone."""
    zone = ZoneInfo(form.instance.time_zone)
    for name in names:
        moment = form.initial.get(name)
        if isinstance(moment, datetime) and moment.tzinfo:
            form.initial[name] = moment.astimezone(zone).replace(tzinfo=None)


def in_zone(form: forms.BaseForm, *names: str) -> dict[str, Any]:
    """The cleaned data with those values in the zone that the form names. An hour that the clock skips there is an error."""
    cleaned = form.cleaned_data
    zone = ZoneInfo(cleaned.get("time_zone") or form.instance.time_zone)  # type: ignore[attr-defined]
    for name in names:
        naive = cleaned.get(name)
        if naive is None:
            continue
        moment = naive.replace(tzinfo=zone)
        if moment.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != naive:
            form.add_error(
                name, ValidationError(_("On that day the clock is moved forward there; this hour does not exist."), code="skipped")
            )
        else:
            cleaned[name] = moment
    return cleaned
