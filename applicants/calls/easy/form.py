"""The easy explanation of a question, as staff write and send it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from applicants.calls.easy.keep import TYPES, check, keep
from applicants.calls.models import Question
from fundportal.files.content import accepts

if TYPE_CHECKING:
    from fundportal.accounts.models import User

TALL = {"class": "vLargeTextField", "rows": 4}


class SoundField(forms.FileField):
    """A sound by its content; False when the one that is there is to go."""

    widget = forms.ClearableFileInput

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if isinstance(upload, UploadedFile):
            check(upload)
        return upload


def sound_field(label: Any) -> SoundField:
    widget = forms.ClearableFileInput({"accept": accepts(TYPES)})
    return SoundField(
        label=label,
        required=False,
        allow_empty_file=True,
        widget=widget,
        help_text=_("MP3, M4A or OGG, at most 2 MB: a minute or two of speech."),
    )


class EasyForm(forms.ModelForm[Question]):
    """A text in short plain sentences, and the same spoken, in both languages; all of it may be left out."""

    sound_es = sound_field(_("Spoken (Spanish, or a language of the region)"))
    sound_en = sound_field(_("Spoken (English)"))

    class Meta:
        model = Question
        fields = ["easy_es", "easy_en"]
        labels = {"easy_es": _("In plain words (Spanish)"), "easy_en": _("In plain words (English)")}
        help_texts = {"easy_es": _("Short sentences, one idea each. It stands folded under the question.")}
        widgets = {"easy_es": forms.Textarea(TALL), "easy_en": forms.Textarea(TALL)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in ("es", "en"):
            self.fields[f"sound_{language}"].initial = getattr(self.instance, f"audio_{language}")

    def apply(self, by: User) -> None:
        """Write what was sent into the question, which whoever calls this saves. One that is replaced stays for the forms that name it."""
        for language in ("es", "en"):
            sent = self.cleaned_data[f"sound_{language}"]
            if isinstance(sent, UploadedFile):
                setattr(self.instance, f"audio_{language}", keep(call=self.instance.section.call, upload=sent, by=by))
            elif sent is False:
                setattr(self.instance, f"audio_{language}", None)
