"""A composition that meets floors on what people say about themselves, without telling of anybody what they said.

What leaves this room is a composition of which it is said that it meets its floors, or nothing. It is drawn by lot among all that are possible by the
open rules, lie within the tie band and meet the floors; never the best of them, since whoever comes in only because of a floor would be known by that. So
a self-description counts only among those whom the scores do not tell apart. That no composition is shown happens as well where there is one (one
question in eight, by lot): that a floor is not met is never said.

Why nobody can be told by any number of answers: let all candidates have the answer that the floor is about; and let all have it but one. Under both every
answer that can have been given can be given (each composition shown has more members than its floor; every composition that meets its floor is drawn
under some lot; none may be shown under any). So each person may have either answer, for any reader who does not know the lot. A reader who adds what
they know of others, or reckons with chances, is held off by `caution`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from applicants.applications.models import Application
from applicants.calls.models import Call
from applicants.disclosure.aggregate import write_down
from applicants.disclosure.composition.solve import TooHard
from applicants.disclosure.counting import holders
from applicants.disclosure.floors.caution import Objection, objection
from applicants.disclosure.floors.draw import draw
from applicants.disclosure.floors.models import FloorQuestion
from applicants.disclosure.floors.question import Question
from applicants.disclosure.floors.stated import askable
from applicants.disclosure.members import Member
from applicants.disclosure.rule import INTERNAL
from applicants.disclosure.subjects import Derived, Subject, subjects
from applicants.disclosure.subjects import Question as Asked

if TYPE_CHECKING:
    from fundportal.accounts.models import User


LOCK = 20_260_127
"""One question about a call after the other, and nothing else of the call waits for it: not the row is locked, but its number beside this one."""


@dataclass(frozen=True)
class Answer:
    """`chosen` meets every floor; None where none is shown. With `refused` the question was not answered, and nobody's description was opened."""

    chosen: frozenset[int] | None = None
    refused: Objection | None = None


@transaction.atomic
def compose_with_floors(*, call: Call, question: Question, by: User) -> Answer:
    """Candidates are ids of applications to the call. One question after the other: each is held against those before.

    Each is written into the audit record, kept, and counts, also one whose floors were too hard to solve: that depends on what people said, so nothing is said
    then, as where there is no such composition. Raises TooHard of the open rules alone, before anybody's description is opened; ValueError for a floor that the
    call's terms do not state.
    """
    stated = askable(call)
    if any(floor.subject not in stated or not set(floor.codes) <= dict(stated[floor.subject].options).keys() for floor in question.floors):
        raise ValueError("not stated by the call")
    one_after_the_other(call)
    wanted = [subjects()[floor.subject] for floor in question.floors]
    about, fingerprint = f"composition:{call.slug}", question.fingerprint()
    before = list(FloorQuestion.objects.filter(call=call).order_by("pk"))
    known = next((row for row in before if row.fingerprint == fingerprint), None)
    if known:
        return Answer(None if known.chosen is None else frozenset(known.chosen))
    reason = objection(
        question,
        [Question.of(row.asked) for row in before],
        sources=lambda code: sources(subjects()[code]) if code in subjects() else {code},
        asked_of_cohort=FloorQuestion.objects.filter(call__cohort=call.cohort_id).count(),
        is_open=is_open(call),
    )
    if reason:
        return Answer(refused=reason)
    write_down(about, wanted, INTERNAL, by, call.program_code)
    try:
        chosen = draw(question, having(call, question), fingerprint)
    except TooHard:
        chosen = None
    FloorQuestion.objects.create(
        call=call, fingerprint=fingerprint, asked=question.content(), chosen=None if chosen is None else sorted(chosen), by=by
    )
    return Answer(chosen)


def is_open(call: Call) -> bool:
    """With the call's grace. A sample call is there to walk the whole way in an afternoon."""
    return not call.is_sample and timezone.now() <= call.closes_at + timedelta(minutes=call.grace_minutes)


def having(call: Call, question: Question) -> list[frozenset[int]]:
    """For each floor the applications whose people have the answer that it is about. It does not leave this room."""
    people = dict(Application.objects.filter(call=call, pk__in=question.problem.candidates).values_list("pk", "applicant_id"))
    members = [Member(person, call.pk) for person in people.values()]
    found = [holders(members, subjects()[floor.subject], floor.codes) for floor in question.floors]
    return [frozenset(pk for pk, person in people.items() if person in own) for own in found]


def one_after_the_other(call: Call) -> None:
    """Until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, call.pk])


def first_points(call: Call) -> dict[int, int]:
    """Candidate -> thousandths of a point with which the call was first asked about. They stay those of all its questions with floors: a review more moves
    everybody's by a little, and that would hide whom a question is about."""
    found: dict[int, int] = {}
    for row in FloorQuestion.objects.filter(call=call).order_by("pk"):
        found = {**{int(each): points for each, points in row.asked["scores"].items()}, **found}
    return found


def sources(subject: Subject) -> Collection[str]:
    """The questions of the self-description that a subject is worked out of."""
    if isinstance(subject, Derived):
        return set(subject.rule["of"])
    return {subject.key} if isinstance(subject, Asked) else {subject.code}
