"""Writes the three initiatives, with the facts that are known of them. Safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from programs.cohorts.load import load_initiatives


class Command(BaseCommand):
    help = (
        "Write the three initiatives of the fund: organizations, programmes, strands, cohorts. A programme that is there already stays as "
        "its staff have it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--overwrite", action="store_true", help="make every row of the data file as the file says, over what staff edited"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        taken = load_initiatives(overwrite=options["overwrite"])
        self.stdout.write(f"Initiatives: {taken['created']} rows created, {taken['changed']} changed, {taken['kept']} as they were.")
