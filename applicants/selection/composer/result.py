"""What came out of a plan, as it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Other:
    """Another composition: whom it leaves out and takes in against the first, and its total."""

    out: tuple[int, ...]
    into: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class Result:
    """Totals and prices in thousandths of a point. `best` is the total of the best composition by the open rules; `chosen` is that one, unless floors on
    self-descriptions were met by another. `counts`: key of a limit -> how many of its members are chosen. `prices`: key -> what it costs. `others` are as
    good within the band, `more`: there are more of them; `always` are in all. `floors`: "" without any, "met", "not_said", or why nothing is said."""

    chosen: tuple[int, ...]
    total: int
    best: int
    counts: Mapping[str, int]
    prices: Mapping[str, int]
    others: tuple[Other, ...] = ()
    more: bool = False
    always: tuple[int, ...] = ()
    floors: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def of(data: dict[str, Any]) -> Result:
        others = tuple(Other(tuple(each["out"]), tuple(each["into"]), each["total"]) for each in data["others"])
        return Result(**{**data, "chosen": tuple(data["chosen"]), "always": tuple(data["always"]), "others": others})
