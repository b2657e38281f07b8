"""A municipality of Mexico, stored by INEGI's five-digit code: the state is chosen, the name typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.places.entities import entities, entity_name
from applicants.calls.places.municipalities import find, full_name, municipalities, municipality_name, suggest
from applicants.calls.questions.base import Question, QuestionType, Shown, is_answered
from applicants.calls.questions.entity import offered
from fundportal.web.pack.sentences import at_control


class PlaceInput(forms.Widget):
    """Two labelled controls, `x_0` the state and `x_1` the municipality. Its value is what was chosen and typed."""

    template_name = "calls/widgets/municipality.html"
    use_fieldset = True

    def id_for_label(self, id_: str) -> str:
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [str(data.get(f"{name}_{place}") or "").strip() for place in range(2)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_0" not in data and f"{name}_1" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        state, typed = value or ("", "")
        context["widget"].update(
            state=state, typed=typed, states=offered(outside=False), invalid="aria-invalid" in context["widget"]["attrs"]
        )
        return context


class PlaceField(forms.Field):
    """The code of one municipality. Capitals and accents do not matter; a name that is not found brings suggestions."""

    widget = PlaceInput

    def prepare_value(self, value: Any) -> list[str]:
        if isinstance(value, str) and value:
            return [value[:2], municipality_name(value)]
        return list(value) if value else ["", ""]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)

    def to_python(self, value: Any) -> str | None:
        if isinstance(value, str):
            if value and value not in municipalities():
                raise ValidationError(gettext("There is no municipality with the code %(code)s.") % {"code": value[:20]}, code="unknown")
            return value or None
        state, typed = value or ("", "")
        if not typed and not state:
            return None
        if state not in entities():
            raise ValidationError(gettext("Choose the state of your municipality."), code="state", params={"control": "_0"})
        if not typed:
            raise ValidationError(
                gettext("Write the name of your municipality in %(state)s.") % {"state": entity_name(state)},
                code="name",
                params={"control": "_1"},
            )
        return one_of(state, typed)


LONGEST = 120


def one_of(state: str, typed: str) -> str:
    """The code that was meant. Raises ValidationError with what it may have been."""
    known = len(typed) <= LONGEST  # no name is longer, and likeness costs time
    found = find(state, typed) if known else []
    if len(found) == 1:
        return found[0]
    words = {
        "typed": typed[:80],
        "state": entity_name(state),
        "names": "; ".join([municipality_name(code) for code in found] or (suggest(state, typed) if known else [])),
    }
    if found:
        sentence = gettext("There are several called “%(typed)s” in %(state)s. Write which one: %(names)s.")
    elif words["names"]:
        sentence = gettext("There is no municipality “%(typed)s” in %(state)s. Is it one of these? %(names)s.")
    else:
        sentence = gettext(
            "There is no municipality “%(typed)s” in %(state)s. Check the state and the name; a town belongs to a municipality."
        )
    raise at_control(sentence % words, code="unknown", control="_1")


class Municipality(QuestionType):
    kind = "municipality"
    label = _("Mexican municipality")
    hint = _("The state is chosen, the municipality typed and checked.")
    order = 70
    parts = ("0", "1")

    def field(self, q: Question) -> forms.Field:
        return PlaceField(**self.common(q))

    def example(self, q: Question) -> str:
        return next(iter(municipalities()))

    def show(self, value: Any, q: Question) -> Shown:
        return Shown("text", full_name(value)) if is_answered(value) else Shown("none")
