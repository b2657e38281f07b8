"""A file question: the file that is kept, with its size and a box to remove it, above the ordinary file input, which always stays."""

from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from fundportal.web.sizes import in_megabytes


class KeptFile(NamedTuple):
    """What the page says of a stored file; `url` may be empty, and `state` is a sentence on how it is."""

    name: str
    size: int
    url: str = ""
    state: str | Promise = ""


class Arrived(NamedTuple):
    """A file that came in pieces beforehand, by the number of its upload. Whoever saves looks whether it is the person's own."""

    upload: UUID


class KeptFileInput(forms.ClearableFileInput):
    """Shows a KeptFile (or anything with name and size). `x-clear` is the box that removes it, `x-upload` names a file that has come in pieces."""

    template_name = "fp/widgets/file.html"
    use_fieldset = False

    def __init__(self, attrs: dict[str, Any] | None = None, *, told: list[str] | None = None, in_pieces: bool = False) -> None:
        """`told` stands before the file is chosen; `in_pieces` lets the page's script send it."""
        self.told, self.in_pieces = told or [], in_pieces
        super().__init__(attrs)

    def is_initial(self, value: Any) -> bool:
        return bool(value and getattr(value, "name", ""))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        drawn = context["widget"]
        drawn["attrs"].pop("checked", None)
        drawn["upload_name"] = upload_name(name) if self.in_pieces else ""
        if self.told and "id" in drawn["attrs"]:
            drawn["told"] = " ".join(self.told)
            described = drawn["attrs"].get("aria-describedby", "")
            drawn["attrs"]["aria-describedby"] = f"{described} {drawn['attrs']['id']}_limits".strip()
        if drawn["is_initial"]:
            drawn["kept"] = {"name": value.name, "size": in_megabytes(value.size), "url": getattr(value, "url", "")}
            drawn["kept"]["state"] = getattr(value, "state", "")
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        upload = files.get(name)
        if upload:
            return upload  # a new file wins over a box that was ticked as well
        if data.get(upload_name(name)):
            return data[upload_name(name)]
        return False if forms.CheckboxInput().value_from_datadict(data, files, self.clear_checkbox_name(name)) else None


class KeptFileField(forms.FileField):
    """An uploaded file, one that has Arrived, the kept one when none was sent, or False when it is to be removed (also where an answer is required:
    whether a section is complete is judged by what is kept in the end)."""

    widget = KeptFileInput

    def __init__(
        self,
        *,
        max_bytes: int | None = None,
        accept: str = "",
        most_in_pieces: int | None = None,
        told: list[str] | None = None,
        **options: Any,
    ) -> None:
        self.max_bytes = max_bytes
        attrs: dict[str, Any] = {"data-max-bytes": most_in_pieces or max_bytes} if max_bytes else {}
        if accept:
            attrs["accept"] = accept
        options.setdefault("widget", KeptFileInput(attrs, told=told or [], in_pieces=most_in_pieces is not None))
        options.setdefault("max_length", 255)
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        if isinstance(data, str):
            return arrived(data)
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


def upload_name(name: str) -> str:
    """The hidden control into which the page's script writes the number of an upload."""
    return f"{name}-upload"


def arrived(text: str) -> Arrived:
    try:
        return Arrived(UUID(text))
    except ValueError as error:
        raise lost_upload() from error


def lost_upload() -> ValidationError:
    """Nothing of that number can be taken here: it is another's, of another question, too old, or a later one has taken its place."""
    return ValidationError(_("This upload is no longer there, or another file has come after it. Choose the file again."), code="lost")
