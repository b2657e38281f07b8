"""A report as plain tables, the same for every file format."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from applicants.disclosure.control.release import Cell
from applicants.reports.report import Place, Report
from applicants.reports.wording import as_of, notes

Value = int | str | None


@dataclass(frozen=True)
class Table:
    """`code` and the codes of the columns never change; titles and headers are in the language of the moment."""

    code: str
    title: str
    columns: dict[str, str]
    rows: list[list[Value]] = field(default_factory=list)


def tables(report: Report) -> list[Table]:
    """Funnel, places, entities and countries (where asked), the people named, and how to read it all."""
    people = {"code": _("Code"), "item": _("Stage"), "people": _("People"), "passes": _("Go on (%)")}
    found = [
        Table(
            "funnel", _("Funnel"), people, [[stage.code, stage.label, cell_value(stage.people), stage.passes] for stage in report.stages]
        ),
        Table("places", _("Places"), {"code": _("Code"), "item": _("What"), "people": _("Number")}, _places(report)),
    ]
    for code, title, places in (("entities", _("Entities"), report.entities), ("countries", _("Countries"), report.countries)):
        if places:
            found.append(Table(code, title, _place_columns(title), [_place(place) for place in places]))
    roster = {"name": _("Name"), "project": _("Project"), "place": _("Place of origin")}
    found.append(Table("roster", _("Participants"), roster, [[person.name, person.project, person.place] for person in report.roster]))
    found.append(Table("notes", _("How to read it"), {"note": _("Note")}, [[line] for line in about(report)]))
    return found


def about(report: Report) -> list[Value]:
    """The heading of a report and its notes, a line each."""
    heading = f"{report.cohort.strand.program.short_name} · {report.cohort.name}"
    return [heading, _("As of %(moment)s") % {"moment": as_of(report)}, *notes(report)]


def cell_value(cell: Cell) -> int | str:
    """A number where it may be seen, else the words."""
    return cell.value if cell.is_shown and cell.value is not None else str(cell)


def _places(report: Report) -> list[list[Value]]:
    unknown = _("not known yet")
    return [
        ["places", _("Places"), unknown if report.places is None else report.places],
        ["offered", _("Places offered"), cell_value(report.people("offered"))],
        ["taken", _("Places taken"), cell_value(report.people("enrolled"))],
        ["named", _("People who agreed to be named"), len(report.roster)],
        ["unnamed", _("People who have not agreed to be named"), cell_value(report.unnamed)],
    ]


def _place_columns(title: str) -> dict[str, str]:
    return {
        "code": _("Code"),
        "item": title,
        "submitted": _("Applications submitted"),
        "named": _("People named"),
    }


def _place(place: Place) -> list[Value]:
    return [place.code, place.name, cell_value(place.submitted), place.named]
