"""Letters to those whose draft lies unfinished while the deadline comes near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Greatest
from django.utils.text import Truncator

from applicants.applications.asked import asked_form
from applicants.applications.countdown import has_passed, key_of_step
from applicants.applications.draft.missing import Gap
from applicants.applications.draft.missing_of_many import consents_of, gaps_of, lines
from applicants.applications.draft.progress import DONE
from applicants.applications.letters import about_application, absolute
from applicants.applications.models import Application
from applicants.applications.quiet.hush import token_of
from applicants.applications.states import State
from applicants.calls.form_versions import LoadedForm
from applicants.calls.models import Call
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.notifications.models import Notification
from fundportal.notifications.timely import STILL_TRUE

KIND = "deadline_reminder"
HOURS = (6, 48, 168)
BATCH = 500
NAMED, LONGEST = 5, 90  # questions that a letter names, and characters of each


def remind(*, at: datetime) -> int:
    """One letter a step and deadline to each open draft that is older than the step; never to who has submitted. Returns how many were written."""
    written = 0
    for batch in batches(due(at).order_by("pk").iterator(BATCH)):
        found = gaps_of(batch, consents_of(batch))
        enqueue(reminder(application, found[application.pk]) for application in batch)
        written += len(batch)
    return written


def due(at: datetime) -> QuerySet[Application]:
    """Drafts that have passed a step (see countdown.py) and have no letter about it yet, nor want none; `key` is that letter's."""
    passed = has_passed(HOURS, at, until="until", since="created_at")
    drafts = Application.objects.with_call().select_related("applicant", "call__cohort__strand__program")
    return (
        drafts.defer("revisions")
        .annotate(until=Greatest(F("call__closes_at"), F("closes_at")))
        .filter(passed, state=State.DRAFT, call__status=Call.Status.PUBLISHED, applicant__is_active=True, until__gt=at, quiet=None)
        .annotate(key=key_of_step(KIND, "folio", HOURS, at, until="until"))
        .exclude(Exists(Notification.objects.filter(key=OuterRef("key"))))
    )


def batches(rows: Iterator[Application]) -> Iterator[list[Application]]:
    batch: list[Application] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def missing(form: LoadedForm, application: Application) -> tuple[list[dict[str, Any]], int]:
    """The sections in which something is missing, to be corrected or to be chosen, each with the questions that are: NAMED of all; and how many more
    there are.

    A letter goes through many hands: the wording of a sensitive question is not in it, the section's title is.
    """
    to_mend = {*application.unfinished, *application.conflicts}
    sections: list[dict[str, Any]] = []
    room, more = NAMED, 0
    for section in form.sections:
        done = application.progress.get(section.key) == DONE
        wanted = [q for q in section.questions if q["required"] and not done]
        lacking = [q for q in section.questions if q["key"] in to_mend or (q in wanted and q["key"] not in application.answers)]
        if lacking or wanted:
            named = [q for q in lacking if not q["sensitive"]][:room]
            room, more = room - len(named), more + len(lacking) - len(named)
            sections.append({**section.all_titles, "questions": [in_short(q["label"]) for q in named]})
    return sections, more


def in_short(label: dict[str, str]) -> dict[str, str]:
    return {language: Truncator(text).chars(LONGEST) for language, text in label.items()}


def reminder(application: Application, found: list[Gap]) -> Notification:
    """The letter; besides the sections it names what is missing of no question (a consent, letters of reference), and all of it where no section tells.
    Only where nothing at all was found it says so."""
    sections, more = missing(asked_form(application), application)
    also = lines(gap for gap in found if not sections or not gap.question)
    return letter(
        key=application.key,  # type: ignore[attr-defined]  # annotated
        kind=KIND,
        recipient=application.applicant,
        program_code=application.call.program_code,
        about=application.folio,
        expires_at=application.deadline,
        closes_at=application.deadline.isoformat(),
        missing=sections,
        more=more,
        also=also[:NAMED],
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
