"""Template tags of the form pack."""

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField

from fundportal.web.pack.parts import Parts, parts
from fundportal.web.pack.problems import Problem, problems

register = template.Library()


@register.simple_tag
def parts_of(drawn: BaseForm | BoundField) -> list[Parts]:
    """The parts of one bound field, or of each field of a form."""
    if isinstance(drawn, BoundField):
        return [parts(drawn)]
    return [parts(bound) for bound in drawn]


@register.simple_tag
def problems_of(form: BaseForm | None) -> list[Problem]:
    """The sentences of the error summary; none for a page without a form."""
    return problems(form) if isinstance(form, BaseForm) else []
