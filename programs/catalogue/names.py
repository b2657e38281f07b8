"""Tells the lower rooms what the programmes are called."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from fundportal.accounts.programmes import names_asked
from programs.catalogue.models import Program


@receiver(names_asked)
def names_of_programs(sender: Any, **kwargs: Any) -> dict[str, dict[str, str]]:
    """Code -> short name in both languages. One statement."""
    rows = Program.objects.order_by("order", "code").values_list("code", "short_name_es", "short_name_en")
    return {code: {"es": spanish, "en": english} for code, spanish, english in rows}
