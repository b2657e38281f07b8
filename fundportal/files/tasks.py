"""Work in the background."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from fundportal.files.resumable.end import end_expired
from fundportal.files.scan import scan_waiting
from fundportal.files.sweep import sweep


@shared_task  # type: ignore[untyped-decorator]
def sweep_files() -> int:
    return sweep(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def end_uploads() -> int:
    return end_expired(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def scan_files() -> int:
    return scan_waiting(at=timezone.now())
