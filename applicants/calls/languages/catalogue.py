"""The Indigenous languages of Mexico: families, groupings and variants of INALI's catalogue, by stable codes. Self-names first."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.calls.places.plain import plain

OTHERS: dict[str, str | Promise] = {"mfs": _("Mexican Sign Language (LSM)"), "spa": _("Spanish")}
"""National languages that are not in the catalogue of Indigenous ones, by ISO 639-3."""

_PARENTHESES = re.compile(r"\s*\([^)]*\)")
NAMES_SHOWN = 3
SAID_OF = {"tlapaneco": ("me'phaa",)}
"""Where most variants' self-names are doubtful in a letter and their first word is not."""


class Variant(NamedTuple):
    """One variant. `code` is `grouping.variant`, or the grouping's where it has but one. Doubtful self-names are not among `self_names`."""

    code: str
    family: str
    grouping: str
    name: str
    self_names: tuple[str, ...]
    entities: tuple[str, ...]
    spellings: tuple[str, ...]

    @property
    def label(self) -> str:
        return labelled(self.self_names, self.name)


class Grouping(NamedTuple):
    """What is commonly called a language. `self_names` are those that most of its variants have."""

    code: str
    family: str
    name: str
    self_names: tuple[str, ...]
    variants: tuple[Variant, ...]

    @property
    def label(self) -> str:
        return labelled(self.self_names, self.name)


def labelled(self_names: tuple[str, ...], name: str) -> str:
    """ "wixárika (huichol)": what its speakers say, then INALI's name where that is another one."""
    said = [each for each in self_names if plain(each) != plain(name)]
    return f"{', '.join(said)} ({name})" if said else name


@cache
def variants() -> dict[str, Variant]:
    """The 364 variants by code."""
    with (Path(__file__).parent / "languages.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: variant(row) for row in csv.DictReader(file)}


def variant(row: dict[str, str]) -> Variant:
    written = tuple(row["self_names"].split(" | "))
    bare = tuple(dict.fromkeys(_PARENTHESES.sub("", name).strip() for name in written))
    shown = bare if row["confidence"] != "uncertain" else ()
    entities = tuple(row["entities"].split())
    return Variant(row["code"], row["family"], row["grouping"], row["variant"], shown, entities, (row["variant"], *written, *bare))


@cache
def groupings() -> dict[str, Grouping]:
    """The 68 groupings by code."""
    found: dict[str, list[Variant]] = {}
    for each in variants().values():
        found.setdefault(grouping_of(each.code), []).append(each)
    return {
        code: Grouping(code, of[0].family, of[0].grouping, SAID_OF.get(code) or most_frequent(of), tuple(of)) for code, of in found.items()
    }


def most_frequent(of: list[Variant]) -> tuple[str, ...]:
    """The self-name that most of these variants have, and at most two others that are at least half as frequent."""
    counted = Counter(name for each in of for name in each.self_names)
    most = max(counted.values(), default=0)
    return tuple(name for name, times in counted.most_common(NAMES_SHOWN) if times * 2 >= most)


@cache
def families() -> dict[str, tuple[Grouping, ...]]:
    """The groupings of each of the 11 families, in the order of their labels; the families in that of their names."""
    found: dict[str, list[Grouping]] = {}
    for each in groupings().values():
        found.setdefault(each.family, []).append(each)
    return {family: tuple(sorted(found[family], key=lambda grouping: plain(grouping.label))) for family in sorted(found, key=plain)}


def is_language(code: str) -> bool:
    """Whether it is the code of a grouping, a variant or one of the others."""
    return code in variants() or code in groupings() or code in OTHERS


def grouping_of(code: str) -> str:
    """The grouping's code of a variant's; those of groupings and of the others stand for themselves."""
    return code.partition(".")[0]


def language_name(code: str) -> str:
    """What a language is called, self-name first, in the language of the moment; a code that is unknown stands for itself."""
    if code in OTHERS:
        return str(OTHERS[code])
    found = groupings().get(code) or variants().get(code)
    return found.label if found else code
