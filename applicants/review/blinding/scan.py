"""Looks an application through: every text and file that some round shows to reviewers. What tells names and contacts by its nature is shown by rounds that
hide nothing, and the name of the account is hidden even there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from applicants.applications.models import Application
from applicants.applications.staff.view import submitted
from applicants.applications.team.collective.lines import NAMING
from applicants.calls.models import Question
from applicants.review.blinding.cover import Cover
from applicants.review.blinding.files import READ, files_of
from applicants.review.blinding.leaks import Searcher, around
from applicants.review.blinding.models import Leak, LeakScan
from applicants.review.blinding.people import people_of
from applicants.review.desk.reading import form_of, letters, open_files, reading
from fundportal.files.apart import Burst, apart
from fundportal.files.models import StoredFile

SCRIPT = str(Path(__file__).with_name("pdf.py"))
"""Reads and draws PDFs in a process of its own; nothing of it is loaded here."""
LONGEST, AROUND = 500, 100
NAMED, OPEN = Question.Tier.CONTACT, Question.Tier.SHOWN


class Text(NamedTuple):
    """One text, where it stands, and from which degree of blindness on a round does not show it."""

    place: str
    page: int
    tier: int
    text: str


class Notes(Cover):
    """Covers nothing and notes what is read."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def __call__(self, place: str, text: str) -> str:
        self.found.append((place, text))
        return text


def scan(application: Application) -> int:
    """Look through what was handed in last. New findings are added, open ones that are no longer there go, what staff have said stays. Returns how
    many are open. Needs submission, applicant and call at hand; reading files takes place before anything is locked."""
    assert application.submission is not None  # noqa: S101 (only submitted applications are read)
    begun = timezone.now()
    answers = submitted(application)
    searcher = Searcher(people_of(application, form_of(application, answers), answers))
    unread: list[str] = []
    found: dict[tuple[str, int, str], Leak] = {}
    for text in (*texts_of(application), *texts_of_files(application, unread)):
        for leak in searcher.find(text.text):
            before, passage, after = around(text.text, leak)
            if passage.strip():
                key = (text.place, text.page, passage[:LONGEST])
                found.setdefault(
                    key,
                    Leak(
                        application=application, place=text.place, page=text.page, tier=text.tier, passage=passage[:LONGEST], kind=leak.kind,
                        whose=leak.whose, before=before[-AROUND:], after=after[:AROUND],
                    ),
                )  # fmt: skip
    return keep(application, found, unread, begun)


@transaction.atomic
def keep(application: Any, found: dict[tuple[str, int, str], Leak], unread: list[str], at: datetime) -> int:
    Application.objects.select_for_update(no_key=True).only("pk").get(pk=application.pk)
    known = {(leak.place, leak.page, leak.passage): leak for leak in Leak.objects.filter(application=application)}
    gone = [leak.pk for key, leak in known.items() if key not in found and leak.state == Leak.State.OPEN]
    Leak.objects.filter(pk__in=gone).delete()
    Leak.objects.bulk_create([leak for key, leak in found.items() if key not in known], batch_size=500)
    LeakScan.objects.update_or_create(
        application=application, defaults={"submission_id": application.submission_id, "unread": unread, "at": at}
    )
    return Leak.objects.filter(application=application, state=Leak.State.OPEN).count()


def texts_of(application: Application) -> Iterator[Text]:
    """The answers, what stands beside them, and what came later, as they are shown."""
    notes = Notes()
    whole = reading(application, OPEN, cover=notes)
    tiers = tiers_of(application)
    asked = {f"c:{each.clarification.number}": each.clarification.question for each in whole.clarified}
    for place, text in notes.found:
        if place.startswith(("q:", "t:")):
            tier = tiers.get(place[2:], OPEN)
        elif place.startswith("c:"):
            tier = tiers.get(asked[place], OPEN)
        else:
            tier = NAMED if place.startswith("r:") or place[2:] in NAMING else OPEN
        yield Text(place, 0, tier, text)


def tiers_of(application: Application) -> dict[str, int]:
    form = form_of(application, submitted(application))
    return {key: question.get("tier", OPEN) for key, question in form.questions.items()}


def texts_of_files(application: Application, unread: list[str]) -> Iterator[Text]:
    """What documents say, page by page. Those that cannot be read, or not whole, are added to `unread`: also those with pages that are pictures."""
    tiers = tiers_of(application)
    shown = {file: tiers.get(key, OPEN) for file, key in open_files(application, OPEN, covered=False).items()}
    shown |= {str(letter.file_id): NAMED for letter in letters(application, OPEN) if letter.file_id}
    for stored in files_of(application).filter(pk__in=shown, media_type__in=READ).order_by("created_at", "pk"):
        try:
            pages, cut = pages_of(stored)
        except (Burst, OSError, ValueError):
            pages, cut = [], True
        if cut:
            unread.append(str(stored.pk))
        for number, page in enumerate(pages, start=1):
            yield Text(f"f:{stored.pk}", number, shown[str(stored.pk)], page)


def pages_of(stored: StoredFile) -> tuple[list[str], bool]:
    """The texts of its pages, and whether there was more than is read. Raises Burst, OSError, ValueError."""
    with stored.blob.open("rb") as source, TemporaryFile() as given, TemporaryFile() as made:
        given.write(b'{"do": "text"}\n')
        shutil.copyfileobj(source, given)
        apart(SCRIPT, given, made)
        made.seek(0)
        said = json.load(made)
    return said["pages"], said["cut"]
