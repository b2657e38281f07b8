"""An https address, of a video for example."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.questions.base import Config, Question, QuestionType, Shown, is_answered
from fundportal.web.plain_text import address

LONGEST = 500
VIDEO_HOSTS = (
    "youtube.com",
    "youtu.be",
    "vimeo.com",
    "drive.google.com",
    "dropbox.com",
    "onedrive.live.com",
    "1drv.ms",
    "wetransfer.com",
    "filmin.latam",
)


class LinkConfig(Config):
    video = forms.BooleanField(
        label=_("A video is expected"), required=False, help_text=_("Then only addresses of known video and file services are taken.")
    )


class HttpsField(forms.URLField):
    """An address that begins with https; written without it, it is added."""

    def __init__(self, *, video: bool = False, **options: Any) -> None:
        self.video = video
        options.setdefault("widget", forms.URLInput({"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}))
        super().__init__(max_length=LONGEST, assume_scheme="https", **options)
        self.error_messages["invalid"] = gettext("This is no web address. Copy it from the browser; it begins with https://.")

    def to_python(self, value: Any) -> str:
        found = super().to_python(address(value or "")) or ""
        return "https://" + found.removeprefix("http://") if found.startswith("http://") else found

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            parts = urlsplit(value)
            host = parts.hostname or ""
        except ValueError:  # a bracket without its fellow
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if value and (parts.scheme != "https" or "@" in parts.netloc):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if value and self.video and not any(host == known or host.endswith(f".{known}") for known in VIDEO_HOSTS):
            raise ValidationError(
                gettext(
                    "We do not know the video service “%(host)s”. Upload it to YouTube, Vimeo or a file service such as Drive, and paste the link."
                )
                % {"host": host},
                code="host",
            )


class Link(QuestionType):
    kind = "link"
    label = _("Link")
    hint = _("A web address: a teaser, a portfolio.")
    order = 110
    config_form = LinkConfig

    def fits(self, value: Any) -> bool:
        return isinstance(value, str) and value.startswith("https://")

    def field(self, q: Question) -> forms.Field:
        return HttpsField(video=bool(q["config"].get("video")), **self.common(q))

    def to_json(self, cleaned: Any, q: Question) -> str | None:
        return cleaned or None

    def example(self, q: Question) -> str:
        return "https://vimeo.com/1" if q["config"].get("video") else "https://example.org/"

    def show(self, value: Any, q: Question) -> Shown:
        return Shown("link", str(value)) if is_answered(value) else Shown("none")
