"""Says that what is read of an application has changed, so that its words are gathered anew. Within the transaction of the change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet

from applicants.applications.search.models import SearchEntry


def words_have_changed(applications: Sequence[int] | QuerySet[Any, Any]) -> None:
    """One statement. What has no entry yet gets one with all its words anyway."""
    SearchEntry.objects.filter(application__in=applications).update(changes=F("changes") + 1)
