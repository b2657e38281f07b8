"""Prints a new key for SIGNING_KEYS. Where there are no settings yet, `manage.py` prints it by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from fundportal.web.new_key import new_signing_key


class Command(BaseCommand):
    help = "Prints a new signing key, `id:base64 of an Ed25519 seed`. Put it first in SIGNING_KEYS and keep the older ones after it."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(new_signing_key())
