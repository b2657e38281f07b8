"""Queries whose SQL is made once a process and planned once a connection. Making it costs Django's ORM ten times what running it does, and planning
a join costs PostgreSQL more than running it; pages with a budget use this."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, OperationalError, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
FIRST_MARK = -8_000_000_000_000_000_000
VOID = ("0A000", "26000")  # SQLSTATE: cached plan must not change result type; no such prepared statement
numbers = itertools.count(1)
plans: WeakKeyDictionary[Any, dict[Hashable, str]] = WeakKeyDictionary()
"""Connection to the server -> what has been planned on it, as the SQL that runs it. A new connection begins with nothing."""


class Prepared(Generic[M]):
    """A queryset with gaps, each of them an equality with a number or a text.

        BY_FOLIO = Prepared(lambda person, folio: Application.objects.filter(applicant_id=person, folio=folio), person=int, folio=str)
        BY_FOLIO.first(person=7, folio="CCC27-4F7KQ9")

    The objects are those that the queryset would give, related ones included. Nothing may depend on the language or the moment of making it; one
    that locks rows has to be asked inside a transaction.
    """

    def __init__(self, make: Callable[..., QuerySet[M]], **gaps: type[int] | type[str]) -> None:
        self.make = make
        self.marks: dict[str, int | str] = {
            name: FIRST_MARK + place if kind is int else f"\x01{name}" for place, (name, kind) in enumerate(gaps.items())
        }

    def first(self, **values: int | str) -> M | None:
        """The first object, or None."""
        return next(self.rows(values), None)

    def all(self, **values: int | str) -> list[M]:
        """Every object."""
        return list(self.rows(values))

    def rows(self, values: dict[str, int | str]) -> Iterator[M]:
        sql, names, build = self.compiled
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            execute(cursor, self, sql, [values[name] for name in names])
            found = cursor.fetchall()
        return map(build, found)

    @cached_property
    def compiled(self) -> tuple[str, list[str], Callable[[tuple[Any, ...]], M]]:
        """The SQL with $1, $2 … for the gaps, their names in that order, and what makes an object of a row: as ModelIterable does it (Django 5.2).

        What is no gap stands in the SQL: a partial index is of use only to a query that says its condition.
        """
        connection = connections[DEFAULT_DB_ALIAS]
        compiler = self.make(**self.marks).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, given = compiler.as_sql()
        names = list(self.marks)
        gaps = {mark: f"${place}" for place, mark in enumerate(self.marks.values(), 1)}
        with connection.cursor() as cursor:
            texts = [
                gaps[param] if type(param) in (int, str) and param in gaps else cursor.mogrify("%s", [param]).decode() for param in given
            ]
        sql %= tuple(texts)
        select, info = compiler.select, compiler.klass_info
        model, start, end = info["model"], info["select_fields"][0], info["select_fields"][-1] + 1
        attributes = [column[0].target.attname for column in select[start:end]]
        populators = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # the stubs are of Django 6
        converters = list(compiler.get_converters([column[0] for column in select]).items())

        def build(row: tuple[Any, ...]) -> M:
            values = list(row)
            for place, (steps, expression) in converters:
                for step in steps:
                    values[place] = step(values[place], expression, connection)
            made: M = model.from_db(DEFAULT_DB_ALIAS, attributes, values[start:end])
            for populator in populators:
                populator.populate(values, made)
            return made

        return sql, names, build


def execute(cursor: CursorWrapper, key: Hashable, sql: str, params: Sequence[Any]) -> None:
    """Run a statement (with $1, $2 …) that is always the same for this key. It is planned at its first run on each connection to the server, in the
    same go; anew when a migration has changed the type of one of its columns."""
    planned = plans.setdefault(cursor.db.connection, {})
    if key in planned:
        try:
            cursor.execute(planned[key], params)
        except (NotSupportedError, OperationalError) as error:
            if getattr(error.__cause__, "pgcode", "") not in VOID:
                raise
            del planned[key]
            if cursor.db.in_atomic_block:
                raise
        else:
            return
    name = f"portal_{os.getpid()}_{next(numbers)}"  # never the same again: what became of one that failed need not be known
    run = f"EXECUTE {name} ({', '.join(['%s'] * len(params))})"
    cursor.execute(f"PREPARE {name} AS {sql.replace('%', '%%')}; {run}", params)
    planned[key] = run
