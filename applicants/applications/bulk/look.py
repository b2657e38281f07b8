"""A dry run: what a job would do to its applications as they are now, batch by batch, so that it takes no more memory for many than for some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db.models import Value

from applicants.applications.bulk.models import BulkJob
from applicants.applications.bulk.verbs import Verb
from applicants.applications.bulk.why import OWN, ROLE, Left, sentence
from applicants.applications.models import Application
from applicants.calls.models import Call

if TYPE_CHECKING:
    from fundportal.accounts.models import User

NAMED = 50
A_BATCH = 2000


@dataclass
class Group:
    """Applications that would be left for one reason: how many, and the first of them."""

    words: str
    count: int = 0
    named: list[Application] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.named)


@dataclass
class Looked:
    """`count` applications would take the step, `named` are the first of them; `left` are the others, by reason. `fingerprint` is of both."""

    count: int
    named: list[Application]
    left: dict[Left, Group]
    fingerprint: str

    @property
    def more(self) -> int:
        return self.count - len(self.named)


def look(job: BulkJob, verb: Verb, by: User) -> Looked:
    """Some statements for each two thousand applications."""
    digest, count = sha256(), 0
    named: list[int] = []
    left: dict[Left, tuple[int, list[int]]] = {}
    for applications, marks in batches(job, verb):
        reasons = sorted_out(job, verb, by, applications)
        for application in applications:
            reason = reasons.get(application.pk)
            digest.update(f"{application.pk} {reason.why if reason else ''} {marks[application.pk]}\n".encode())
            if reason is None:
                count += 1
                named += [application.pk] if count <= NAMED else []
            else:
                number, some = left.get(reason, (0, []))
                left[reason] = (number + 1, some if number >= NAMED else [*some, application.pk])
    people = with_people([*named, *(pk for _number, some in left.values() for pk in some)])
    groups = {reason: Group(sentence(*reason), number, [people[pk] for pk in some]) for reason, (number, some) in left.items()}
    return Looked(count, [people[pk] for pk in named], groups, digest.hexdigest()[:32])


def batches(job: BulkJob, verb: Verb) -> Iterator[tuple[list[Application], dict[int, Any]]]:
    """The applications in their order, with nothing but what steps ask about, and the mark of each."""
    calls: dict[int, Call] = {}
    rows = job.rows.annotate(saw=verb.mark() or Value("")).order_by("place")
    last = 0
    while batch := list(rows.filter(place__gt=last).values_list("application_id", "saw", "place")[:A_BATCH]):
        last = batch[-1][2]
        slim = Application.objects.filter(pk__in=[pk for pk, _saw, _place in batch])
        found = {a.pk: a for a in slim.only("folio", "state", "call", "applicant", "closes_at", "first_attempt_at", "submitted_at")}
        missing = {a.call_id for a in found.values()} - calls.keys()
        if missing:
            calls |= {call.pk: call for call in Call.objects.filter(pk__in=missing).select_related("cohort__strand__program")}
        for application in found.values():
            application.call = calls[application.call_id]
        yield [found[pk] for pk, _saw, _place in batch if pk in found], {pk: saw for pk, saw, _place in batch}


def sorted_out(job: BulkJob, verb: Verb, by: User, applications: Sequence[Application]) -> dict[int, Left]:
    """Which of these the step leaves as they are, and why: what holds for all steps, then what the verb says."""
    apart = set(Application.objects.filter(pk__in=[a.pk for a in applications]).apart_from(by).values_list("pk", flat=True))
    allowed = {code for code in job.programs if by.may(verb.permission, code)}
    found: dict[int, Left] = {}
    for application in applications:
        if application.pk not in apart:
            found[application.pk] = Left(OWN)
        elif application.call.program_code not in allowed:
            found[application.pk] = Left(ROLE)
    return found | verb.sort(job, [application for application in applications if application.pk not in found])


def with_people(ids: list[int]) -> dict[int, Application]:
    """These applications as pages name them. One statement."""
    rows = Application.objects.filter(pk__in=ids).select_related("call__cohort__strand__program", "applicant")
    return {application.pk: application for application in rows.defer("answers", "revisions")}


def marked(job: BulkJob, verb: Verb) -> None:
    """Keep with each row what is to be seen now. One statement, none for a verb that looks at nothing."""
    mark = verb.mark()
    if mark is not None:
        job.rows.update(mark=mark)
