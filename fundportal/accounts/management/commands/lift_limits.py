"""Lets somebody in again whose codes a stranger has used up."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from fundportal.accounts.limits import lift


class Command(BaseCommand):
    help = "Forget how many codes and passwords were tried for an e-mail address, so that its owner can sign in at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        lift(email=email)
        self.stdout.write(f"{email}: nothing is counted any more.")
