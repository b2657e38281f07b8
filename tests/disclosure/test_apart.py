"""No way leads from a self-description to its person, application or review in the database alone, nor through the admin."""

import ast

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection

from applicants.disclosure.keys import keys
from applicants.disclosure.models import Disclosure
from applicants.samples.seed import seed
from fundportal.local.places import ROOT

pytestmark = pytest.mark.django_db
TABLE = "applicants_disclosure"


def columns(where):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' AND " + where, [TABLE]
        )
        return cursor.fetchall()


def test_the_table_has_two_columns_of_bytes_and_no_key_leads_in_or_out():
    assert sorted(columns("table_name = %s")) == [(TABLE, "pseudonym", "bytea"), (TABLE, "sealed", "bytea")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND (conrelid = %s::regclass OR confrelid = %s::regclass)",
            [TABLE, TABLE],
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", [TABLE])
        assert cursor.fetchall() == []
    assert [field for model in apps.get_models() for field in model._meta.get_fields() if field.related_model is Disclosure] == []
    assert [field for field in Disclosure._meta.get_fields() if field.is_relation] == []


def test_no_value_of_it_stands_anywhere_else():
    """In a seeded world: not as bytes, not as hexadecimal or base64 text, not inside a document. Nor do its rows lie in the order of the applications."""
    seed(applications=60, number=3)
    rows = [(bytes(pk), bytes(sealed)) for pk, sealed in Disclosure.objects.values_list("pk", "sealed")]
    assert len(rows) > 15
    with connection.cursor() as cursor:
        others = sorted({table for table, _column, _type in columns("table_name <> %s")})
        for table in others:
            cursor.execute(
                f"""SELECT count(*) FROM "{table}" AS row, {TABLE} AS one WHERE strpos(row::text, encode(one.pseudonym, 'hex')) > 0
                    OR strpos(row::text, encode(one.pseudonym, 'base64')) > 0 OR strpos(row::text, encode(substr(one.sealed, 1, 12), 'hex')) > 0"""
            )
            assert cursor.fetchone() == (0,), table
        cursor.execute("SELECT applicant_id, call_id FROM applicants_application ORDER BY id")
        order = [keys()[0].pseudonym(*pair) for pair in cursor.fetchall()]
        cursor.execute(f"SELECT pseudonym FROM {TABLE} ORDER BY ctid")
        stored = [order.index(bytes(pk)) for (pk,) in cursor.fetchall()]
    assert stored != sorted(stored)
    assert len({len(sealed) for _pk, sealed in rows}) == 1


def test_it_is_never_in_the_admin():
    assert Disclosure not in admin.site._registry
    texts = [path.read_text() for path in (ROOT / "applicants").rglob("admin.py")]
    assert len(texts) > 5 and not any("models import Disclosure\n" in text for text in texts)


def test_nobody_but_the_service_opens_descriptions():
    """Outside this room nothing but the service, its numbers and its pages is imported; inside, staff's page opens none."""
    open_to_all = {
        "aggregate",
        "crosstab",
        "control",
        "composition",
        "floors",
        "members",
        "rule",
        "subjects",
        "urls",
        "models",
        "staff",
        "erasing",
        "task",
        "keys",
        "reseal",
    }
    found, opening = set(), set()
    for path in sorted((ROOT / "applicants").rglob("*.py")):
        room = path.relative_to(ROOT / "applicants").parts
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("applicants.disclosure."):
                part = node.module.split(".")[2]
                if room[0] not in ("disclosure", "samples") and part not in open_to_all:
                    found.add((room[0], node.module))
                if part == "description" and {"opened", "read"} & {each.name for each in node.names}:
                    opening.add("/".join(room))
    assert {each for each in found if each[0] != "management"} == set()
    assert opening == {
        "disclosure/counting.py",
        "disclosure/describe.py",
        "disclosure/reseal.py",
        "disclosure/pages/door.py",
        "disclosure/pages/overview.py",
        "disclosure/pages/part.py",
    }
