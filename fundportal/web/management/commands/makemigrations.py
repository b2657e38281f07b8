"""Django's makemigrations, without words in the migrations."""

from django.core.management.commands.makemigrations import Command as MakeMigrations

from fundportal.web.wordless import WordlessAutodetector


class Command(MakeMigrations):
    autodetector = WordlessAutodetector
