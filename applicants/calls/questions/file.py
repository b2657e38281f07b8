"""A file. The answer is {"file": id, "name", "size", "sha256", "media_type"}; its bytes lie in private storage."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.questions import sql
from applicants.calls.questions.base import Column, Config, Question, QuestionType, Shown, is_answered
from fundportal.files.content import FILE_TYPES, accepts, inspect_upload
from fundportal.files.limits import Limits
from fundportal.files.models import StoredFile
from fundportal.web.pack.files import KeptFile, KeptFileField
from fundportal.web.sizes import on_a_slow_line

MEGABYTE = 1_000_000
MOST_MB = 50  # of all the files that a page sends in one go: the proxy refuses a larger request (docs/deploy/proxy) before the portal could say why
MOST_MB_IN_PIECES = 500  # of one file that the page's script sends in pieces
NOWHERE = "00000000-0000-0000-0000-000000000000"
"""The id of a file that was only tried."""


class FileConfig(Config):
    types = forms.MultipleChoiceField(
        label=_("Types"), choices=[(code, kind.label) for code, kind in FILE_TYPES.items()], widget=forms.CheckboxSelectMultiple
    )
    max_mb = forms.IntegerField(label=_("Largest size, in MB"), min_value=1, max_value=MOST_MB_IN_PIECES, initial=10)
    max_pages = forms.IntegerField(label=_("Most pages (of a PDF)"), min_value=1, max_value=2000, required=False)
    max_minutes = forms.IntegerField(label=_("Most minutes (of sound or video)"), min_value=1, max_value=600, required=False)


class AnswerFileField(KeptFileField):
    """An upload whose content is within the limits, whatever its name says. In one go it may weigh no more than a page can send."""

    def __init__(self, *, limits: Limits, told: list[str], **options: Any) -> None:
        self.limits = limits
        most = min(limits.max_bytes, MOST_MB * MEGABYTE)
        super().__init__(accept=accepts(limits.types), max_bytes=most, most_in_pieces=limits.max_bytes, told=told, **options)

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if isinstance(upload, UploadedFile):
            inspect_upload(upload, self.limits)
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
        return AnswerFileField(limits=limits_of(q), told=self.told(q), **self.common(q))

    def uploads(self, q: Question) -> Limits:
        return limits_of(q)

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
        if value["size"] > limits_of(q).max_bytes:
            return [str(_("The file is larger than what is accepted now."))]
        return []

    def show(self, value: Any, q: Question) -> Shown:
        return Shown("files", [value]) if is_answered(value) else Shown("none")

    def example(self, q: Question) -> dict[str, Any]:
        """A file that is nowhere."""
        kind = FILE_TYPES[q["config"]["types"][0]]
        return {"file": NOWHERE, "name": f"ejemplo{kind.suffix}", "size": 1000, "sha256": "0" * 64, "media_type": kind.media_type}

    def limits(self, q: Question) -> list[str]:
        config, most = q["config"], limits_of(q)
        labels = ", ".join(str(FILE_TYPES[code].label) for code in config["types"])
        found = [gettext("%(types)s; at most %(size)d MB") % {"types": labels, "size": config["max_mb"]}]
        if most.max_pages:
            found.append(ngettext("at most %(n)d page", "at most %(n)d pages", most.max_pages) % {"n": most.max_pages})
        if most.max_minutes:
            found.append(ngettext("at most %(n)d minute", "at most %(n)d minutes", most.max_minutes) % {"n": most.max_minutes})
        return found

    def told(self, q: Question) -> list[str]:
        """The limits, and what they cost, in sentences that stand before the file is chosen."""
        most = limits_of(q).max_bytes
        facts = {"limits": "; ".join(self.limits(q)), "time": on_a_slow_line(most), "most": MOST_MB}
        found = [gettext("%(limits)s. On a slow line that takes about %(time)s.") % facts]
        if most > MOST_MB * MEGABYTE:
            found.append(gettext("Without JavaScript in your browser: at most %(most)d MB.") % facts)
        return found

    def columns(self, q: Question) -> list[Column]:
        return [
            self.column(q, sql.safe(sql.inner(q["key"], "name"))),
            self.column(q, sql.safe(sql.inner(q["key"], "file")), "id", label={"es": "id", "en": "id"}),
            self.column(q, sql.number(sql.inner(q["key"], "size")), "bytes", is_number=True, label={"es": "bytes", "en": "bytes"}),
        ]


def limits_of(q: Question) -> Limits:
    config = q["config"]
    return Limits(tuple(config["types"]), config["max_mb"] * MEGABYTE, config.get("max_pages"), config.get("max_minutes"))


def stored_answer(stored: StoredFile) -> dict[str, Any]:
    """What is kept in the answers of a stored file."""
    return {"file": str(stored.pk), "name": stored.name, "size": stored.size, "sha256": stored.sha256, "media_type": stored.media_type}
