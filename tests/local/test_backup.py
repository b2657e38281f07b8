"""Backup and restore by the scripts that production uses: from the database of the tests into another one, that of a role without privileges."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from applicants.applications.models import Submission
from fundportal.files.models import StoredFile
from fundportal.local.backup import SCRIPTS, backup, database_url, private_files, restore
from fundportal.local.binaries import postgres_home
from fundportal.local.places import ROOT
from fundportal.local.trouble import Trouble
from tests.applications.build import client_of, hand_in, make_call, make_draft, page_fields, question, section
from tests.files.contents import CONTENTS

PDF = CONTENTS["pdf"]
SERVER = urlsplit(os.environ["DATABASE_URL"])


@pytest.fixture
def database(tmp_path):
    """The URL of an empty database, made by the script that production runs, of a role that is no superuser."""
    (tmp_path / "db_password").write_text("secret'word")
    script = (SCRIPTS / "database" / "portal.sh").read_text().replace("/run/secrets", str(tmp_path)).replace("fundportal", "kept_safe")
    login = {"PGHOST": SERVER.hostname, "PGPORT": str(SERVER.port), "PGUSER": SERVER.username, "PGPASSWORD": SERVER.password}
    path = f"{postgres_home() / 'bin'}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["sh", "-c", script], env={"PATH": path, **login}, check=True)
    yield SERVER._replace(netloc=f"kept_safe:secret%27word@{SERVER.hostname}:{SERVER.port}", path="/kept_safe").geturl()
    ask(SERVER.geturl(), "DROP DATABASE kept_safe")
    ask(SERVER.geturl(), "DROP ROLE kept_safe")


def ask(url, *statements):
    asked = psycopg2.connect(url)
    asked.autocommit = True
    try:
        with asked.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)
            return cursor.fetchall() if cursor.description else None
    finally:
        asked.close()


def rows_of(url):
    """Every table: how many rows, and what is in them."""
    tables = ask(url, "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    sums = [
        f"SELECT '{name}', count(*), md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM {name} t" for (name,) in tables
    ]
    return sorted(ask(url, " UNION ALL ".join(sums)))


def rules_of(url):
    """Constraints, indexes, triggers, functions, columns and the next numbers. PostgreSQL writes the casts of a list in another place when it
    has read its own words again; they are left out."""
    found = ask(
        url,
        """
        SELECT pg_get_constraintdef(oid) || conname || conrelid::regclass || contype::text FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT prosrc || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT table_name || column_name || data_type || is_nullable || coalesce(generation_expression, '') FROM information_schema.columns
                  WHERE table_schema = 'public'
        UNION ALL SELECT sequencename || coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'
        """,
    )
    return sorted(re.sub(r"::(text|character varying)|[()\[\]]", "", rule) for (rule,) in found)


def contents(files):
    return {str(path.relative_to(files)): path.read_bytes() for path in files.rglob("*") if path.is_file()}


@pytest.mark.django_db(transaction=True)
def test_a_restored_portal_is_the_one_that_was_backed_up_and_nothing_else(database, tmp_path, settings):
    there, here, archive = tmp_path / "there", tmp_path / "here", tmp_path / "portal.tar"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": there, "base_url": None}},
    }
    draft = make_draft(make_call([section("film", question("title"), question("paper", "file", types=["pdf"], max_mb=1))]))
    upload = SimpleUploadedFile("cadena de derechos ñ.pdf", PDF)
    client_of(draft.applicant).post(f"/es/solicitudes/{draft.folio}/film/", page_fields(draft, title="Ñandú", paper=upload))
    hand_in(draft)
    source = SERVER._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    backup(url=source, files=there, target=archive)
    ask(database, "CREATE TABLE newer (n int)")
    here.mkdir()
    (here / "newer.pdf").write_bytes(b"%PDF-1.7 two")

    restore(url=database, files=here, source=archive)

    assert rows_of(database) == rows_of(source)
    assert rules_of(database) == rules_of(source)
    assert contents(here) == contents(there)
    assert (here / StoredFile.objects.get().blob.name).read_bytes() == PDF
    environment = os.environ | {"DATABASE_URL": database, "STORAGE_URL": f"file://{here}"}
    checked = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--check"], cwd=ROOT, env=environment, check=False, capture_output=True
    )
    assert checked.returncode == 0, checked.stderr
    with pytest.raises(psycopg2.errors.RestrictViolation, match="applicants_submission rows never change"):
        ask(database, "UPDATE applicants_submission SET number = 7")
    assert ask(database, "SELECT document, signature FROM applicants_submission") == list(
        Submission.objects.values_list("document", "signature")
    )


def fill(database, files):
    ask(database, "CREATE TABLE person (name text)", "INSERT INTO person VALUES ('Ñusta Quispe')")
    files.mkdir()
    (files / "one.pdf").write_bytes(b"%PDF-1.7 one")


def test_a_broken_backup_changes_nothing_and_says_so(database, tmp_path, capfd):
    files, archive = tmp_path / "files", tmp_path / "portal.tar"
    fill(database, files)
    backup(url=database, files=files, target=archive)
    archive.write_bytes(archive.read_bytes()[:2000])

    with pytest.raises(Trouble, match="has not been restored"):
        restore(url=database, files=files, source=archive)
    assert "Nothing has been changed." in capfd.readouterr().err
    assert ask(database, "SELECT name FROM person") == [("Ñusta Quispe",)]
    assert contents(files) == {"one.pdf": b"%PDF-1.7 one"}


def test_files_that_cannot_be_put_in_place_are_a_failure(database, tmp_path, monkeypatch, capfd):
    files, archive, programs = tmp_path / "files", tmp_path / "portal.tar", tmp_path / "programs"
    fill(database, files)
    backup(url=database, files=files, target=archive)
    programs.mkdir()
    (programs / "mv").write_text(
        f'#!/bin/sh\ncase "$*" in *database.dump*) exec {shutil.which("mv")} "$@" ;; esac\necho "disk full" >&2; exit 1\n'
    )
    (programs / "mv").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")

    with pytest.raises(Trouble, match="has not been restored"):
        restore(url=database, files=files, source=archive)
    assert "The database is restored, the files are not" in capfd.readouterr().err


def test_a_failed_backup_leaves_no_file(tmp_path):
    with pytest.raises(Trouble, match="backup has failed"):
        backup(url="postgres://nobody@127.0.0.1:1/none", files=tmp_path / "files", target=tmp_path / "portal.tar")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["files"]


def test_database_and_folder_may_be_named_in_files(tmp_path, monkeypatch):
    for name, value in (("DATABASE_URL", "postgres://elsewhere/portal"), ("STORAGE_URL", "file:///srv/files")):
        (tmp_path / name).write_text(f"{value}\n")
        monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv(f"{name}_FILE", str(tmp_path / name))
    with database_url() as url:
        assert url == "postgres://elsewhere/portal"
    assert private_files() == Path("/srv/files")
