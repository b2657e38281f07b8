"""What is asked, as data: one file a version in `wordings/`. An answer keeps the version under which it was given."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fundportal.web.bilingual import pick

FILES = Path(__file__).parent / "wordings"
PREFER_NOT = "prefer_not"
"""The code of "I prefer not to answer". It is offered with every question that is no supplement to another one."""
SILENT = {"source", "look"}
"""What a question may change without meaning something else."""


@dataclass(frozen=True)
class Asked:
    """A question of one version. `kind`: choice, words, place or language. `of` is the question to which it is a supplement.

    `data` is the question as the file has it, its options included.
    """

    key: str
    kind: str
    of: str
    data: dict[str, Any]

    @property
    def text(self) -> str:
        return pick(self.data)

    @property
    def help(self) -> str:
        return pick({"es": self.data.get("help_es", ""), "en": self.data.get("help_en", "")})

    @property
    def options(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.data.get("options", [])
        return found

    def choices(self) -> list[tuple[str, str]]:
        """(code, text) in the language of the moment, "I prefer not to answer" last."""
        return [*((option["code"], pick(option)) for option in self.options), (PREFER_NOT, prefer_not())]

    def means_the_same_as(self, other: Asked | None) -> bool:
        """Whether an answer to one is an answer to the other: same texts, same options."""
        return other is not None and meaning(self.data) == meaning(other.data)


@dataclass(frozen=True)
class Part:
    """The questions of one page."""

    key: str
    data: dict[str, Any]
    questions: tuple[Asked, ...]

    @property
    def title(self) -> str:
        return pick(self.data)

    @property
    def help(self) -> str:
        return pick({"es": self.data.get("help_es", ""), "en": self.data.get("help_en", "")})


@dataclass(frozen=True)
class Wording:
    """One version. `derived` are worked out of answers at reading and asked of nobody."""

    version: int
    parts: tuple[Part, ...]
    derived: dict[str, dict[str, Any]]

    @property
    def questions(self) -> dict[str, Asked]:
        return {asked.key: asked for part in self.parts for asked in part.questions}

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.key == key), None)


def wordings() -> dict[int, Wording]:
    """Every version by its number, the oldest first."""
    return read(FILES)


def newest() -> Wording:
    """The version that is asked now."""
    return list(wordings().values())[-1]


@cache
def read(folder: Path) -> dict[int, Wording]:
    """The versions of a folder. A file's name is its number."""
    found = sorted(folder.glob("*.toml"), key=lambda path: int(path.stem))
    return {int(path.stem): parsed(tomllib.loads(path.read_text(encoding="utf-8"))) for path in found}


def parsed(data: dict[str, Any]) -> Wording:
    parts = tuple(
        Part(
            part["key"],
            part,
            tuple(
                Asked(row["key"], row.get("kind", "choice"), row.get("of", ""), {"options": part.get("options", []), **row})
                for row in part["question"]
            ),
        )
        for part in data["part"]
    )
    return Wording(data["version"], parts, {row["key"]: row for row in data.get("derived", [])})


def meaning(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in SILENT}


def prefer_not() -> str:
    return _("I prefer not to answer")
