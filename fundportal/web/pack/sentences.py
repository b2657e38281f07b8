"""What errors say: Django's stock messages give way to sentences that tell the person what to do."""

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DJANGO_REQUIRED = forms.Field.default_error_messages["required"]
# Pairs, not a dict: a lazy text is compared as the object that it is, whatever the language of the moment.
OURS: list[tuple[object, str | Promise]] = [
    (forms.IntegerField.default_error_messages["invalid"], gettext_lazy("Write a whole number, with digits.")),
    (forms.FloatField.default_error_messages["invalid"], gettext_lazy("Write a number, with digits.")),
    (forms.DecimalField.default_error_messages["invalid"], gettext_lazy("Write a number, with digits.")),
    (validators.EmailValidator.message, gettext_lazy("Write an e-mail address, such as name@example.org.")),
    (validators.URLValidator.message, gettext_lazy("Write a web address, such as https://example.org/video.")),
    (forms.URLField.default_error_messages["invalid"], gettext_lazy("Write a web address, such as https://example.org/video.")),
    (forms.ChoiceField.default_error_messages["invalid_choice"], gettext_lazy("Choose one of the answers on the list.")),
    (forms.MultipleChoiceField.default_error_messages["invalid_choice"], gettext_lazy("Choose among the answers on the list.")),
    (forms.FileField.default_error_messages["empty"], gettext_lazy("The file is empty. Choose another one.")),
    (validators.MinValueValidator.message, gettext_lazy("Write %(limit_value)s or more.")),
    (validators.MaxValueValidator.message, gettext_lazy("Write %(limit_value)s or less.")),
    (
        validators.MaxLengthValidator.message,
        gettext_lazy("Make it shorter: at most %(limit_value)d characters, now there are %(show_value)d."),
    ),
    (
        validators.MinLengthValidator.message,
        gettext_lazy("Make it longer: at least %(limit_value)d characters, now there are %(show_value)d."),
    ),
]


def sentences(error: ValidationError, widget: forms.Widget) -> list[str]:
    """The messages of an error of a field with this widget."""
    said = getattr(error, "message", None)
    if said is DJANGO_REQUIRED:
        return [missing(widget)]
    for stock, ours in OURS:
        if said is stock:
            return [str(ours) % error.params if error.params else str(ours)]
    return list(error.messages)


def at_control(sentence: str, *, code: str, control: str) -> ValidationError:
    """An error of one of a question's controls (what follows the widget's id). The sentence may hold what was typed: Django fills parameters into
    a message that has some, and a percent sign of the person's is none of them."""
    return ValidationError(sentence.replace("%", "%%"), code=code, params={"control": control})


def missing(widget: forms.Widget) -> str:
    """What to say where an answer is missing, by what the person has to do."""
    if isinstance(widget, forms.FileInput):
        return _("Choose a file.")
    if isinstance(widget, forms.CheckboxInput):
        return _("Tick the box to go on.")
    if isinstance(widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return _("Choose an answer.")
    return _("This is missing.")
