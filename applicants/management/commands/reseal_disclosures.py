"""`manage.py reseal_disclosures`: after a new DISCLOSURE_KEY."""

from typing import Any

from django.core.management.base import BaseCommand

from applicants.disclosure.reseal import reseal


class Command(BaseCommand):
    help = "Seals all self-descriptions with the first key of DISCLOSURE_KEY. Afterwards the others may be taken away."

    def handle(self, *args: Any, **options: Any) -> None:
        moved, unknown = reseal()
        self.stdout.write(f"{moved} sealed anew.")
        if unknown:
            self.stderr.write(f"{unknown} are found by none of the keys: one of an earlier time is missing.")
