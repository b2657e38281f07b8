"""What the pack's template needs to know of one question, worked out once."""

from typing import Any, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fundportal.web.pack.draw import draw
from fundportal.web.pack.sentences import sentences


class Parts(TypedDict):
    """A question ready to be drawn. A dict, since a template reads a key four times faster than an attribute."""

    kind: str  # hidden, tick (one checkbox), group (a fieldset) or line
    id: str
    label: str | Promise
    hint: str | Promise
    errors: list[str]
    optional: bool
    described_by: str
    control: SafeString
    easy: Any  # what explains the question in plain words, where the field has it: {"text": paragraphs, "sound": address, "weight"}


def shown_errors(errors: list[ValidationError], widget: forms.Widget) -> list[str]:
    """What stands above the control. Cells of a table say it themselves."""
    own = [sentence for error in errors if error.code != "cell" for sentence in sentences(error, widget)]
    return own if len(own) == len(errors) else [*own, _("Look at the boxes that are marked.")]


def kind_of(widget: forms.Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    return "group" if widget.use_fieldset else "line"


def parts(bound: BoundField) -> Parts:
    """The parts of a bound field. Ids are those that Django's `aria-describedby` names: `id_x_helptext` and `id_x_error`."""
    field, widget, form = bound.field, bound.field.widget, bound.form
    own_id, kind, failed = bound.auto_id, kind_of(widget), form.errors.get(bound.name)
    described_by = " ".join([f"{own_id}_helptext"] * bool(bound.help_text) + [f"{own_id}_error"] * bool(failed))
    attrs: dict[str, Any] = {"id": own_id}
    if field.required and form.use_required_attribute and widget.use_required_attribute(bound.initial):
        attrs["required"] = True
    if field.disabled:
        attrs["disabled"] = True
    if failed and kind != "hidden":
        attrs["aria-invalid"] = "true"
    if described_by and kind in ("line", "tick"):
        attrs["aria-describedby"] = described_by
    return Parts(
        kind=kind,
        id=conditional_escape(own_id),
        label=bound.label,
        hint=bound.help_text,
        errors=shown_errors(failed.as_data(), widget) if failed else [],
        optional=not field.required and kind != "tick",
        described_by=described_by if kind == "group" else "",
        control=draw(widget, bound.html_name, bound.value(), attrs),
        easy=getattr(field, "easy", None),
    )
