"""What a call that requires letters still wants before an application is handed in."""

from __future__ import annotations

from django.utils.translation import ngettext

from applicants.applications.models import Application
from applicants.applications.team.references.models import lacking


def sentence(application: Application) -> str:
    """Empty when nothing is missing. No statement where the call requires no letters."""
    n = lacking(application)
    words = ngettext(
        "Ask %(n)d more person for a letter of reference, or say that you have nobody.",
        "Ask %(n)d more people for a letter of reference, or say that you have nobody.",
        n,
    )
    return words % {"n": n} if n else ""
