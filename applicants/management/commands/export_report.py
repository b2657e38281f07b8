"""`manage.py export_report`: the report of a cohort as a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from applicants.reports.export import export_report
from applicants.reports.formats import Format
from applicants.reports.models import CohortReport


class Command(BaseCommand):
    help = "Writes the report of a cohort: the figures that may be seen, with an entry in the audit record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cohort", required=True, metavar="SLUG", help="the cohort's address")
        parser.add_argument("--format", choices=Format.values, default=Format.CSV.value)
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")
        parser.add_argument("--language", choices=[code for code, _ in settings.LANGUAGES], default="es-mx")

    def handle(self, *args: Any, **options: Any) -> None:
        cohort = CohortReport.objects.select_related("strand__program").filter(slug=options["cohort"]).first()
        if cohort is None:
            raise CommandError(f"There is no cohort “{options['cohort']}”.")
        with override(options["language"]):
            download = export_report(cohort=cohort, by=None, kind=options["format"])
        options["out"].write_bytes(download.content)
        if options["verbosity"]:
            self.stdout.write(f"{options['out']}: {len(download.content)} bytes")
