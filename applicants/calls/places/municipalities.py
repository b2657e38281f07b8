"""The municipalities of Mexico (and the alcaldías of its capital), found by name within an entity."""

from difflib import get_close_matches
from functools import cache

from applicants.calls.places.entities import entity_name
from applicants.calls.places.plain import plain
from applicants.calls.places.table import rows

SUGGESTIONS = 5


@cache
def municipalities() -> dict[str, str]:
    """Names by five-digit code; the first two digits are the entity's."""
    return {row["code"]: row["name"] for row in rows("municipalities.csv")}


@cache
def by_plain_name(entity: str) -> dict[str, list[str]]:
    """Codes by name as typed, former names and names without what stands in parentheses included."""
    found: dict[str, list[str]] = {}
    for row in rows("municipalities.csv"):
        if row["code"].startswith(entity):
            names = {plain(name) for name in (row["name"], row["former_name"], row["name"].split(" (")[0]) if name}
            for name in names:
                found.setdefault(name, []).append(row["code"])
    return found


def find(entity: str, typed: str) -> list[str]:
    """Codes of the municipalities of that entity that are called so: none, one, or several of the same name."""
    return by_plain_name(entity).get(plain(typed), [])


def suggest(entity: str, typed: str) -> list[str]:
    """Names that may have been meant, the likeliest first."""
    names, wanted = by_plain_name(entity), plain(typed)
    close = get_close_matches(wanted, names, n=SUGGESTIONS, cutoff=0.7)
    close += [name for name in names if wanted and name not in close and wanted in name]
    codes = dict.fromkeys(code for name in close for code in names[name])
    return [municipalities()[code] for code in codes][:SUGGESTIONS]


def municipality_name(code: str) -> str:
    """The name alone; a code that is unknown stands for itself."""
    return municipalities().get(code, code)


def full_name(code: str) -> str:
    """Name and entity: names repeat all over the country."""
    return f"{municipality_name(code)}, {entity_name(code[:2])}" if code in municipalities() else code
