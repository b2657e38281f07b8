"""What every kind of rule can do. One small file a kind; the package finds them by itself."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from applicants.calls.questions.base import Config, Json, flattened

Rule = dict[str, Any]
"""A rule of a version's document: kind, ask, why (both {"es", "en"}), config."""


class RuleKind:
    """One kind. Instances hold nothing: whatever differs between two rules stands in the rule."""

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    hint: ClassVar[str | Promise] = ""
    order: ClassVar[int] = 100
    config_form: ClassVar[type[Config]] = Config
    sensitive: ClassVar[bool] = False  # its answer is kept only with express consent
    in_own_words: ClassVar[bool] = False  # staff have to write the question themselves

    def ask(self, config: dict[str, Any]) -> str:
        """The question, in the language of the moment."""
        raise NotImplementedError

    def why(self, config: dict[str, Any]) -> str:
        """What the call asks for, as a sentence for who does not fit."""
        raise NotImplementedError

    def asks(self, rule: Rule) -> str:
        """The key of the answer. Rules of two calls with the same key ask the same, so that one answer serves both."""
        return self.kind

    def field(self, rule: Rule) -> forms.Field:
        """The form field, without label; made for one request."""
        raise NotImplementedError

    def to_json(self, cleaned: Any) -> Json:
        """What is kept of a cleaned value; None when there is no answer."""
        return cleaned if cleaned not in (None, "", []) else None

    def initial(self, value: Json) -> Any:
        """What the form shows of an answer."""
        return value

    def passes(self, value: Json, config: dict[str, Any]) -> bool:
        """Whether this answer fits. A value of another shape raises TypeError or ValueError, which counts as no answer."""
        raise NotImplementedError

    def show(self, value: Json) -> str:
        """The answer for a reader."""
        return str(value)

    def check_config(self, config: dict[str, Any]) -> list[str]:
        """What is wrong with the settings, in sentences."""
        try:
            form = self.config_form(data=flattened(self.config_form, config))
            errors = form.errors
        except (TypeError, ValueError, AttributeError, KeyError):
            return [_("The settings cannot be read. Open the rule and write them again.")]
        labels = {name: f"{field.label}: " for name, field in form.fields.items()}
        return [labels.get(name, "") + " ".join(str(error) for error in found) for name, found in errors.items()]


class YesNo(RuleKind):
    """A kind that is answered by yes or no."""

    def field(self, rule: Rule) -> forms.Field:
        return forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect)

    def show(self, value: Json) -> str:
        return _("Yes") if value == "yes" else _("No")
