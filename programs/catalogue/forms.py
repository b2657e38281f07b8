"""Editing a programme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fundportal.web.row_admin import RowForm
from programs.catalogue.models import Program


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea({"rows": 6}))
        options.setdefault("help_text", _("One a line."))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(self.prepare_value(initial)) != self.to_python(data))


class ProgramForm(RowForm[Program]):
    """A programme; its topics are lines."""

    topics_es = LinesField(label=_("Topics (Spanish)"), required=False)
    topics_en = LinesField(label=_("Topics (English)"), required=False)

    class Meta:
        model = Program
        fields = [
            *(
                "code",
                "slug",
                "order",
                "colour",
                "is_public",
                "kicker_es",
                "kicker_en",
                "name_es",
                "name_en",
                "short_name_es",
                "short_name_en",
            ),
            *("summary_es", "summary_en", "topics_es", "topics_en", "about_es", "about_en"),
        ]
