"""A report as a workbook: a sheet a table, numbers as numbers, the notes last."""

from __future__ import annotations

import io

import xlsxwriter

from applicants.reports.report import Report
from applicants.reports.rows import Table, tables

WIDEST = 60
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_xlsx(report: Report) -> bytes:
    """The workbook's bytes; the same report makes the same ones. Text is written as text, never as a formula or a link."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": report.cohort.name, "created": report.at.replace(tzinfo=None)})
        bold, wrap = workbook.add_format({"bold": True}), workbook.add_format({"text_wrap": True})
        for table in tables(report):
            write(workbook.add_worksheet(table.title[:31]), table, bold, wrap)
    return buffer.getvalue()


def write(sheet: xlsxwriter.worksheet.Worksheet, table: Table, bold: xlsxwriter.format.Format, wrap: xlsxwriter.format.Format) -> None:
    """Headers in the first row, frozen; columns as wide as their texts."""
    sheet.freeze_panes(1, 0)
    for column, header in enumerate(table.columns.values()):
        texts = [header, *(str(row[column] or "") for row in table.rows)]
        width = max(map(len, texts)) + 2
        sheet.set_column(column, column, min(width, WIDEST), wrap if width > WIDEST else None)
        sheet.write_string(0, column, header, bold)
        for number, row in enumerate(table.rows, start=1):
            value = row[column]
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            elif value is not None:
                sheet.write_number(number, column, value)
