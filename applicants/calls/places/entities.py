"""The 32 federal entities of Mexico by INEGI's code."""

from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from applicants.calls.places.table import rows

OUTSIDE_MEXICO = "99"


class Entity(NamedTuple):
    """A federal entity; `column` and `row` place its tile on a map of ten by six, counted from 0 at the upper left."""

    code: str
    name: str
    official_name: str
    abbr: str
    iso: str
    column: int
    row: int


@cache
def entities() -> dict[str, Entity]:
    """Every entity by its two-digit code, in the order of the codes."""
    return {row["code"]: Entity(**{**row, "column": int(row["column"]), "row": int(row["row"])}) for row in rows("entities.csv")}  # type: ignore[arg-type]


def entity_name(code: str) -> str:
    """The name of an entity, or of having none; a code that is unknown stands for itself."""
    if code == OUTSIDE_MEXICO:
        return _("Outside Mexico")
    found = entities().get(code)
    return found.name if found else code
