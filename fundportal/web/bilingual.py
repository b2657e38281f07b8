"""Texts that are kept in Spanish and in English, read in the language of the moment."""

from typing import Any

from django.utils.translation import get_language


class Bilingual:
    """A read-only attribute `x` over the columns `x_es` and `x_en`; an empty English text falls back to the Spanish one.

    The label heads its column in lists of the admin.
    """

    def __init__(self, label: Any = None) -> None:
        if label is not None:
            self.short_description = label

    def __set_name__(self, owner: type, name: str) -> None:
        self.spanish, self.english = f"{name}_es", f"{name}_en"

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        if get_language() == "en":
            return getattr(instance, self.english) or getattr(instance, self.spanish)
        return getattr(instance, self.spanish)


def pick(texts: dict[str, str]) -> str:
    """The text of the moment's language out of {"es": …, "en": …}."""
    if get_language() == "en":
        return texts.get("en") or texts.get("es", "")
    return texts.get("es", "")
