"""A report leaves the house: made, recorded, handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from applicants.reports.as_csv import as_csv
from applicants.reports.as_xlsx import MEDIA_TYPE, as_xlsx
from applicants.reports.formats import Format
from applicants.reports.report import make_report
from fundportal.audit.record import record

if TYPE_CHECKING:
    from applicants.reports.report import Report
    from fundportal.accounts.models import User
    from programs.cohorts.models import Cohort


@dataclass(frozen=True)
class Download:
    """A file to hand over."""

    name: str
    media_type: str
    content: bytes


@transaction.atomic
def export_report(*, cohort: Cohort, by: User | None, kind: str) -> Download:
    """The report as of now, as a file in the language of the moment, and an entry in the audit record. `by` is None for a command at the shell.

    Needs the cohort's strand and programme at hand. Raises ValueError for a kind of file that there is not.
    """
    wanted = Format(kind)
    download = as_file(make_report(cohort), wanted)
    record(actor=by, verb="report_exported", target=f"cohort:{cohort.slug}", program_code=cohort.strand.program.code, format=wanted.value)
    return download


def as_file(report: Report, kind: Format) -> Download:
    """The report in one of its formats."""
    if kind is Format.XLSX:
        return Download(f"{report.cohort.slug}.xlsx", MEDIA_TYPE, as_xlsx(report))
    return Download(f"{report.cohort.slug}.csv", "text/csv; charset=utf-8", as_csv(report, with_bom=kind is Format.CSV_FOR_EXCEL))
