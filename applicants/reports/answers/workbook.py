"""All answers as a workbook, row by row from a server-side cursor into constant memory."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from applicants.calls.questions.base import Column
from applicants.reports.answers.snapshot import snapshot

ROWS_AT_ONCE = 1000
ROWS_OF_A_SHEET = 1_000_000
LONGEST = 32_767  # characters that a cell of XLSX holds (ECMA-376, as Excel enforces it)
CUT = " […]"


def write_workbook(file: IO[bytes], *, select: str, columns: Sequence[Column]) -> int:
    """Write headers and rows, and a sheet that says what each column is. Returns the number of texts that were too long for a cell and were cut."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    cut = 0
    with xlsxwriter.Workbook(file, options) as workbook, snapshot() as connection, connection.cursor("answers") as cursor:
        bold = workbook.add_format({"bold": True})
        cursor.itersize = ROWS_AT_ONCE
        cursor.execute(select)
        sheet = new_sheet(workbook, columns, bold)
        number = 0
        for values in cursor:
            if number == ROWS_OF_A_SHEET:
                sheet, number = new_sheet(workbook, columns, bold), 0
            number += 1
            cut += write_row(sheet, number, values)
        legend(workbook, columns, bold, cut)
    return cut


def new_sheet(workbook: xlsxwriter.Workbook, columns: Sequence[Column], bold: xlsxwriter.format.Format) -> xlsxwriter.worksheet.Worksheet:
    sheet = workbook.add_worksheet()
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.code, bold)
    return sheet


def write_row(sheet: xlsxwriter.worksheet.Worksheet, number: int, values: Sequence[str | int | Decimal | None]) -> int:
    """Numbers as numbers, everything else as text. Returns how many texts were cut."""
    cut = 0
    for place, value in enumerate(values):
        if isinstance(value, str):
            if len(value) > LONGEST:
                value, cut = value[: LONGEST - len(CUT)] + CUT, cut + 1
            sheet.write_string(number, place, value)
        elif value is not None:
            sheet.write_number(number, place, value)
    return cut


def legend(workbook: xlsxwriter.Workbook, columns: Sequence[Column], bold: xlsxwriter.format.Format, cut: int) -> None:
    """The sheet that says what the codes mean."""
    sheet = workbook.add_worksheet(_("Columns"))
    sheet.write_row(0, 0, [_("Code"), "Español", "English"], bold)
    for number, column in enumerate(columns, start=1):
        sheet.write_row(number, 0, [column.code, column.header_es, column.header_en])
    if cut:
        sheet.write_string(
            len(columns) + 2, 0, _("%(cut)d texts were longer than a cell may be; they end in […]. The CSV has them whole.") % {"cut": cut}
        )
