"""Queries whose SQL is made once a process and planned once a connection. Making it costs Django's ORM ten times what running it does, and planning
a join costs PostgreSQL more than running it; pages with a budget use this."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
FIRST_MARK = -8_000_000_000_000_000_000
numbers = itertools.count(1)


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
        sql, params, build = self.compiled
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            execute(cursor, self, sql, [values[param[1]] if isinstance(param, tuple) else param for param in params])
            found = cursor.fetchall()
        return map(build, found)

    @cached_property
    def compiled(self) -> tuple[str, list[Any], Callable[[tuple[Any, ...]], M]]:
        """The SQL, its parameters (a gap is a tuple with its name) and what makes an object of a row: as ModelIterable does it (Django 5.2)."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiler = self.make(**self.marks).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, given = compiler.as_sql()
        names = {mark: name for name, mark in self.marks.items()}
        params = [("gap", names[param]) if isinstance(param, int | str) and param in names else param for param in given]
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

        return sql, params, build


def execute(cursor: CursorWrapper, key: Hashable, sql: str, params: Sequence[Any]) -> None:
    """Run a statement that is always the same for this key; it is planned the first time on each connection to the server, in the same go."""
    planned = plans(cursor.db)
    run = planned.get(key)
    if run is None:
        name = f"portal_{next(numbers)}"  # never the same again: what became of one that failed need not be known
        text = sql % tuple(f"${place}" for place in range(1, len(params) + 1))
        run = f"EXECUTE {name} ({', '.join(['%s'] * len(params))})"
        cursor.execute(f"PREPARE {name} AS {text.replace('%', '%%')}; {run}", params)
        planned[key] = run
        return
    try:
        cursor.execute(run, params)
    except NotSupportedError:  # a migration has changed the type of a column: planned anew the next time
        del planned[key]
        raise


def plans(connection: BaseDatabaseWrapper) -> dict[Hashable, str]:
    """What has been planned on this very connection to the server, as the SQL that runs it; a new connection begins with nothing."""
    server, planned = getattr(connection, "fundportal_plans", (None, {}))
    if server is not connection.connection:
        planned = {}
        connection.fundportal_plans = (connection.connection, planned)  # type: ignore[attr-defined]
    return planned
