"""The pictures of a report as numbers for SVG attributes: bars of the funnel, tiles of the map."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from applicants.calls.places.entities import entities
from applicants.disclosure.control.release import BASE, Cell, Mark
from applicants.reports.report import ELSEWHERE, Place, Stage

PITCH, SIDE = 42, 40
SHADES = 4
HATCHED = "qs"
"""The shade (a class fp-q…) of a tile without a figure."""


@dataclass(frozen=True)
class Bar:
    """A centred bar of a funnel 100 units wide; width "" where there is no figure. Numbers are texts: an attribute knows no decimal comma."""

    stage: Stage
    people: str
    x: str = ""
    width: str = ""


@dataclass(frozen=True)
class Tile:
    """One entity on the map, in units of a viewBox of 422 by 254."""

    abbr: str
    people: str
    shade: str
    x: int
    y: int

    @property
    def middle(self) -> int:
        return self.x + SIDE // 2

    @property
    def name_at(self) -> int:
        return self.y + 17

    @property
    def figure_at(self) -> int:
        return self.y + 31


@dataclass(frozen=True)
class Shade:
    """A step of the map's scale: from `least` up to `most`, None without an upper end."""

    name: str
    least: int
    most: int | None

    def __str__(self) -> str:
        if self.most is None:
            return _("%(least)s or more") % {"least": f"{self.least:,}"}
        if self.least == self.most:
            return f"{self.least:,}"
        return _("%(least)s to %(most)s") % {"least": f"{self.least:,}", "most": f"{self.most:,}"}


def bars(stages: list[Stage]) -> list[Bar]:
    """Bars as wide as the figures shown, the widest one 100."""
    widest = max((stage.people.value or 0 for stage in stages), default=0)
    return [_bar(stage, 100 * stage.people.value / widest if stage.people.value else 0.0) for stage in stages]


def _bar(stage: Stage, width: float) -> Bar:
    if not width:
        return Bar(stage, str(stage.people))
    return Bar(stage, str(stage.people), f"{(100 - width) / 2:.1f}", f"{width:.1f}")


def scale(places: list[Place]) -> list[Shade]:
    """Up to four steps that hold about the same number of places each."""
    shown = sorted(place.submitted.value for place in places if place.submitted.value and place.code != ELSEWHERE)
    least = sorted({shown[len(shown) * step // SHADES] for step in range(SHADES)}) if shown else []
    return [Shade(f"q{number}", low, least[number] - BASE if number < len(least) else None) for number, low in enumerate(least, start=1)]


def tiles(places: list[Place]) -> list[Tile]:
    """One tile an entity, shaded by the figure shown."""
    shades = scale(places)
    cells = {place.code: place.submitted for place in places}
    return [
        Tile(entity.abbr, figure(cells[code]), shade_of(cells[code], shades), entity.column * PITCH + 1, entity.row * PITCH + 1)
        for code, entity in entities().items()
        if code in cells
    ]


def figure(cell: Cell) -> str:
    """What fits into a tile."""
    return "–" if cell.mark is Mark.COVERED else str(cell)


def shade_of(cell: Cell, shades: list[Shade]) -> str:
    if cell.value is None:
        return HATCHED
    return next(shade.name for shade in reversed(shades) if cell.value >= shade.least)
