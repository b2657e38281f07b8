"""Countries and territories of Latin America and the Caribbean by ISO 3166-1 alpha-2, and one code for the rest of the world."""

from functools import cache
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applicants.calls.places.plain import plain
from applicants.calls.places.table import rows

OTHER_COUNTRY = "ZZ"
"""User-assigned in ISO 3166-1; CLDR reads it as an unknown region."""


class Country(NamedTuple):
    code: str
    name_es: str
    name_en: str
    group: str

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_es


@cache
def countries() -> dict[str, Country]:
    """Every country of the list by its code."""
    return {row["code"]: Country(**row) for row in rows("countries.csv")}


def country_name(code: str) -> str:
    """The name in the language of the moment; a code that is unknown stands for itself."""
    if code == OTHER_COUNTRY:
        return _("Another country")
    found = countries().get(code)
    return found.name if found else code


def by_name(group: str) -> list[tuple[str, str]]:
    """(code, name) of a group, in the order of the names."""
    return sorted(((c.code, c.name) for c in countries().values() if c.group == group), key=lambda choice: plain(choice[1]))
