"""Which language was meant by what a person has typed. Nothing is guessed: what fits several or none stays as it was said."""

from __future__ import annotations

from functools import cache

from applicants.calls.languages.catalogue import OTHERS, Grouping, groupings, variants
from applicants.calls.places.plain import plain


def key(name: str) -> str:
    """Apostrophes, accents, spaces and capitals do not matter: "tu'un savi" and "Tuun Savi" are alike."""
    return plain(name.replace("'", "").replace("ꞌ", "").replace("’", "")).replace(" ", "")


@cache
def by_grouping() -> dict[str, set[str]]:
    """Codes of groupings by how they and their variants are called."""
    found: dict[str, set[str]] = {}
    for grouping in groupings().values():
        names = {grouping.name, *grouping.self_names, *(name for each in grouping.variants for name in each.spellings[1:])}
        for name in names:
            found.setdefault(key(name), set()).add(grouping.code)
    return found


@cache
def by_variant(grouping: str) -> dict[str, set[str]]:
    """Codes of a grouping's variants by how they are called, also without the grouping's name; of all variants where it is empty."""
    found: dict[str, set[str]] = {}
    for each in groupings()[grouping].variants if grouping else variants().values():
        for name in {*each.spellings, *([each.name.removeprefix(f"{each.grouping} ")] if grouping else [])}:
            found.setdefault(key(name), set()).add(each.code)
    return found


@cache
def others() -> dict[str, str]:
    spoken = {"spa": ("español", "castellano", "Spanish"), "mfs": ("lengua de señas mexicana", "LSM", "Mexican Sign Language")}
    return {key(name): code for code in OTHERS for name in spoken[code]}


def find(typed: str, grouping: str = "") -> str:
    """The code of the one variant (of this grouping) that is called so, else of the one grouping; empty when there is none or there are several."""
    wanted = key(typed)
    if not wanted:
        return ""
    exact = by_variant(grouping).get(wanted, set())
    if len(exact) == 1:
        return next(iter(exact))
    if not grouping and wanted in others():
        return others()[wanted]
    among: set[str] = by_grouping().get(wanted, set())
    return next(iter(among)) if len(among) == 1 and grouping in ("", *among) else ""


def with_variants(code: str) -> Grouping | None:
    """The grouping of this code, if there is more than one variant to choose from."""
    found = groupings().get(code)
    return found if found and len(found.variants) > 1 else None
