"""Writes the three initiatives, with the facts that are known of them. Safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from programs.cohorts.load import load_initiatives


class Command(BaseCommand):
    help = (
        "Write the three initiatives of the fund: organizations, programmes, strands, cohorts. Running it again changes only what differs."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        taken = load_initiatives()
        self.stdout.write(f"Initiatives: {taken['created']} rows created, {taken['changed']} changed, {taken['kept']} as they were.")
