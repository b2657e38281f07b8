"""Editing a session: its hours are those of the place where it happens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fundportal.web.local_time import LocalDateTimeField, in_zone, of_zone
from fundportal.web.row_admin import RowForm
from fundportal.web.zones import zone_choices
from programs.training.models import Session


class SessionForm(RowForm[Session]):
    """Times are typed in the session's own time zone."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices, initial="America/Mexico_City")
    starts_at = LocalDateTimeField(label=_("Starts"), help_text=_("In the time zone above."))
    ends_at = LocalDateTimeField(label=_("Ends"))

    class Meta:
        model = Session
        fields = ["cohort", "kind", "title_es", "title_en", "time_zone", "starts_at", "ends_at", "venue_es", "venue_en", "guests"]
        widgets = {"guests": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_zone(self, "starts_at", "ends_at")

    def clean(self) -> dict[str, Any]:
        super().clean()
        return in_zone(self, "starts_at", "ends_at")
