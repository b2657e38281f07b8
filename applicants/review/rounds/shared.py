"""A round that many write in at once, and that nobody changes meanwhile."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from applicants.review.models import Round


def shared(rows: QuerySet[Round]) -> Round:
    """The one round of these rows, under PostgreSQL's FOR SHARE, which Django cannot say: others may share it, whoever changes it waits and is waited for."""

    def share(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        return execute(sql.replace("FOR NO KEY UPDATE", "FOR SHARE"), params, many, context)

    with connection.execute_wrapper(share):
        return rows.select_for_update(of=("self",), no_key=True).get()
