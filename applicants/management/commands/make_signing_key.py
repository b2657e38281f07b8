"""Prints a new key for SIGNING_KEYS."""

import base64
import secrets
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Prints a new signing key, `id:base64 of an Ed25519 seed`. Put it first in SIGNING_KEYS and keep the older ones after it."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(32)).decode()}")
