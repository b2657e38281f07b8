"""How much of something one has done, much or little."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.calls.eligibility.kinds.base import Rule, RuleKind
from applicants.calls.questions.base import Config, Json

COUNTED: dict[str, tuple[str | Promise, str | Promise]] = {
    "projects": (
        gettext_lazy("How many audiovisual projects have you produced or coordinated?"),
        gettext_lazy("audiovisual projects produced or coordinated"),
    ),
    "shorts": (gettext_lazy("How many short films have you directed?"), gettext_lazy("short films directed")),
    "features": (gettext_lazy("How many feature films have you directed?"), gettext_lazy("feature films directed")),
    "years": (gettext_lazy("For how many years have you worked in film?"), gettext_lazy("years of work in film")),
}
MOST = 999


class ExperienceConfig(Config):
    what = forms.ChoiceField(label=gettext_lazy("What is counted"), choices=[(code, words[1]) for code, words in COUNTED.items()])
    least = forms.IntegerField(label=gettext_lazy("At least"), required=False, min_value=0, max_value=MOST)
    most = forms.IntegerField(label=gettext_lazy("At most"), required=False, min_value=0, max_value=MOST)

    def clean(self) -> dict[str, Any]:
        least, most = self.cleaned_data.get("least"), self.cleaned_data.get("most")
        if not least and most is None and not self.errors:
            raise ValidationError(_("Write the least, the most, or both."), code="none")
        if least is not None and most is not None and least > most:
            raise ValidationError(_("“At least” is more than “at most”."), code="order")
        return self.cleaned_data


class Experience(RuleKind):
    kind = "experience"
    label = gettext_lazy("Experience")
    hint = gettext_lazy("At least so many projects, films or years, or at most: for who begins.")
    order = 60
    config_form = ExperienceConfig

    def ask(self, config: dict[str, Any]) -> str:
        return str(COUNTED[config["what"]][0])

    def why(self, config: dict[str, Any]) -> str:
        words = {**config, "what": COUNTED[config["what"]][1]}
        if config.get("least") and config.get("most") is not None:
            return _("It asks for %(least)d to %(most)d (%(what)s).") % words
        if config.get("least"):
            return _("It asks for at least %(least)d (%(what)s).") % words
        return _("It asks for at most %(most)d (%(what)s).") % words

    def asks(self, rule: Rule) -> str:
        return f"experience:{rule['config']['what']}"

    def field(self, rule: Rule) -> forms.Field:
        widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "fp-w-s"})
        return forms.IntegerField(min_value=0, max_value=MOST, widget=widget)

    def passes(self, value: Json, config: dict[str, Any]) -> bool:
        most = config.get("most")
        return bool((config.get("least") or 0) <= value <= (MOST if most is None else most))
