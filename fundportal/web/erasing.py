"""The one key to rows that never change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def erasing() -> Iterator[None]:
    """Inside, the triggers of `fundportal.web.triggers` let a row be blanked or deleted: for erasure and retention alone.

    Holds for the transaction that is open, which it needs; an exception has to end that transaction (or its savepoint), and the setting with it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL fundportal.erasing = 'on'")
        yield
        cursor.execute("SET LOCAL fundportal.erasing = 'off'")
