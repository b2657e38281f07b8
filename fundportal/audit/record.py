"""The one way to write the audit record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fundportal.audit.models import Entry
from fundportal.web.rows import insert

if TYPE_CHECKING:
    from fundportal.accounts.models import User


def entry(*, actor: User | None, verb: str, target: str = "", program_code: str = "", **detail: Any) -> Entry:
    """An unsaved entry; `detail` holds small JSON values (numbers, codes), never answers or letters."""
    return Entry(
        actor_id=actor.pk if actor else None,
        actor_email=actor.email if actor else "",
        verb=verb,
        target=target,
        program_code=program_code,
        detail=detail,
    )


def record(*, actor: User | None, verb: str, target: str = "", program_code: str = "", **detail: Any) -> None:
    """Write one entry, in the caller's transaction."""
    insert([entry(actor=actor, verb=verb, target=target, program_code=program_code, **detail)])


def record_many(entries: Iterable[Entry]) -> None:
    """Write many entries with one statement, in the caller's transaction."""
    insert(list(entries))
