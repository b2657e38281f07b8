"""Collects the translatable strings and compiles the catalogues, or checks that they are complete."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Bring the message catalogues up to date, or check them with --check."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when a string is missing or untranslated")

    def handle(self, *args: Any, **options: Any) -> None:
        from fundportal.local import borrowed, catalogues  # development only: need Babel

        if options["check"]:
            found = [problem for locale in catalogues.LOCALES for problem in catalogues.problems(locale)]
            found += [problem for domain in borrowed.DOMAINS for problem in borrowed.problems(domain)]
            if found:
                raise CommandError("\n".join([*found, f"{len(found)} problems in the catalogues"]))
            self.stdout.write("The catalogues are complete.")
            return
        for locale in catalogues.LOCALES:
            catalog = catalogues.update(locale)
            empty = sum(1 for message in catalog if message.id and not catalogues.filled(message))
            self.stdout.write(f"{locale}: {len(catalog)} strings, {empty} to translate")
        borrowed.compile_all()
