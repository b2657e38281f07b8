"""Rows into tables by COPY, with the defaults that the models say. Constraints and triggers hold as for any other row."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, models

from applicants.samples.sender import Batch


class Json(str):
    """Text that is JSON already."""

    __slots__ = ()


class Table:
    """The rows of one model on their way into the database."""

    def __init__(self, model: type[models.Model], *names: str) -> None:
        """`names` are the attributes given for each row, in order; the other columns get their defaults."""
        fields = {field.attname: field for field in model._meta.concrete_fields if not field.generated}
        rest = [name for name, field in fields.items() if name not in names and not field.primary_key and not field.has_db_default()]
        self.tail = "".join(f"\t{encoded(prepared(fields[name]))}" for name in rest) + "\n"
        quoted = ", ".join(f'"{fields[name].column}"' for name in (*names, *rest))
        self.statement = f'COPY "{model._meta.db_table}" ({quoted}) FROM STDIN'
        self.rows: list[str] = []

    def add(self, *values: Any) -> None:
        self.rows.append("\t".join(map(encoded, values)) + self.tail)

    def take(self) -> Batch:
        """What has gathered, to be sent."""
        rows, self.rows = self.rows, []
        return self.statement, rows


def prepared(field: models.Field[Any, Any]) -> Any:
    value = field.get_default()
    return dumped(value) if isinstance(field, models.JSONField) else str(value) if isinstance(value, str) else value


def dumped(value: Any) -> Json:
    """A value as JSON."""
    return Json(_JSON.encode(value))


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_text(value: str) -> str:
    r"""COPY's text format: no bare tab, line feed, carriage return or backslash."""
    if "\\" in value:
        value = value.replace("\\", "\\\\")
    if "\n" in value or "\t" in value or "\r" in value:
        value = value.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return value


ENCODINGS: dict[type, Callable[[Any], str]] = {
    str: as_text,
    Json: as_text,
    int: str,
    bool: lambda value: "t" if value else "f",
    type(None): lambda value: "\\N",
    datetime: datetime.isoformat,
    bytes: lambda value: "\\\\x" + value.hex(),
}


def encoded(value: Any) -> str:
    """A value as COPY reads it; what is no text, number or instant is written as its own text."""
    return ENCODINGS.get(type(value), str)(value)


def reserve(model: type[models.Model], count: int) -> range:
    """Primary keys for that many rows, taken from the table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(s), s FROM pg_get_serial_sequence(%s, 'id') AS s", [model._meta.db_table])
        first, sequence = cursor.fetchone()
        if count > 1:
            cursor.execute("SELECT setval(%s, %s)", [sequence, first + count - 1])
    return range(first, first + count)
