"""Bytes that no row knows: an upload that was broken off, or whose transaction failed, and what was replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import Storage
from django.db.models import FileField

from fundportal.files.models import StoredFile

YOUNG = timedelta(days=1)  # an upload writes its bytes first and its row afterwards
FOLDER = re.compile(r"\d{4}/\d{2}/")
OURS = re.compile(r"[0-9a-f]{32}(_\w+)?")  # as `store` names them; anything else that lies there is somebody else's
FIELDS = [field for field in StoredFile._meta.get_fields() if isinstance(field, FileField)]


def sweep(*, at: datetime) -> int:
    """Delete the bytes that have no row and are older than YOUNG. Returns how many files went. One statement a month of uploads."""
    storage = StoredFile._meta.get_field("blob").storage
    gone = 0
    for folder in folders(storage):
        known: set[str] = set()
        for field in FIELDS:
            known.update(StoredFile.objects.filter(**{f"{field.name}__startswith": folder}).values_list(field.name, flat=True))
        for name in storage.listdir(folder)[1]:
            path = folder + name
            if OURS.fullmatch(name) and path not in known and storage.get_modified_time(path) < at - YOUNG:
                storage.delete(path)
                gone += 1
    return gone


def folders(storage: Storage) -> Iterator[str]:
    """Those into which uploads go: a year and a month."""
    for year in storage.listdir("")[0]:
        for month in storage.listdir(year)[0] if re.fullmatch(r"\d{4}", year) else ():
            if FOLDER.fullmatch(f"{year}/{month}/"):
                yield f"{year}/{month}/"
