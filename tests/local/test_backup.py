"""Backup and restore by the scripts that production uses, on the embedded server."""

import os

import psycopg2
import pytest

from fundportal.local.backup import backup, restore
from fundportal.local.trouble import Trouble


@pytest.fixture
def database():
    """The URL of an empty database of its own."""
    with_name = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    ask(os.environ["DATABASE_URL"], "CREATE DATABASE kept_safe")
    yield f"{with_name}/kept_safe"
    ask(os.environ["DATABASE_URL"], "DROP DATABASE kept_safe")


def ask(url, *statements):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)
        rows = cursor.fetchall() if cursor.description else None
    connection.close()
    return rows


def fill(database, files):
    ask(
        database,
        "CREATE EXTENSION unaccent",
        "CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY, name text UNIQUE, sort text)",
        "INSERT INTO person (name, sort) VALUES ('Ñusta Quispe', unaccent('Ñusta Quispe'))",
    )
    (files / "2027").mkdir(parents=True)
    (files / "2027" / "cadena de derechos ñ.pdf").write_bytes(b"%PDF-1.7 one")


def contents(files):
    return {str(path.relative_to(files)): path.read_bytes() for path in files.rglob("*") if path.is_file()}


def test_restoring_brings_back_the_state_of_the_backup_and_nothing_else(database, tmp_path):
    files, archive = tmp_path / "files", tmp_path / "portal.tar"
    fill(database, files)
    backup(url=database, files=files, target=archive)

    ask(database, "DELETE FROM person", "CREATE TABLE newer (n int)")
    (files / "2027" / "cadena de derechos ñ.pdf").unlink()
    (files / "newer.pdf").write_bytes(b"%PDF-1.7 two")
    restore(url=database, files=files, source=archive)

    assert ask(database, "SELECT id, name, sort FROM person") == [(1, "Ñusta Quispe", "Nusta Quispe")]
    assert ask(database, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'") == [("person",)]
    assert ask(database, "INSERT INTO person (name) VALUES ('Yásnaya') RETURNING id") == [(2,)]
    assert contents(files) == {"2027/cadena de derechos ñ.pdf": b"%PDF-1.7 one"}


def test_a_broken_backup_changes_nothing(database, tmp_path):
    files, archive = tmp_path / "files", tmp_path / "portal.tar"
    fill(database, files)
    backup(url=database, files=files, target=archive)
    archive.write_bytes(archive.read_bytes()[:2000])

    with pytest.raises(Trouble, match="Restoring has failed"):
        restore(url=database, files=files, source=archive)
    assert ask(database, "SELECT name FROM person") == [("Ñusta Quispe",)]
    assert contents(files) == {"2027/cadena de derechos ñ.pdf": b"%PDF-1.7 one"}


def test_a_failed_backup_leaves_no_file(tmp_path):
    with pytest.raises(Trouble, match="backup has failed"):
        backup(url="postgres://nobody@127.0.0.1:1/none", files=tmp_path / "files", target=tmp_path / "portal.tar")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["files"]
