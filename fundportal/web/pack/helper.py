"""The crispy helper that draws a whole section with one template."""

from typing import Any, NamedTuple, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django.forms import BaseForm
from django.template.loader import get_template
from django.utils.safestring import SafeString

from fundportal.web.pack.parts import parts


class Button(NamedTuple):
    """A submit button of the form; what the person pressed arrives as `name=value`."""

    label: str
    value: str
    name: str = "action"


class AllFields(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """Every field of the form in its order. One template for all of them: crispy's own way copies the context for each field."""

    def render(self, form: BaseForm, context: Any, template_pack: str = "fp", **kwargs: Any) -> SafeString:
        return cast(SafeString, get_template("fp/fields.html").render({"fields": [parts(bound) for bound in form]}))


class SectionHelper(FormHelper):  # type: ignore[misc]
    """Crispy's helper without its search for a URL named like the action: that costs an exception a page when the action is empty."""

    form_action = ""
    template_pack = "fp"
    form_show_errors = False
    form_class = "fp-form"


def section_helper(*buttons: Button, action: str = "") -> FormHelper:
    """A helper for `{% crispy form helper %}`.

    Without buttons it draws the fields alone, for a page that writes its own <form>. With buttons it draws the whole form: the first button
    comes once more, hidden, as first child, so that Enter in a field does what that button does. Safe to share between requests.
    """
    helper = SectionHelper()
    helper.layout = Layout(AllFields())
    helper.form_tag = bool(buttons)
    helper.disable_csrf = not buttons
    helper.form_action = action
    helper.attrs = {"novalidate": True}
    helper.buttons = buttons
    return helper
