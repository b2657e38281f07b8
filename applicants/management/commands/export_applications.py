"""`manage.py export_applications`: all answers of a call as a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from applicants.calls.models import FormVersion
from applicants.reports.answers.export import answers_of, export_csv, export_xlsx
from applicants.reports.formats import Format


class Command(BaseCommand):
    help = "Writes all answers of a call's submitted applications, one row each, with an entry in the audit record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--call", required=True, metavar="SLUG", help="the call's address")
        parser.add_argument("--format", choices=Format.values, default=Format.CSV.value)
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        versions = list(FormVersion.objects.filter(call__slug=options["call"]).select_related("call__cohort__strand__program"))
        if not versions:
            raise CommandError(f"There is no call “{options['call']}” with a published form.")
        answers, kind = answers_of(versions), Format(options["format"])
        with options["out"].open("wb") as file:
            if kind is Format.XLSX:
                export_xlsx(answers=answers, by=None, file=file)
            else:
                file.writelines(export_csv(answers=answers, by=None, with_bom=kind is Format.CSV_FOR_EXCEL))
        if options["verbosity"]:
            self.stdout.write(f"{options['out']}: {options['out'].stat().st_size} bytes")
