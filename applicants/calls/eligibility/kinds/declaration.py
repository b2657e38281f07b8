"""A question of one's own that is answered by yes or no."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.calls.eligibility.kinds.base import Rule, YesNo
from applicants.calls.questions.base import Config, Json
from fundportal.web.canonical import sha256


class DeclarationConfig(Config):
    wanted = forms.ChoiceField(
        label=gettext_lazy("The answer that fits"), choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
    )


class Declaration(YesNo):
    kind = "declaration"
    label = gettext_lazy("Question of your own")
    hint = gettext_lazy("A question in your own words that is answered by yes or no.")
    order = 80
    config_form = DeclarationConfig
    in_own_words = True

    def ask(self, config: dict[str, Any]) -> str:
        return ""

    def why(self, config: dict[str, Any]) -> str:
        return _("It asks for something else here.")

    def asks(self, rule: Rule) -> str:
        return f"said:{sha256(rule['ask'].get('es', ''))[:12]}"

    def passes(self, value: Json, config: dict[str, Any]) -> bool:
        return bool(value == config["wanted"])
