"""A person erases the account: drafts go, what was handed in is withdrawn."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.dispatch import receiver

from applicants.applications.models import Application, DraftEntry
from applicants.applications.withdraw import may_withdraw, withdraw
from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User
from fundportal.files.models import StoredFile
from fundportal.files.store import discard


@receiver(person_erasing)
def erase_applications(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction. Never submitted: deleted with log, history and files. Submitted: withdrawn, kept as the retention rules say."""
    own = Application.objects.of(person)
    for application in own.exclude(submission=None).order_by("pk"):
        if may_withdraw(application):
            withdraw(application=application, person=person)
    drafts = list(own.filter(submission=None).order_by("pk").select_for_update())
    for stored in StoredFile.objects.filter(owner=person, about__in=[draft.folio for draft in drafts]):
        discard(stored=stored)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL fundportal.erasing = 'on'")
        DraftEntry.objects.filter(application__in=drafts).delete()
        Application.objects.filter(pk__in=[draft.pk for draft in drafts]).delete()
        cursor.execute("SET LOCAL fundportal.erasing = 'off'")
