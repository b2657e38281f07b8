"""Rows written as `bulk_create` and `update` write them. A single one, as nearly all are, at half the cost: its statement is made and planned
beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

from fundportal.web.prepared import execute

MANY = 2000


def insert(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> None:
    """Store new rows with one statement (two thousand at a time). No signals are sent; with `ignore_conflicts`, what is there already stays."""
    if len(rows) == 1:
        insert_one(rows[0], ignore_conflicts=ignore_conflicts)
    elif rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=MANY, ignore_conflicts=ignore_conflicts)


def insert_one(row: Model, *, ignore_conflicts: bool = False) -> bool:
    """Store one new row, with its number and what the database fills in. Returns whether it was stored: with `ignore_conflicts` it may be there."""
    connection = connections[DEFAULT_DB_ALIAS]
    given: dict[Field[Any, Any], Any] = {}
    filled: list[Field[Any, Any]] = []
    for field in columns(type(row)):
        value = field.pre_save(row, add=True)
        if isinstance(value, DatabaseDefault) or (field.primary_key and value is None):
            filled.append(field)
        else:
            given[field] = field.get_db_prep_save(value, connection)
    key = (type(row), tuple(given), ignore_conflicts)
    with connection.cursor() as cursor:
        execute(cursor, key, statement(type(row), tuple(given), tuple(filled), ignore_conflicts), list(given.values()))
        made = cursor.fetchone() if filled else ()
    if made is None:
        return False
    for field, value in zip(filled, made, strict=True):
        for convert in field.get_db_converters(connection):
            value = convert(value, None, connection)
        setattr(row, field.attname, value)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return True


def update(rows: Sequence[Model], **values: Any) -> None:
    """Write the same values into these rows with one statement. The objects themselves are left as they are."""
    if not rows:
        return
    model = type(rows[0])
    if len(rows) > 1:
        model._base_manager.filter(pk__in=[row.pk for row in rows]).update(**values)
        return
    connection = connections[DEFAULT_DB_ALIAS]
    written = {cast("Field[Any, Any]", model._meta.get_field(name)): value for name, value in values.items()}
    params = [
        field.get_db_prep_save(value.prepare_database_save(field) if isinstance(value, Model) else value, connection)
        for field, value in written.items()
    ]
    pairs = ", ".join(f"{quoted(field.column)} = %s" for field in written)
    sql = f"UPDATE {quoted(model._meta.db_table)} SET {pairs} WHERE {quoted(model._meta.pk.column)} = %s"  # noqa: S608 (names of our models)
    with connection.cursor() as cursor:
        execute(cursor, (model, tuple(written)), sql, [*params, rows[0].pk])


@cache
def columns(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


@cache
def statement(model: type[Model], given: tuple[Field[Any, Any], ...], filled: tuple[Field[Any, Any], ...], ignore_conflicts: bool) -> str:
    names, places = ", ".join(quoted(field.column) for field in given), ", ".join(["%s"] * len(given))
    sql = f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608 (names of our models)
    if ignore_conflicts:
        sql += " ON CONFLICT DO NOTHING"
    return f"{sql} RETURNING {', '.join(quoted(field.column) for field in filled)}" if filled else sql


def quoted(name: str | None) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(name or "")
