"""What referees and those who ask them are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Cast, Concat, Greatest
from django.utils import timezone

from applicants.applications.letters import about_application, absolute
from applicants.applications.models import Application
from applicants.applications.states import TRANSITIONS
from applicants.applications.team.references.models import Reference, ReferencesAsked, due_of
from fundportal.notifications.enqueue import letter
from fundportal.notifications.models import Notification
from fundportal.notifications.timely import STILL_TRUE

REQUEST, REMINDER = "reference_request", "reference_reminder"
WAIT = Cast(Concat(F("application__call__references_asked__days_after"), Value(" days"), output_field=DurationField()), DurationField())
DUE = ExpressionWrapper(Greatest("application__call__closes_at", "application__closes_at") + WAIT, output_field=DateTimeField())


def facts(row: Reference, application: Application, asked: ReferencesAsked, secret: str) -> dict[str, Any]:
    """What the letter to a referee needs."""
    call, due = application.call, due_of(application, asked)
    return {
        "email": row.email,
        "language": row.language,
        "program_code": call.program_code,
        "about": f"reference:{row.pk}",
        "expires_at": due,
        "applicant": str(application.applicant),
        "call": {"es": call.title_es, "en": call.title_en},
        "zone": call.time_zone,
        "sample": call.is_sample,
        "due": due.isoformat(),
        "note": row.note,
        "url": absolute("reference_letter", row.language, secret),
    }


def request_letter(row: Reference, application: Application, asked: ReferencesAsked, secret: str) -> Notification:
    return letter(key=f"{REQUEST}:{row.pk}", kind=REQUEST, **facts(row, application, asked, secret))


def reminder(row: Reference, application: Application, asked: ReferencesAsked, secret: str, key: str) -> Notification:
    return letter(key=key, kind=REMINDER, **facts(row, application, asked, secret))


def answered_letter(row: Reference, application: Application, what: str) -> Notification:
    """To the applicant: it was `written`, or the person `declined`. Not a word of it."""
    person = application.applicant
    return letter(
        key=f"reference_{what}:{row.pk}",
        kind="reference_answered",
        recipient=person,
        program_code=application.call.program_code,
        about=f"reference:{row.pk}",
        what=what,
        name=str(row),
        **{**about_application(application), "url": absolute("team_references", person.language, application.folio)},
    )


def ended_letter(row: Reference, application: Application) -> Notification:
    """To the referee: it is no longer needed."""
    call = application.call
    return letter(
        key=f"reference_ended:{row.pk}",
        kind="reference_ended",
        email=row.email,
        language=row.language,
        program_code=call.program_code,
        about=f"reference:{row.pk}",
        applicant=str(application.applicant),
        call={"es": call.title_es, "en": call.title_en},
        sample=call.is_sample,
    )


def still_open(letters: Sequence[Notification]) -> list[int]:
    """Requests and reminders to who has not answered, of an application that lives, whose time ends when the letter says."""
    ids = [int(letter.about.partition(":")[2]) for letter in letters]
    rows = Reference.objects.open().filter(pk__in=ids, application__state__in=TRANSITIONS["withdraw"].sources)
    dues = dict(rows.annotate(due=DUE).filter(due__gt=timezone.now()).values_list("pk", "due"))
    due_by_matter = {f"reference:{pk}": due for pk, due in dues.items()}
    return [
        letter.pk
        for letter in letters
        if letter.about in due_by_matter and (letter.kind == REQUEST or due_by_matter[letter.about] == letter.expires_at)
    ]


STILL_TRUE[REQUEST] = STILL_TRUE[REMINDER] = still_open
