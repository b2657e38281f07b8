"""What the clock does, at once."""

from django.utils import timezone

from applicants.applications.search.index import index_waiting


def gather():
    return index_waiting(at=timezone.now())
