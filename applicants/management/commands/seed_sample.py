"""`manage.py seed_sample`: fictional people and applications, to try the portal with."""

from __future__ import annotations

import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from applicants.samples.seed import seed


class Command(BaseCommand):
    help = "Sample calls, and fictional applications in all states. With SAMPLE_LOGINS, sample logins too. What is there already stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--applications", type=int, default=600, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same number makes the same samples")
        parser.add_argument(
            "--password", default="", help="of the sample logins; else SAMPLE_PASSWORD, else a random one, which is printed"
        )
        parser.add_argument("--again", action="store_true", help="add applications although there are some")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["applications"] < 0:
            raise CommandError("--applications cannot be below zero.")
        password = ""
        if settings.SAMPLE_LOGINS:
            given = options["password"] or os.environ.get("SAMPLE_PASSWORD", "")
            password = given or secrets.token_urlsafe(9)
            if not given:
                self.stdout.write(f"Password of the sample logins: {password}")
        added = seed(
            applications=options["applications"],
            number=options["seed"],
            password=password,
            again=options["again"],
            say=self.stdout.write if options["verbosity"] > 1 else lambda line: None,
        )
        if options["verbosity"]:
            self.stdout.write(f"{added} applications added.")
