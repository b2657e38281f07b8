"""A new key: what was sealed with an earlier one is sealed and named anew, so that the earlier one can be taken away."""

from __future__ import annotations

from django.db import transaction

from applicants.applications.models import Application
from applicants.disclosure.describe import keep
from applicants.disclosure.description import pseudonyms, read
from applicants.disclosure.keys import keys
from applicants.disclosure.models import Disclosure


def reseal() -> tuple[int, int]:
    """All self-descriptions under the newest key, one transaction each. Returns how many were sealed anew, and how many no key of ours finds."""
    moved = known = 0
    pairs = Application.objects.order_by("pk").values_list("applicant_id", "call_id")
    for person, call in dict.fromkeys(pairs.iterator()):
        newest = keys()[0].pseudonym(person, call)
        with transaction.atomic():
            held = {
                bytes(pk)
                for pk in Disclosure.objects.select_for_update().filter(pk__in=pseudonyms(person, [call])).values_list("pk", flat=True)
            }
            if held - {newest}:
                described = read(person, call)
                if described:
                    keep(person, call, described)
                moved += 1
        known += bool(held)
    return moved, Disclosure.objects.count() - known
