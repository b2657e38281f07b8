"""The portal's settings, read as a start reads them: in a process of their own, from an environment alone."""

import os
import subprocess
import sys

import pytest

from fundportal.local.environment import SETTINGS
from fundportal.local.keys import new_disclosure_key, new_signing_key
from fundportal.local.places import ROOT

COMPLETE = {
    "SECRET_KEY": "k" * 50,
    "SIGNING_KEYS": new_signing_key(),
    "DISCLOSURE_KEY": new_disclosure_key(),
    "SITE_URL": "https://fondo.example.org",
    "DATABASE_URL": "postgres://portal:secret@db.example.org/portal",
    "REDIS_URL": "redis://broker.example.org",
    "EMAIL_URL": "dummymail://",
    "STORAGE_URL": "file:///srv/files",
}
KEYS = {"SIGNING_KEYS", "DISCLOSURE_KEY"}


def settings_say(expression, *, apps=False, **environment):
    """What `expression` is, with these settings on top of the complete ones; or the last line of what went wrong. With `apps` they are loaded too, which
    look at their keys and take a second."""
    code = f"{'import django; django.setup(); ' * apps}from django.conf import settings; settings.DEBUG; print({expression})"
    bare = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in SETTINGS}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=bare | {"DJANGO_SETTINGS_MODULE": "fundportal.settings"} | COMPLETE | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def test_what_is_left_empty_has_its_default_and_what_the_addresses_say_stands(tmp_path):
    keys = tmp_path / "signing_keys"
    keys.write_text(f"new:{'A' * 43}=\nold:{'B' * 42}A=\n")  # as an editor leaves a file
    earlier = tmp_path / "secret_key_fallbacks"
    earlier.write_text("one\ntwo\n")
    said = settings_say(
        "[settings.HELP_EMAIL, settings.SITE_NAME, settings.DATABASES['default']['OPTIONS'], settings.SECRET_KEY_FALLBACKS, settings.ALLOWED_HOSTS,"
        " list(__import__('applicants.applications.receipt.signing').applications.receipt.signing.keys())]",
        HELP_EMAIL="",
        SITE_NAME="",
        ALLOWED_HOSTS="fondo.example.org, www.fondo.example.org",
        DATABASE_URL=f"{COMPLETE['DATABASE_URL']}?sslmode=verify-full&connect_timeout=9",
        SIGNING_KEYS_FILE=str(keys),
        SECRET_KEY_FALLBACKS_FILE=str(earlier),
    )
    assert said == str(
        [
            "ayuda@fondo.example.org",
            "Equidad Creativa",
            {"connect_timeout": 9, "sslmode": "verify-full"},
            ["one", "two"],
            ["fondo.example.org", "www.fondo.example.org"],
            ["new", "old"],
        ]
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("STORAGE_URL", "", "Set STORAGE_URL (or STORAGE_URL_FILE): what people hand in is kept there"),
        ("STORAGE_URL", "s3://bucket/files", "it has to be a folder"),
        ("STORAGE_URL", "file://srv/files", "it has to be a folder"),
        ("SITE_URL", "http://fondo.example.org", "it has to begin with https://"),
        ("SITE_URL", "fondo.example.org", "it has to be a scheme and a host alone"),
        ("SIGNING_KEYS", "id:c2hvcnQ=", "SIGNING_KEYS: id is not id:base64 of 32 bytes"),
        ("DISCLOSURE_KEY", "", "Set DISCLOSURE_KEY (or DISCLOSURE_KEY_FILE): self-descriptions are sealed with it"),
        ("DISCLOSURE_KEY", "c2hvcnQ=", "DISCLOSURE_KEY holds 5 bytes"),
        ("DISCLOSURE_KEY", "no base64", "DISCLOSURE_KEY is not base64"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(name, value, sentence):
    assert sentence in settings_say("1", apps=name in KEYS, **{name: value})
