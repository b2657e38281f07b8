"""Django's migrate, comparing models without their words."""

from django.core.management.commands.migrate import Command as Migrate

from fundportal.web.wordless import WordlessAutodetector


class Command(Migrate):
    autodetector = WordlessAutodetector
