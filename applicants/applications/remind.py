"""Letters to those whose draft lies unfinished while the deadline comes near."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat, Greatest
from django.utils.text import Truncator

from applicants.applications.asked import asked_form
from applicants.applications.draft.progress import DONE
from applicants.applications.letters import about_application, absolute
from applicants.applications.models import Application
from applicants.applications.quiet.hush import token_of
from applicants.applications.states import State
from applicants.calls.form_versions import LoadedForm, form_version
from applicants.calls.models import Call
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.notifications.models import Notification
from fundportal.notifications.timely import STILL_TRUE

KIND = "deadline_reminder"
HOURS = (6, 48, 168)
LATE = timedelta(hours=1)  # a step that passed longer ago is let go: no worker ran, or the deadline has just been moved
BATCH = 500
NAMED, LONGEST = 5, 90  # questions that a letter names, and characters of each


def remind(*, at: datetime) -> int:
    """One letter a step and deadline to each open draft that is older than the step; never to who has submitted. Returns how many were written."""
    written = 0
    for batch in batches(due(at).order_by("pk").iterator(BATCH)):
        read_answers(batch)
        enqueue(reminder(application) for application in batch)
        written += len(batch)
    return written


def read_answers(drafts: list[Application]) -> None:
    """Of those drafts whose answers decide what is asked: one statement, and none where there are none."""
    varying = {draft.pk: draft for draft in drafts if form_version(draft.form_version_id).varies}
    if varying:
        for pk, answers in Application.objects.filter(pk__in=varying).values_list("pk", "answers"):
            varying[pk].answers = answers


def due(at: datetime) -> QuerySet[Application]:
    """Drafts that have passed a step within LATE and have no letter about it yet, nor want none; `key` is that letter's.

    Of the answers only their keys are fetched: which are there, and which have to be corrected.
    """
    passed = Q()
    for step in (timedelta(hours=hours) for hours in HOURS):
        passed |= Q(until__gt=at + step - LATE, until__lte=at + step, created_at__lt=F("until") - step)
    hours = Case(*(When(until__lte=at + timedelta(hours=hours), then=hours) for hours in HOURS), output_field=IntegerField())
    stamp = Func(F("until"), template="to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYYMMDDHH24MI')", output_field=CharField())
    key = Concat(Value(f"{KIND}:"), F("folio"), Value(":"), stamp, Value(":"), Cast(hours, CharField()), output_field=CharField())
    drafts = Application.objects.with_call().select_related("applicant", "call__cohort__strand__program")
    return (
        drafts.defer("answers", "revisions", "unfinished", "conflicts")
        .annotate(until=Greatest(F("call__closes_at"), F("closes_at")), there=keys_of("answers"), to_correct=keys_of("unfinished"))
        .filter(passed, state=State.DRAFT, call__status=Call.Status.PUBLISHED, applicant__is_active=True, until__gt=at, quiet=None)
        .annotate(key=key)
        .exclude(Exists(Notification.objects.filter(key=OuterRef("key"))))
    )


def keys_of(column: str) -> Func:
    return Func(F(column), template="ARRAY(SELECT jsonb_object_keys(%(expressions)s))", output_field=ArrayField(TextField()))


def batches(rows: Iterator[Application]) -> Iterator[list[Application]]:
    batch: list[Application] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def missing(
    form: LoadedForm, progress: dict[str, str], there: Collection[str], to_correct: Collection[str]
) -> tuple[list[dict[str, Any]], int]:
    """The sections in which something is missing, each with the questions that are: NAMED of all; and how many more there are.

    A letter goes through many hands: the wording of a sensitive question is not in it, the section's title is.
    """
    sections: list[dict[str, Any]] = []
    room, more = NAMED, 0
    for section in form.sections:
        if progress.get(section.key) == DONE or not any(q["required"] for q in section.questions):
            continue
        lacking = [q for q in section.questions if q["key"] in to_correct or (q["required"] and q["key"] not in there)]
        named = [q for q in lacking if not q["sensitive"]][:room]
        room, more = room - len(named), more + len(lacking) - len(named)
        sections.append({**section.all_titles, "questions": [in_short(q["label"]) for q in named]})
    return sections, more


def in_short(label: dict[str, str]) -> dict[str, str]:
    return {language: Truncator(text).chars(LONGEST) for language, text in label.items()}


def reminder(application: Application) -> Notification:
    whole = form_version(application.form_version_id)
    drafted: Any = application  # annotated
    form = asked_form(application) if whole.varies else whole
    sections, more = missing(form, application.progress, frozenset(drafted.there), frozenset(drafted.to_correct))
    return letter(
        key=drafted.key,
        kind=KIND,
        recipient=application.applicant,
        program_code=application.call.program_code,
        about=application.folio,
        expires_at=application.deadline,
        closes_at=application.deadline.isoformat(),
        missing=sections,
        more=more,
        for_you=application.wish_id is not None,
        wish_url=absolute("submit_for_me", application.applicant.language, application.folio),
        stop_url=absolute("quiet", application.applicant.language, token_of(application.folio)),
        **about_application(application),
    )


def still_true(letters: Sequence[Notification]) -> list[int]:
    """Reminders of drafts that are drafts still, end when the letter says, and want reminders."""
    drafts = Application.objects.filter(folio__in=[letter.about for letter in letters], state=State.DRAFT, quiet=None)
    ends = dict(drafts.values_list("folio", Greatest(F("call__closes_at"), F("closes_at"))))
    return [letter.pk for letter in letters if letter.expires_at and ends.get(letter.about) == letter.expires_at]


STILL_TRUE[KIND] = still_true
