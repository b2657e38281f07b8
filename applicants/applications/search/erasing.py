"""A person erases the account: no word of theirs is searched any more, and those that nobody else uses are forgotten. And whatever else changes who is found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.db.models.signals import post_save
from django.dispatch import receiver

from applicants.applications.models import Application
from applicants.applications.search.index import words_held
from applicants.applications.search.models import SearchEntry
from applicants.applications.search.stale import words_have_changed
from applicants.applications.search.vocabulary import forget, lock
from applicants.applications.withdraw import application_withdrawn
from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User


@receiver(person_erasing)
def erase_words(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction."""
    own = list(Application.objects.of(person).exclude(submission=None).values_list("pk", flat=True))
    take_out(own)
    SearchEntry.objects.filter(application__in=own).delete()


def take_out(applications: Sequence[int]) -> None:
    """Of these nothing is found until they are read anew, and words that nobody else uses are forgotten. Within the transaction that takes the texts
    themselves."""
    if not applications:
        return
    lock()
    words = words_held(applications)
    SearchEntry.objects.filter(application__in=applications).update(
        changes=F("changes") + 1, staff="", tier0="", tier1="", tier2="", tier3=""
    )
    forget(words)


@receiver(application_withdrawn)
def forget_what_was_withdrawn(sender: type[Application], application: Application, **kwargs: Any) -> None:
    """It is found by its folio and its person alone."""
    words_have_changed([application.pk])


@receiver(post_save, sender=User)
def follow_the_name(sender: type[User], instance: User, created: bool, update_fields: Any = None, **kwargs: Any) -> None:
    if not created and (update_fields is None or {"name", "email"} & set(update_fields)):
        words_have_changed(Application.objects.filter(applicant=instance).values("pk"))
