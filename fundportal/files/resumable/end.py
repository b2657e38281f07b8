"""Uploads end: given up, refused, expired, or their person is gone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from fundportal.files.resumable import pieces
from fundportal.files.resumable.models import Upload

YOUNG = timedelta(days=1)


def end(*uploads: Upload) -> None:
    """Within a transaction: the rows go now, the bytes once it has been committed. What has become a file stays one."""
    for upload in uploads:
        pk = upload.pk
        upload.delete()
        transaction.on_commit(lambda pk=pk: pieces.drop(pk))  # type: ignore[misc]


@transaction.atomic
def end_about(*, about: str, keys: Iterable[str]) -> None:
    """What is on its way for these places, whoever sends it."""
    end(*Upload.objects.select_for_update().filter(about=about, key__in=keys))


@transaction.atomic
def end_expired(*, at: datetime) -> int:
    """Each night: what was left for too long, and bytes that no row knows. Returns how many rows went. Who is writing just now is passed over."""
    expired = list(Upload.objects.select_for_update(skip_locked=True).filter(expires_at__lte=at))
    end(*expired)
    old = set(pieces.left(at - YOUNG))
    for pk in old - set(Upload.objects.filter(pk__in=old, file=None).values_list("pk", flat=True)):
        transaction.on_commit(lambda pk=pk: pieces.drop(pk))  # type: ignore[misc]
    return len(expired)
