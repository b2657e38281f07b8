"""What was shown of a cohort by one question at the first look, kept as it was: nothing that was hidden, and nothing that moves afterwards.

Stages go on moving after a look (an offer is accepted, a place ends): shown anew, two looks at exact figures would tell of the one person who has moved
what they said.
"""

from __future__ import annotations

from typing import Any

from applicants.disclosure.aggregate import Table
from applicants.disclosure.aggregate import label as label_of
from applicants.disclosure.control.release import Cell, Mark
from applicants.disclosure.crosstab import CrossTable, Line, name
from applicants.disclosure.rule import INTERNAL
from applicants.disclosure.subjects import Group, Subject

Kept = list[Any] | None


def kept(cell: Cell | None) -> Kept:
    return None if cell is None else [cell.value, cell.mark.value]


def cell_of(data: Kept) -> Cell | None:
    return None if data is None else Cell(data[0], Mark(data[1]), INTERNAL.threshold)


def kept_table(table: CrossTable) -> dict[str, Any]:
    return {
        "columns": [code for code, _text in table.columns_of.options],
        "codes": table.codes,
        "totals": [kept(cell) for cell in table.totals],
        "lines": [[line.code, kept(line.whole), [kept(cell) for cell in line.cells]] for line in table.lines],
    }


def table_of(data: dict[str, Any], subject: Subject, columns: Group) -> CrossTable:
    """With labels in the language of the moment. Shares are not needed here."""
    lines = [
        Line(code, name(subject, code), [cell for each in cells if (cell := cell_of(each))], [None] * len(cells), cell_of(whole))
        for code, whole, cells in data["lines"]
    ]
    return CrossTable(
        subject, columns, [name(columns, code) for code in data["codes"]], lines, data["codes"], list(map(cell_of, data["totals"]))
    )


def kept_rows(table: Table) -> dict[str, Any]:
    """One question alone."""
    return {"people": kept(table.people), "rows": [[row.code, kept(row.people)] for row in table.rows]}


def rows_of(data: dict[str, Any], subject: Subject) -> dict[str, tuple[str, Cell]]:
    """Code -> label and cell."""
    return {code: (label_of(subject, code), cell) for code, each in data["rows"] if (cell := cell_of(each))}
