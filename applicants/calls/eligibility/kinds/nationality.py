"""The country from which one comes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.calls.eligibility.kinds.residence import Residence, named


class Nationality(Residence):
    kind = "nationality"
    label = gettext_lazy("Country from which one comes")
    order = 20

    def ask(self, config: dict[str, Any]) -> str:
        return _("Which country are you from?")

    def why(self, config: dict[str, Any]) -> str:
        return _("It is for people from %(places)s.") % {"places": named(config["countries"])}
