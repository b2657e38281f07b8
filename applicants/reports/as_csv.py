"""A report as one CSV (RFC 4180): a line a figure, so that any program reads it."""

from __future__ import annotations

import csv
import io

from applicants.calls.questions.sql import harmless
from applicants.reports.report import Report
from applicants.reports.rows import tables

BOM = "\ufeff"
HEADER = ["table", "row", "item", "measure", "value"]
ITEM = ("item", "name", "note")
KEPT = {"name"}
"""Of these columns a line is written besides, so that each person has at least one."""


def as_csv(report: Report, *, with_bom: bool = False) -> bytes:
    """UTF-8. Columns: table, row (a code that never changes, or a number), item, measure (a code), value. Excel wants the byte order mark."""
    buffer = io.StringIO(newline="")
    if with_bom:
        buffer.write(BOM)
    writer = csv.writer(buffer)
    writer.writerow(HEADER)
    for table in tables(report):
        for number, row in enumerate(table.rows, start=1):
            values = dict(zip(table.columns, row, strict=True))
            item = next(str(values[name]) for name in ITEM if name in values)
            measures = {name: value for name, value in values.items() if name in KEPT or name not in ("code", *ITEM)} or {"text": item}
            for measure, value in measures.items():
                if value not in (None, ""):
                    writer.writerow(
                        [
                            table.code,
                            values.get("code", number),
                            harmless(item),
                            measure,
                            harmless(value) if isinstance(value, str) else value,
                        ]
                    )
    return buffer.getvalue().encode()
