"""Rows lie in the order in which they were written, as consents do, and the first could be led to the first: so they are laid in the order of their
pseudonyms, each night before the backup."""

from __future__ import annotations

from django.db import connection


def mix() -> None:
    """Write the table anew (PostgreSQL's CLUSTER): nothing of when a row came is left in where it lies, nor in which transaction wrote it."""
    with connection.cursor() as cursor:
        cursor.execute("CLUSTER applicants_disclosure USING applicants_disclosure_pkey")
