"""A person takes a self-description away, at any time; it also goes with the consent and with the account."""

from __future__ import annotations

from collections.abc import Iterable

from applicants.disclosure.description import pseudonyms
from applicants.disclosure.models import Disclosure


def erase_description(*, person_id: int, calls: Iterable[int]) -> bool:
    """Delete what the person says of themselves in these calls. Returns whether there was anything. Nothing of it remains."""
    deleted, _by_model = Disclosure.objects.filter(pk__in=pseudonyms(person_id, calls)).delete()
    return bool(deleted)
