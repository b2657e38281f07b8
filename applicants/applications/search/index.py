"""Gathers the words of applications in the background: of those that were handed in since, and of those of which something was said to have changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from applicants.applications.models import Application
from applicants.applications.search.covering import as_reviewers_read
from applicants.applications.search.models import SearchEntry
from applicants.applications.search.texts import Text, readable, texts_of
from applicants.applications.search.vectors import rows_of, vector
from applicants.applications.search.vocabulary import forget, learn, lock
from applicants.calls.models import Question

BATCH = 200
A_WHILE = timedelta(seconds=40)
ONE_AT_A_TIME = 7_311_904_220_230  # a lock of the database
TIERS = tuple(Question.Tier)

ENROL = """
INSERT INTO applicants_searchentry (application_id)
SELECT a.id FROM applicants_application AS a LEFT JOIN applicants_searchentry AS e ON e.application_id = a.id
WHERE a.submission_id IS NOT NULL AND e.submission_id IS DISTINCT FROM a.submission_id AND (e.application_id IS NULL OR e.changes = e.indexed)
ORDER BY a.id
ON CONFLICT (application_id) DO UPDATE SET changes = applicants_searchentry.changes + 1
"""

WRITE = """
UPDATE applicants_searchentry AS e
SET indexed = n.changes, submission_id = n.submission, staff = n.staff::tsvector,
    tier0 = n.tier0::tsvector, tier1 = n.tier1::tsvector, tier2 = n.tier2::tsvector, tier3 = n.tier3::tsvector
FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
  AS n (application, changes, submission, staff, tier0, tier1, tier2, tier3)
WHERE e.application_id = n.application
"""


class Words(NamedTuple):
    """What is to be written of one application; `forms` are its words as written."""

    application: int
    changes: int
    submission: int | None
    staff: str
    tiers: list[str]
    forms: set[str]


def index_waiting(*, at: datetime) -> int:
    """Gather the words that wait, the newest applications first, for a while; one process at a time. Returns of how many applications."""
    if not locked("pg_try_advisory_lock"):
        return 0
    done = 0
    try:
        enrol()
        while timezone.now() <= at + A_WHILE and (count := index_batch()):
            done += count
        if done:
            settle()
    finally:
        locked("pg_advisory_unlock")
    return done


def enrol() -> None:
    """An entry for each application that was handed in, and a mark where it was handed in again. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(ENROL)


def settle() -> None:
    """What was written lately is put in its place at once, so that no search has to go through it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('search_by_words')")


def index_batch() -> int:
    """Some of those that wait. The statements do not grow with their number."""
    waiting = dict(SearchEntry.objects.exclude(changes=F("indexed")).order_by("-application").values_list("application", "changes")[:BATCH])
    if not waiting:
        return 0
    applications = list(readable().filter(pk__in=waiting))
    texts = texts_of(applications)
    shown = as_reviewers_read(texts)
    write([words_of(each, waiting[each.pk], texts[each.pk], shown[each.pk]) for each in applications])
    return len(waiting)


def words_of(application: Application, changes: int, texts: Sequence[Text], shown: Sequence[Text]) -> Words:
    """Staff also find folio, name and address; of an erased account there is only the folio."""
    person = application.applicant
    named = [application.folio, *([] if person.erased_at else [person.name, person.email])]
    read = {text.text: rows_of(text.text) for text in (*texts, *shown)}
    told = [row for text in (*map(rows_of, named), *(read[text.text] for text in texts)) for row in text]
    tiers = [vector(row for text in shown if text.tier == tier for row in read[text.text]) for tier in TIERS]
    return Words(application.pk, changes, application.submission_id, vector(told), tiers, {form for row in told for form in row})


@transaction.atomic
def write(found: Sequence[Words]) -> None:
    """Six statements. What has changed since it was read is left for the next time, and of what is gone, because its person is, no word is learned."""
    lock()
    rows = SearchEntry.objects.select_for_update().filter(application__in=[each.application for each in found]).order_by("pk")
    now = {pk: (changes, indexed) for pk, changes, indexed in rows.values_list("application", "changes", "indexed")}
    kept = [each for each in found if now.get(each.application, (0, 0))[0] == each.changes]
    learn(form for each in kept for form in each.forms)
    old = words_held([each.application for each in kept if now[each.application][1]])
    columns = zip(*((each.application, each.changes, each.submission, each.staff, *each.tiers) for each in kept), strict=True)
    with connection.cursor() as cursor:
        if kept:
            cursor.execute(WRITE, [list(column) for column in columns])
    forget(old)


def words_held(applications: Sequence[int]) -> set[str]:
    """Every word that the entries hold. One statement; none for none."""
    if not applications:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT unnest(tsvector_to_array(staff)) FROM applicants_searchentry WHERE application_id = ANY(%s)",
            [list(applications)],
        )
        return {word for (word,) in cursor.fetchall()}


def locked(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [ONE_AT_A_TIME])
        return bool(cursor.fetchone()[0])
