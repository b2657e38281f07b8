"""A connection of its own for an export: read only, one snapshot from the first row to the last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2.extensions
from django.db import connection


@contextmanager
def snapshot() -> Iterator[psycopg2.extensions.connection]:
    """A psycopg2 connection in a read-only REPEATABLE READ transaction, closed at the end. It sees what is committed."""
    own = connection.copy()
    own.ensure_connection()
    try:
        raw = own.connection
        raw.set_session(isolation_level="REPEATABLE READ", readonly=True, autocommit=False)
        yield raw
    finally:
        own.close()
