"""Draws a control with one flat template: stock Django widgets include up to four files for each option, which costs milliseconds a page."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast

from django import forms
from django.forms.utils import flatatt
from django.forms.widgets import ChoiceWidget
from django.template.loader import get_template
from django.utils.safestring import SafeString

Attrs = tuple[tuple[str, str | bool], ...]
Choices = tuple[tuple[str, Any], ...]  # (value, label), or (group, Choices)

FLAT = {
    **dict.fromkeys(
        (f"django/forms/widgets/{kind}.html" for kind in ("text", "email", "url", "number", "password", "file", "hidden")),
        "fp/widgets/input.html",
    ),
    **dict.fromkeys((f"django/forms/widgets/{kind}.html" for kind in ("date", "datetime", "time", "checkbox")), "fp/widgets/input.html"),
    "django/forms/widgets/textarea.html": "fp/widgets/textarea.html",
    "django/forms/widgets/select.html": "fp/widgets/select.html",
    "django/forms/widgets/radio.html": "fp/widgets/choices.html",
    "django/forms/widgets/checkbox_select.html": "fp/widgets/choices.html",
}
NARROW = (forms.NumberInput, forms.DateInput, forms.TimeInput)
UNDRESSED = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)
REPEATED = (forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple)


def draw(widget: forms.Widget, name: str, value: Any, attrs: dict[str, Any]) -> SafeString:
    """The control's HTML. `attrs` are added to the widget's own; classes are joined."""
    dress = css_class(widget)
    if dress:
        attrs["class"] = f"{dress} {widget.attrs['class']}" if "class" in widget.attrs else dress
    if isinstance(widget, ChoiceWidget) and type(widget) in REPEATED:
        every = {**widget.attrs, **attrs}
        return repeated(type(widget), name, frozen(widget.choices), tuple(widget.format_value(value)), hashable(every))
    return drawn(widget, name, value, attrs)


def css_class(widget: forms.Widget) -> str:
    """The pack's class for a control of this kind; empty for those that are dressed by what stands around them."""
    if isinstance(widget, UNDRESSED) or widget.is_hidden:
        return ""
    if isinstance(widget, forms.FileInput):
        return "fp-file"
    return "fp-input fp-w-s" if isinstance(widget, NARROW) else "fp-input"


def drawn(widget: forms.Widget, name: str, value: Any, attrs: dict[str, Any]) -> SafeString:
    """A limit never stands in the control: a browser would cut what is pasted, in silence. What is too long is kept, and a sentence says by how much."""
    context = widget.get_context(name, value, attrs)
    context["widget"]["attrs"].pop("maxlength", None)
    context["widget"]["flat"] = flat(hashable(context["widget"]["attrs"]))
    for _group, options, _index in context["widget"].get("optgroups", ()):
        for option in options:
            option["flat"] = flat(hashable(option["attrs"]))
    own = str(widget.template_name)
    return cast(SafeString, get_template(FLAT.get(own, own)).render(context))


@lru_cache(maxsize=1024)
def repeated(kind: type[ChoiceWidget], name: str, choices: Choices, value: tuple[str, ...], attrs: Attrs) -> SafeString:
    """A stock list of choices. The same lists come again and again, and each depends on nothing but these arguments."""
    return drawn(kind(dict(attrs), choices), name, list(value), {})


@lru_cache(maxsize=4096)
def flat(attrs: Attrs) -> SafeString:
    """Attributes as HTML. A question has the same ones on every page; what a person wrote is never among them."""
    return flatatt(dict(attrs))


def hashable(attrs: dict[str, Any]) -> Attrs:
    return tuple((name, value if isinstance(value, bool) else str(value)) for name, value in attrs.items() if value is not None)


def frozen(choices: Iterable[tuple[Any, Any]]) -> Choices:
    return tuple(
        ("" if value is None else str(value), frozen(label) if isinstance(label, (list, tuple)) else str(label)) for value, label in choices
    )
