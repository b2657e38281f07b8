"""Draws the state and data model diagrams of docs/."""

from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Draw docs/states.md and docs/data-model.md from the code."

    def handle(self, *args: Any, **options: Any) -> None:
        from fundportal.local import diagrams

        diagrams.write()
