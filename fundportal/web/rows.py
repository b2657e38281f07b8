"""Rows written as `bulk_create` and `update` write them. A single one, as nearly all are, at half the cost: its statement is made and planned
beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault
from django.db.transaction import mark_for_rollback_on_error

from fundportal.web.prepared import execute

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

AnyField: TypeAlias = "Field[Any, Any]"
MANY = 2000


def insert(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> None:
    """Store new rows with one statement (two thousand at a time). No signals are sent. With `ignore_conflicts`, what is there already stays, and
    the rows need not know their numbers afterwards."""
    if len(rows) == 1:
        insert_one(rows[0], ignore_conflicts=ignore_conflicts)
    elif rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=MANY, ignore_conflicts=ignore_conflicts)


def insert_one(row: Model, *, ignore_conflicts: bool = False) -> bool:
    """Store one new row, with its number and what the database fills in. Its values are plain ones, no expressions.

    Returns whether it was stored: with `ignore_conflicts` it may be there already.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    given, filled = in_columns(row, connection)
    key = (type(row), tuple(given), ignore_conflicts)
    with mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        execute(cursor, key, inserting(type(row), tuple(given), tuple(filled), ignore_conflicts), list(given.values()))
        stored = bool(cursor.rowcount)
        made = cursor.fetchone() if filled and stored else ()
    if not stored:
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
    if len(rows) > 1 or any(hasattr(value, "resolve_expression") for value in values.values()):
        model._base_manager.filter(pk__in=[row.pk for row in rows]).update(**values)
        return
    connection = connections[DEFAULT_DB_ALIAS]
    written = to_write(model, values, connection)
    with mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        execute(cursor, (model, tuple(written)), updating(model, tuple(written)), [*written.values(), rows[0].pk])


def insert_and_update(new: Model, row: Model, **values: Any) -> None:
    """Store one new row and write values into another one, with one statement for both. The objects are left as they are: what the database has
    filled in, the number of the new one, is not read back. No expressions."""
    connection = connections[DEFAULT_DB_ALIAS]
    given, _filled = in_columns(new, connection)
    model, written = type(row), to_write(type(row), values, connection)
    sql = f"WITH made AS ({inserting(type(new), tuple(given), (), False)}) {updating(model, tuple(written), after=len(given))}"
    with mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        execute(cursor, (type(new), tuple(given), model, tuple(written)), sql, [*given.values(), *written.values(), row.pk])


def in_columns(row: Model, connection: BaseDatabaseWrapper) -> tuple[dict[AnyField, Any], list[AnyField]]:
    """What a new row says, by column, and the columns that the database fills in. Refuses a row that refers to one without a number."""
    row._prepare_related_fields_for_save(operation_name="insert")  # type: ignore[attr-defined]
    given: dict[AnyField, Any] = {}
    filled: list[AnyField] = []
    for field in columns(type(row)):
        value = field.pre_save(row, add=True)
        if isinstance(value, DatabaseDefault) or (field.primary_key and value is None):
            filled.append(field)
        else:
            given[field] = field.get_db_prep_save(value, connection)
    return given, filled


def to_write(model: type[Model], values: dict[str, Any], connection: BaseDatabaseWrapper) -> dict[AnyField, Any]:
    """Values by name -> values by column, as the database takes them."""
    written = {cast("AnyField", model._meta.get_field(name)): value for name, value in values.items()}
    return {
        field: field.get_db_prep_save(value.prepare_database_save(field) if isinstance(value, Model) else value, connection)
        for field, value in written.items()
    }


@cache
def columns(model: type[Model]) -> list[AnyField]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


@cache
def inserting(model: type[Model], given: tuple[AnyField, ...], filled: tuple[AnyField, ...], ignore_conflicts: bool) -> str:
    table = connections[DEFAULT_DB_ALIAS].ops.quote_name(model._meta.db_table)
    places = ", ".join(f"${place}" for place in range(1, len(given) + 1))
    sql = f"INSERT INTO {table} ({listed(given)}) VALUES ({places})"  # noqa: S608 (names of our models)
    if ignore_conflicts:
        sql += " ON CONFLICT DO NOTHING"
    return f"{sql} RETURNING {listed(filled)}" if filled else sql


@cache
def updating(model: type[Model], written: tuple[AnyField, ...], after: int = 0) -> str:
    """With the values from $1 on, or from the one `after` these; the row's number is the last."""
    table = connections[DEFAULT_DB_ALIAS].ops.quote_name(model._meta.db_table)
    pairs = ", ".join(f"{quoted(field)} = ${place}" for place, field in enumerate(written, after + 1))
    return f"UPDATE {table} SET {pairs} WHERE {quoted(model._meta.pk)} = ${after + len(written) + 1}"  # noqa: S608 (names of our models)


def listed(fields: Iterable[AnyField]) -> str:
    return ", ".join(quoted(field) for field in fields)


def quoted(field: AnyField) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(cast(str, field.column))
