"""Whom to ask, and what the referee writes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from applicants.applications.team.reachable import require_reachable
from applicants.applications.team.references.answer import LIMITS, LONGEST
from applicants.applications.team.references.models import ReferencesAsked
from fundportal.accounts.forms import AddressField
from fundportal.files.content import inspect_upload
from fundportal.web.row_admin import RowForm


class AskForm(forms.Form):
    """A person who knows the applicant's work."""

    name = forms.CharField(label=_("Name of the person"), max_length=200)
    email = AddressField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the letter to them"), choices=settings.LANGUAGES)
    note = forms.CharField(
        label=_("A word to the person"), max_length=300, required=False, help_text=_("For example, what you would like them to speak of.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "off"

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        require_reachable(email)
        return email


class WaiverForm(forms.Form):
    """Why there is nobody."""

    reason = forms.CharField(
        label=_("Why nobody can write for you"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Two sentences are enough. It does not count against you."),
    )


class LetterForm(forms.Form):
    """The letter, as text or as a file, or both."""

    text = forms.CharField(label=_("Your letter"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 14}))
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("PDF, Word or OpenDocument, 5 MB at most. It takes the place of one that you sent before."),
    )
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def clean_file(self) -> UploadedFile[Any] | None:
        """Looked through before anything is locked; the size comes first, since a large one takes its time."""
        upload: UploadedFile[Any] | None = self.cleaned_data["file"]
        if upload is not None and (upload.size or 0) <= LIMITS.max_bytes:
            inspect_upload(upload, LIMITS)
        return upload


class ReferencesAskedForm(RowForm[ReferencesAsked]):
    """How many, until when, and the question, in both languages."""

    class Meta:
        model = ReferencesAsked
        fields = ["call", "at_least", "at_most", "days_after", "required", "question_es", "question_en"]
        widgets = {name: forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}) for name in ("question_es", "question_en")}
