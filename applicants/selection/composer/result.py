"""What came out of a plan, as it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Other:
    """Another composition: whom it leaves out and takes in against the one chosen, and its total."""

    out: tuple[int, ...]
    into: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class Result:
    """Totals and prices in thousandths of a point. `best` is the total of the best composition by the open rules; `chosen` is that one, unless floors on
    self-descriptions were met by another. `counts`: key of a limit -> how many of its members are chosen. `prices`: key -> what it costs, as far as that was
    worked out in time. `others` lie within the band, as do `number` in all, or at least so many where it is not `is_all`; `always` are in all of them.
    `floors`: "" without any, "met", "not_said", or why nothing is said."""

    chosen: tuple[int, ...]
    total: int
    best: int
    counts: Mapping[str, int]
    prices: Mapping[str, int]
    others: tuple[Other, ...] = ()
    number: int = 0
    is_all: bool = True
    always: tuple[int, ...] = ()
    floors: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def of(data: dict[str, Any]) -> Result:
        if "more" in data:  # as it was kept before the others were counted
            kept = {key: value for key, value in data.items() if key != "more"}
            data = {**kept, "number": len(data["others"]), "is_all": not data["more"]}
        others = tuple(Other(tuple(each["out"]), tuple(each["into"]), each["total"]) for each in data["others"])
        return Result(**{**data, "chosen": tuple(data["chosen"]), "always": tuple(data["always"]), "others": others})
