"""A file question: the file that is kept, with its size and a box to remove it, above the ordinary file input, which always stays."""

from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fundportal.web.sizes import in_megabytes


class KeptFile(NamedTuple):
    """What the page says of a stored file; `url` may be empty."""

    name: str
    size: int
    url: str = ""


class KeptFileInput(forms.ClearableFileInput):
    """Shows a KeptFile (or anything with name and size). `x-clear` is the box that removes it."""

    template_name = "fp/widgets/file.html"
    use_fieldset = False

    def is_initial(self, value: Any) -> bool:
        return bool(value and getattr(value, "name", ""))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        drawn = context["widget"]
        drawn["attrs"].pop("checked", None)
        if drawn["is_initial"]:
            drawn["kept"] = {"name": value.name, "size": in_megabytes(value.size), "url": getattr(value, "url", "")}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        upload = files.get(name)
        if upload:
            return upload  # a new file wins over a box that was ticked as well
        return False if forms.CheckboxInput().value_from_datadict(data, files, self.clear_checkbox_name(name)) else None


class KeptFileField(forms.FileField):
    """An uploaded file, the kept one when none was sent, or False when it is to be removed (also where an answer is required:
    whether a section is complete is judged by what is kept in the end)."""

    widget = KeptFileInput

    def __init__(self, *, max_bytes: int | None = None, accept: str = "", **options: Any) -> None:
        self.max_bytes = max_bytes
        attrs: dict[str, Any] = {"data-max-bytes": max_bytes} if max_bytes else {}
        if accept:
            attrs["accept"] = accept
        options.setdefault("widget", KeptFileInput(attrs))
        options.setdefault("max_length", 255)
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        return False if data is False else super().clean(data, initial)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """A page that is shown again speaks of the kept file: what was just sent cannot be put back into a file input."""
        return None if data is False else initial

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if upload and self.max_bytes and upload.size > self.max_bytes:
            raise ValidationError(
                _("The file weighs %(size)s; the most is %(most)s.")
                % {"size": in_megabytes(upload.size), "most": in_megabytes(self.max_bytes)},
                code="large",
            )
        return upload
