"""What stands in the way of a form, for the summary on top of the page."""

from collections.abc import Iterator
from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils.functional import Promise

from fundportal.web.pack.parts import kind_of
from fundportal.web.pack.sentences import sentences


class Problem(NamedTuple):
    """One sentence, the question that it is about, and where a click on it leads."""

    sentence: str
    question: str | Promise
    href: str


def problems(form: BaseForm) -> list[Problem]:
    """Every error of a bound form in the order of its questions, those of the form as a whole first."""
    return list(found_in(form)) if form.is_bound and form.errors else []


def found_in(form: BaseForm) -> Iterator[Problem]:
    if NON_FIELD_ERRORS in form.errors:
        for sentence in form.errors[NON_FIELD_ERRORS]:
            yield Problem(str(sentence), "", "")
    for bound in form:
        if bound.name in form.errors:
            for error in form.errors[bound.name].as_data():
                for sentence in sentences(error, bound.field.widget):
                    yield Problem(sentence, "" if str(bound.label) in sentence else bound.label, target(bound, error.params))


def target(bound: BoundField, params: dict[str, object] | None) -> str:
    """The link to the control that the person has to change; a group is entered at its first control, a table at the cell in question."""
    widget = bound.field.widget
    if widget.is_hidden:
        return ""
    first = getattr(widget, "first_control", "_0" if kind_of(widget) == "group" else "")
    inner = (params or {}).get("control", first)
    return f"#{bound.auto_id}{inner}"
