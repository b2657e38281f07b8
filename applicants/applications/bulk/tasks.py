"""Work in the background."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from applicants.applications.bulk.begin import wake
from applicants.applications.bulk.sweep import sweep
from applicants.applications.bulk.work import carry_on


@shared_task  # type: ignore[untyped-decorator]
def carry_on_bulk() -> None:
    """Asked for when somebody confirms or stops, and every ten seconds for what was missed. Long work comes back later, so that others have their turn."""
    if carry_on():
        wake()


@shared_task  # type: ignore[untyped-decorator]
def forget_bulk() -> int:
    """Each night."""
    return sweep(at=timezone.now())
