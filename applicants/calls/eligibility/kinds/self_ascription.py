"""How one sees oneself: a declaration, which nobody has to prove. The monitoring of who applies is another record, elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.calls.eligibility.kinds.base import Rule, RuleKind
from applicants.calls.questions.base import Config, Json

GROUPS = {"indigenous": gettext_lazy("indigenous"), "afrodescendant": gettext_lazy("Afro-descendant")}
NEITHER = "neither"


class GroupsConfig(Config):
    groups = forms.MultipleChoiceField(label=gettext_lazy("As"), choices=list(GROUPS.items()), widget=forms.CheckboxSelectMultiple)


class SelfAscription(RuleKind):
    kind = "self_ascription"
    label = gettext_lazy("Self-ascription")
    hint = gettext_lazy(
        "As an indigenous or Afro-descendant person. One's word is enough; the answer is kept only with consent to sensitive data."
    )
    order = 70
    config_form = GroupsConfig
    sensitive = True

    def ask(self, config: dict[str, Any]) -> str:
        return _("Do you identify as an indigenous or Afro-descendant person?")

    def why(self, config: dict[str, Any]) -> str:
        groups = get_text_list([str(GROUPS[code]) for code in config["groups"]], _("or"))
        return _("It is for people who identify as %(groups)s. Your word is enough: nobody asks you for papers.") % {"groups": groups}

    def field(self, rule: Rule) -> forms.Field:
        return forms.ChoiceField(choices=options(), widget=forms.RadioSelect)

    def passes(self, value: Json, config: dict[str, Any]) -> bool:
        return value == "both" or value in config["groups"]

    def show(self, value: Json) -> str:
        return dict(options()).get(str(value), str(value))


def options() -> list[tuple[str, str]]:
    return [
        ("indigenous", _("Yes, indigenous")),
        ("afrodescendant", _("Yes, Afro-descendant, Afro-Mexican or Black")),
        ("both", _("Yes, both")),
        (NEITHER, _("No")),
    ]
