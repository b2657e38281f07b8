"""A file. The answer is {"file": id, "name", "size", "sha256", "media_type"}; its bytes lie in private storage."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.questions import sql
from applicants.calls.questions.base import Column, Config, Question, QuestionType, Shown, is_answered
from fundportal.files.content import FILE_TYPES, accepts, refuse_unless
from fundportal.files.models import StoredFile
from fundportal.web.pack.files import KeptFile, KeptFileField

MOST_MB = (
    50  # of all the files of a page together: the proxy refuses a larger request (docs/deploy/nginx.conf), before the portal could say why
)


class FileConfig(Config):
    types = forms.MultipleChoiceField(
        label=_("Types"), choices=[(code, kind.label) for code, kind in FILE_TYPES.items()], widget=forms.CheckboxSelectMultiple
    )
    max_mb = forms.IntegerField(label=_("Largest size, in MB"), min_value=1, max_value=MOST_MB, initial=10)


class AnswerFileField(KeptFileField):
    """An upload whose content is of one of `types`, whatever its name says."""

    def __init__(self, *, types: list[str], **options: Any) -> None:
        self.types = types
        super().__init__(accept=accepts(types), **options)

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if isinstance(upload, UploadedFile):
            refuse_unless(upload, self.types)
        return upload


class FileQuestion(QuestionType):
    kind = "file"
    label = _("File")
    hint = _("A document, a picture, a sound or a video, checked by its content.")
    order = 120
    config_form = FileConfig

    def fits(self, value: Any) -> bool:
        return isinstance(value, dict) and {"file", "name", "size", "media_type"} <= value.keys()

    def field(self, q: Question) -> forms.Field:
        return AnswerFileField(types=q["config"]["types"], max_bytes=q["config"]["max_mb"] * 1_000_000, **self.common(q))

    def to_json(self, cleaned: Any, q: Question) -> Any:
        """Of a stored file; what was uploaded is stored by whoever saves the answer (see `answers_of`)."""
        return cleaned if isinstance(cleaned, dict) else None

    def initial(self, value: Any, q: Question) -> KeptFile | None:
        return KeptFile(value["name"], value["size"]) if is_answered(value) else None

    def problems(self, value: Any, q: Question) -> list[str]:
        """A file was checked when it came; only the limits of a newer form may have become narrower."""
        if not is_answered(value):
            return []
        allowed = {FILE_TYPES[code].media_type for code in q["config"]["types"]}
        if not isinstance(value, dict) or value.get("media_type") not in allowed:
            return [str(_("This type of file is no longer accepted here."))]
        if value["size"] > q["config"]["max_mb"] * 1_000_000:
            return [str(_("The file is larger than what is accepted now."))]
        return []

    def show(self, value: Any, q: Question) -> Shown:
        return Shown("files", [value]) if is_answered(value) else Shown("none")

    def limits(self, q: Question) -> list[str]:
        labels = ", ".join(str(FILE_TYPES[code].label) for code in q["config"]["types"])
        return [gettext("%(types)s; at most %(size)d MB") % {"types": labels, "size": q["config"]["max_mb"]}]

    def columns(self, q: Question) -> list[Column]:
        return [
            self.column(q, sql.safe(sql.inner(q["key"], "name"))),
            self.column(q, sql.safe(sql.inner(q["key"], "file")), "id", label={"es": "id", "en": "id"}),
            self.column(q, sql.number(sql.inner(q["key"], "size")), "bytes", is_number=True, label={"es": "bytes", "en": "bytes"}),
        ]


def stored_answer(stored: StoredFile) -> dict[str, Any]:
    """What is kept in the answers of a stored file."""
    return {"file": str(stored.pk), "name": stored.name, "size": stored.size, "sha256": stored.sha256, "media_type": stored.media_type}
