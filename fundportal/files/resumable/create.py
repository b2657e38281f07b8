"""Announces a file."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fundportal.accounts.models import User
from fundportal.files.quota import refuse_above_quota
from fundportal.files.resumable import pieces
from fundportal.files.resumable.metadata import told
from fundportal.files.resumable.models import Upload
from fundportal.files.resumable.refusals import TooMuch, Unclear
from fundportal.files.resumable.targets import target_of
from fundportal.files.store import tidy
from fundportal.web.sizes import in_megabytes

LASTS = timedelta(days=7)  # from the last piece on
MOST_OPEN = 20  # uploads of one person on their way


def create(*, person: User, length: int, metadata: str, at: datetime) -> Upload:
    """A place for a file of `length` bytes; `metadata` say what it is for. Raises Unclear, TooMuch, and what the target's room raises.

    What is announced counts against the person's quota from now on; two at once cannot both take the last of it.
    """
    known = told(metadata)
    target = target_of(person, known, at)
    if length == 0:
        raise Unclear(_("The file is empty."))
    if length > target.limits.max_bytes:
        raise TooMuch(
            _("The file weighs %(size)s; the most is %(most)s.")
            % {"size": in_megabytes(length), "most": in_megabytes(target.limits.max_bytes)}
        )
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).only("pk").get(pk=target.owner.pk)
        refuse_above_quota(target.owner, length)
        if Upload.objects.filter(person=person, file=None, expires_at__gt=at).count() >= MOST_OPEN:
            raise TooMuch(_("Too many files are on their way at once. Finish one of them, or wait until tomorrow."))
        upload = Upload(person=person, about=target.about, key=target.key, metadata=metadata, length=length, expires_at=at + LASTS)
        upload.name = tidy(known.get("filename") or known.get("name", ""))
        upload.save(force_insert=True)
        pieces.begin(upload.pk)
    return upload
