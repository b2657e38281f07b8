"""A connection of its own for an export: read only, one snapshot from the first row to the last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2.extensions
from django.db import connection

# One long read of wide rows: rows cost little to pass between processes next to what they cost to make; compiling the statement does not pay.
_LONG_READ = "SET LOCAL parallel_tuple_cost = 0.01; SET LOCAL jit = off"


@contextmanager
def snapshot() -> Iterator[psycopg2.extensions.connection]:
    """A psycopg2 connection in a read-only REPEATABLE READ transaction, closed at the end. It sees what is committed."""
    own = connection.copy()
    own.ensure_connection()
    try:
        raw = own.connection
        raw.set_session(isolation_level="REPEATABLE READ", readonly=True, autocommit=False)
        with raw.cursor() as cursor:
            cursor.execute(_LONG_READ)
        yield raw
    finally:
        own.close()
