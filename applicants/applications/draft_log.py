"""Reading the draft log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from applicants.applications.merge import LogLine
from applicants.applications.models import Application, DraftEntry


def lines_about(application: Application, keys: Iterable[str]) -> list[LogLine]:
    """The saves that wrote any of these answers, the newest first; texts that wait for a choice are not among them."""
    rows = DraftEntry.objects.filter(application=application, conflict=False, changes__has_any_keys=sorted(keys)).order_by("-revision")
    return [LogLine(*row) for row in rows.values_list("revision", "page", "changes")]


def waiting(application: Application, keys: Iterable[str]) -> list[DraftEntry]:
    """The entries that hold other versions of these answers and wait for the person's choice, the oldest first. No statement when there are none."""
    conflicts: Mapping[str, Any] = application.conflicts
    revisions = sorted({revision for key in keys for revision in conflicts.get(key, [])})
    if not revisions:
        return []
    return list(DraftEntry.objects.filter(application=application, conflict=True, revision__in=revisions).order_by("revision"))
