"""What a fresh portal needs before its first page: tables, the three initiatives, sample calls. Run as a program, with the settings
in the environment; each step says how long it took."""

import os
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.core.management import call_command, get_commands

SAMPLE_APPLICATIONS = 600
SAMPLE_PEOPLE = ("applicant", "coordinator", "reviewer", "pr", "privacy", "equity", "admin")


def prepare(say: Callable[[str], None]) -> None:
    """Brings the database up to date; samples are made the first time only, and only where sample logins are on."""
    django.setup()
    available = get_commands()
    step(say, "Tables", "migrate", interactive=False)
    if "load_initiatives" in available:
        step(say, "The three initiatives", "load_initiatives")
    if "seed_sample" in available and os.environ.get("SAMPLE_LOGINS") == "1":
        if has_samples():
            renew_sample_password(os.environ["SAMPLE_PASSWORD"])
        else:
            step(
                say,
                "Sample calls and applications",
                "seed_sample",
                applications=SAMPLE_APPLICATIONS,
                password=os.environ["SAMPLE_PASSWORD"],
            )


def step(say: Callable[[str], None], title: str, command: str, **options: Any) -> None:
    begun = time.monotonic()
    call_command(command, verbosity=0, **options)
    say(f"{title}: {time.monotonic() - begun:.1f} s")


def has_samples() -> bool:
    """Whether the sample people are there; `seed_sample` makes all of them or none."""
    from django.conf import settings
    from django.contrib.auth import get_user_model

    return get_user_model()._default_manager.filter(email__endswith=f"@{settings.SAMPLE_DOMAIN}").exists()


def renew_sample_password(password: str) -> None:
    """A later run may name another SAMPLE_PASSWORD; the sample logins follow, so that what is printed is true."""
    from django.conf import settings
    from django.contrib.auth import get_user_model

    addresses = [f"{who}@{settings.SAMPLE_DOMAIN}" for who in SAMPLE_PEOPLE]
    for person in get_user_model()._default_manager.filter(email__in=addresses):
        if not person.check_password(password):
            person.set_password(password)
            person.save(update_fields=["password"])


if __name__ == "__main__":
    prepare(lambda line: print(f"  {line}", flush=True))
    sys.exit(0)
