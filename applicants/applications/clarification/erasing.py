"""What a clarification leaves of an erased person: that something was asked, when, and the fingerprint of the answer."""

from __future__ import annotations

from collections.abc import Sequence

from applicants.applications.clarification.models import Clarification
from applicants.applications.models import Application
from fundportal.web.canonical import canonical


def blank_clarifications(applications: Sequence[Application]) -> None:
    """Call inside `erasing()`."""
    for row in Clarification.objects.filter(application__in=applications):
        kept = canonical({**row.content, "answer": None, "note": "", "text": ""}) if row.document else ""
        Clarification.objects.filter(pk=row.pk).update(text="", document=kept)
