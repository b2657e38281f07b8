"""Thousands of applications with few statements, and their decisions noted."""

from datetime import UTC, datetime, timedelta

from applicants.applications.models import Application, Submission
from applicants.applications.states import State
from applicants.selection.decisions.stage import stage
from fundportal.accounts.models import User
from tests.review.make import numbers

RECEIVED = datetime(2027, 3, 1, tzinfo=UTC)


def make_many(call, count, state=State.IN_REVIEW):
    """So many people, each with an application in this state. Their ids."""
    first = next(numbers)
    people = User.objects.bulk_create(
        [
            User(email=f"many-{first}-{n}@example.org", name=f"Persona {n}", password="!", language="en" if n % 3 else "es-mx")
            for n in range(count)
        ]
    )
    rows = Application.objects.bulk_create(
        [
            Application(folio=f"{call.folio_prefix}-{first}-{n}", call=call, applicant=person, form_version=call.form_version)
            for n, person in enumerate(people)
        ]
    )
    submissions = Submission.objects.bulk_create(
        [
            Submission(
                application=row, number=1, form_version=call.form_version, document="{}", sha256="0" * 64, code=f"c{row.pk}", key_id="test",
                received_at=RECEIVED + timedelta(seconds=n), signature="",
            )
            for n, row in enumerate(rows)
        ]
    )  # fmt: skip
    for row, submission in zip(rows, submissions, strict=True):
        row.submission, row.submitted_at, row.state = submission, submission.received_at, state
    Application.objects.bulk_update(rows, ["submission", "submitted_at", "state"], batch_size=1000)
    return [row.pk for row in rows]


def note_many(call, by, *, select, waitlist, decline):
    """So many of each outcome, a third of each on the shortlist, noted with a word to each person."""
    for outcome, count in {"select": select, "waitlist": waitlist, "decline": decline}.items():
        listed = count // 3
        ids = make_many(call, listed, State.SHORTLISTED) + make_many(call, count - listed)
        stage(call=call, applications=ids, outcome=outcome, by=by, feedback=dict.fromkeys(ids, "Gracias."))
