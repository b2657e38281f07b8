"""What a call says that it will use self-descriptions for. Said before it opens: who is asked has to know, and what was said stays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.disclosure.floors.models import FloorStated
from applicants.disclosure.floors.stated import may_be_stated
from applicants.disclosure.subjects import subjects
from fundportal.accounts.roles import Permission
from fundportal.web.row_admin import RowForm
from programs.catalogue.scoped import ScopedAdmin


def is_open(row: FloorStated) -> bool:
    """Whether people may have read it already."""
    return row.call.opens_at <= timezone.now()


class FloorStatedForm(RowForm[FloorStated]):
    subject = forms.ChoiceField(label=_("Question"))

    class Meta:
        model = FloorStated
        fields = ["call", "subject", "sentence_es", "sentence_en", "law"]
        widgets = {name: forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}) for name in ("sentence_es", "sentence_en", "law")}
        help_texts = {
            "sentence_es": _(
                "Whoever is asked about themselves reads it before they agree: for what it is used, and that it decides only between equals."
            ),
            "law": _("For the record: it is shown to who composes."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "subject" in self.fields:
            self.fields["subject"].choices = may_be_stated()  # type: ignore[attr-defined]

    def clean_call(self) -> Any:
        call = self.cleaned_data["call"]
        if call.opens_at <= timezone.now():
            raise ValidationError(gettext("This call is open, or was: who has been asked about themselves was not told."), code="open")
        return call


@admin.register(FloorStated)
class FloorStatedAdmin(ScopedAdmin[FloorStated]):
    """One row a call and subject."""

    permission = Permission.MANAGE_CALL
    program_path = "call__cohort__strand__program__code"
    scoped_choices = {"call": "cohort__strand__program__code"}
    staff_delete = True
    form = FloorStatedForm
    list_display = ("call", "question", "law", "at")
    list_select_related = ("call__cohort__strand__program",)
    ordering = ("-pk",)
    fields = ("call", "subject", ("sentence_es", "sentence_en"), "law")

    @admin.display(description=_("question"))
    def question(self, row: FloorStated) -> str:
        known = subjects().get(row.subject)
        return known.title if known else row.subject

    def save_model(self, request: HttpRequest, obj: FloorStated, form: Any, change: bool) -> None:
        if not change:
            obj.by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request: HttpRequest, obj: FloorStated | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and is_open(obj))

    def has_delete_permission(self, request: HttpRequest, obj: FloorStated | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and is_open(obj))
