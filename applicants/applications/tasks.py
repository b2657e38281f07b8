"""Work in the background."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from applicants.applications.clarification.remind import remind_clarifications
from applicants.applications.draft.unused_files import forget_unused_files
from applicants.applications.outages.beat import beat
from applicants.applications.promise.missed import say_that_it_is_late
from applicants.applications.remind import remind
from applicants.applications.search.index import index_waiting
from applicants.applications.search.vocabulary import sweep
from applicants.applications.submit_for_me.settle import submit_due
from applicants.applications.team.references.remind import remind as remind_those_who_write


@shared_task  # type: ignore[untyped-decorator]
def remind_drafts() -> int:
    """Every five minutes; a step that was missed for less than an hour is caught up with, once."""
    return remind(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def submit_at_deadline() -> int:
    """Every half a minute."""
    return submit_due(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def remind_of_questions() -> int:
    """Every half an hour."""
    return remind_clarifications(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def heartbeat() -> int:
    """Every half a minute. One that waited too long for a worker is dropped by the broker: it would say that we were there when we were not."""
    return beat(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def say_what_is_late() -> int:
    """Every half an hour."""
    return say_that_it_is_late(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def remind_referees() -> int:
    """Every five minutes, as for drafts."""
    return remind_those_who_write(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def gather_words() -> int:
    """Every fifteen seconds: so soon is found what was handed in."""
    return index_waiting(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def forget_words() -> None:
    """Each night, for what went without a word."""
    sweep()


@shared_task  # type: ignore[untyped-decorator]
def forget_files() -> int:
    """Each night, before the bytes are swept."""
    return forget_unused_files(at=timezone.now())
