"""Ties between reviewers and the people behind applications, each kind with a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.team.help.models import Help
from applicants.applications.team.members.models import Member
from applicants.applications.team.references.models import Reference
from applicants.calls.places.plain import plain
from applicants.review.conflicts.kinds import Kind, Reason
from applicants.review.conflicts.models import Abstention
from applicants.review.conflicts.people import Behind, Reader, domain_of, is_full, surnames
from applicants.review.models import Review, Round
from programs.cohorts.models import Enrolment
from programs.projects.models import Project
from programs.training.models import Session


class Tie(NamedTuple):
    """One thing that was found."""

    application: int
    reviewer: int
    reason: Reason


class Sides(NamedTuple):
    """Both sides, and ways from a person, an address or a name to the applications behind which it stands."""

    round: Round
    behind: Mapping[int, Behind]
    readers: Mapping[int, Reader]
    by_person: Mapping[int, list[int]]
    by_email: Mapping[str, list[int]]
    by_name: Mapping[str, list[int]]

    @classmethod
    def of(cls, round: Round, behind: Mapping[int, Behind], readers: Mapping[int, Reader]) -> Sides:
        ways: tuple[dict[int, list[int]], dict[str, list[int]], dict[str, list[int]]] = (
            defaultdict(list),
            defaultdict(list),
            defaultdict(list),
        )
        for pk, each in behind.items():
            for person in each.people:
                ways[0][person].append(pk)
            for email in each.emails:
                ways[1][email].append(pk)
            for name in each.names:
                ways[2][name].append(pk)
        return cls(round, behind, readers, dict(ways[0]), dict(ways[1]), dict(ways[2]))


def declared(sides: Sides) -> Iterator[Tie]:
    """What the reviewer has said of this application, or of another one of the same applicant, in any round."""
    ended = Abstention.objects.filter(
        round=OuterRef("round"), application=OuterRef("application"), reviewer=OuterRef("reviewer"), ended_at__gte=OuterRef("conflict_at")
    )
    rows = Review.objects.filter(~Exists(ended), reviewer__in=sides.readers, conflict=Review.Conflict.DECLARED)
    for reviewer, application, applicant, folio in rows.values_list(
        "reviewer", "application", "application__applicant", "application__folio"
    ):
        if application in sides.behind:
            yield Tie(application, reviewer, Reason(Kind.DECLARED, folio))
        for pk in sides.by_person.get(applicant, ()):
            if pk != application and sides.behind[pk].applicant == applicant:
                yield Tie(pk, reviewer, Reason(Kind.BEFORE, folio))


def parts(sides: Sides) -> Iterator[Tie]:
    """Who competes in the call, who has a part in the application, and who has, or had, one in another application together with its people."""
    of_readers = roles(sides.readers)
    others = roles_in({application for application, _person in of_readers})
    folios = dict(Application.objects.filter(pk__in={application for application, _person in of_readers}).values_list("pk", "folio"))
    rows = Application.objects.filter(pk__in=folios, call=sides.round.call_id).exclude(state__in=[State.DRAFT, State.WITHDRAWN])
    competing = set(rows.values_list("pk", flat=True))
    together: dict[int, list[int]] = defaultdict(list)
    for application, person in others:
        together[application].append(person)
    for reviewer in {reviewer for application, reviewer in of_readers if application in competing}:
        own = min(folios[application] for application, person in of_readers if person == reviewer and application in competing)
        yield from (Tie(pk, reviewer, Reason(Kind.RIVAL, own)) for pk in sides.behind)
    for application, reviewer in of_readers:
        if application in sides.behind:
            yield Tie(application, reviewer, Reason(Kind.PART, folios[application]))
        for person in together[application]:
            if person != reviewer:
                for pk in sides.by_person.get(person, ()):
                    if pk != application:
                        yield Tie(pk, reviewer, Reason(Kind.TEAM, folios[application]))


def roles(people: Collection[int]) -> set[tuple[int, int]]:
    """(application, person): who applies, writes along or helps, now or once."""
    return {
        *Application.objects.filter(applicant__in=people).values_list("pk", "applicant"),
        *Member.objects.filter(person__in=people, accepted_at__isnull=False).values_list("application", "person"),
        *Help.objects.given().filter(facilitator__in=people).values_list("application", "facilitator"),
    }


def roles_in(applications: Collection[int]) -> set[tuple[int, int]]:
    """The same, of these applications."""
    return {
        *Application.objects.filter(pk__in=applications).values_list("pk", "applicant"),
        *Member.objects.filter(application__in=applications, accepted_at__isnull=False).values_list("application", "person"),
        *Help.objects.given().filter(application__in=applications).values_list("application", "facilitator"),
    }


def named_in_team(sides: Sides) -> Iterator[Tie]:
    """The reviewer is named in the application's own list of people, by address or by full name."""
    for reviewer, reader in sides.readers.items():
        by_name = sides.by_name.get(reader.name, ()) if is_full(reader.name) else ()
        for pk in {*sides.by_email.get(reader.person.email.lower(), ()), *by_name}:
            if reviewer not in sides.behind[pk].people:
                yield Tie(pk, reviewer, Reason(Kind.TEAM, sides.behind[pk].folio))


def references(sides: Sides) -> Iterator[Tie]:
    """Was asked to write for this application, or for another one of the same applicant, and has not declined."""
    by_email = {reader.person.email.lower(): reviewer for reviewer, reader in sides.readers.items()}
    rows = Reference.objects.annotate(to=Lower("email")).filter(to__in=by_email, declined_at=None)
    for email, application, applicant, folio in rows.values_list("to", "application", "application__applicant", "application__folio"):
        for pk in sides.by_person.get(applicant, ()):
            if pk == application or sides.behind[pk].applicant == applicant:
                yield Tie(pk, by_email[email], Reason(Kind.REFERENCE, folio))


def projects(sides: Sides) -> Iterator[Tie]:
    """Both stand in the team of one film project, as its lead or by address or full name."""
    by_email = {reader.person.email.lower(): reviewer for reviewer, reader in sides.readers.items()}
    by_name = {reader.name: reviewer for reviewer, reader in sides.readers.items() if is_full(reader.name)}
    for lead, title, team in Project.objects.values_list("lead", "title", "team"):
        emails = {str(each.get("email", "")).strip().lower() for each in team} - {""}
        names = {plain(str(each.get("name", ""))) for each in team}
        inside = {by_email[email] for email in emails & by_email.keys()} | {by_name[name] for name in names & by_name.keys()}
        inside |= {lead} & sides.readers.keys()
        if inside:
            theirs = {*sides.by_person.get(lead, ()), *(pk for email in emails for pk in sides.by_email.get(email, ()))}
            theirs |= {pk for name in names for pk in sides.by_name.get(name, ())}
            for reviewer in inside:
                for pk in theirs:
                    if reviewer not in sides.behind[pk].people:
                        yield Tie(pk, reviewer, Reason(Kind.PROJECT, title))


def cohorts(sides: Sides) -> Iterator[Tie]:
    """Both were in one cohort, as student and teacher or as classmates. Guests are known by their full name."""
    students: dict[int, set[int]] = defaultdict(set)
    people = {*sides.by_person, *sides.readers}
    named: dict[int, str] = {}
    for cohort, person, name in Enrolment.objects.filter(person__in=people).values_list("cohort", "person", "cohort__name_es"):
        students[cohort].add(person)
        named[cohort] = name
    teachers: dict[int, set[str]] = defaultdict(set)
    rows = Session.objects.filter(cohort__in=students, guests__isnull=False)
    for cohort, guest in rows.values_list("cohort", "guests__name").distinct():
        teachers[cohort].add(plain(guest))
    for cohort, enrolled in students.items():
        reason = Reason(Kind.COHORT, named[cohort])
        taught = teachers[cohort]
        theirs = {pk for person in enrolled for pk in sides.by_person.get(person, ())}
        of_teachers = {pk for name in taught if is_full(name) for pk in sides.by_name.get(name, ())}
        for reviewer, reader in sides.readers.items():
            if reviewer in enrolled or (is_full(reader.name) and reader.name in taught):
                yield from (Tie(pk, reviewer, reason) for pk in theirs if reviewer not in sides.behind[pk].people)
            if reviewer in enrolled:
                yield from (Tie(pk, reviewer, reason) for pk in of_teachers)


def organisations(sides: Sides) -> Iterator[Tie]:
    """The reviewer's organisation stands among the schools and employers of the application, or both write from addresses of one organisation."""
    domains = {pk: {domain_of(email) for email in each.emails} - {""} for pk, each in sides.behind.items()}
    for reviewer, reader in sides.readers.items():
        own = domain_of(reader.person.email)
        for pk, each in sides.behind.items():
            written = next((written for name, written in reader.organisations.items() if f" {name} " in each.organisations), "")
            if written or (own and own in domains[pk]):
                yield Tie(pk, reviewer, Reason(Kind.ORGANISATION, written or own))


def localities(sides: Sides) -> Iterator[Tie]:
    """One place; with a surname in common it may be one household."""
    for reviewer, reader in sides.readers.items():
        kin = surnames(reader.name)
        for pk, each in sides.behind.items():
            for name in reader.places.keys() & each.places.keys():
                yield Tie(pk, reviewer, Reason(Kind.LOCALITY, each.places[name]))
                if any(kin & surnames(other) for other in each.names):
                    yield Tie(pk, reviewer, Reason(Kind.HOUSEHOLD, each.places[name]))


def all_ties(sides: Sides) -> Iterable[Tie]:
    """Everything that there is, whatever the programme looks for."""
    for look in (declared, parts, named_in_team, references, projects, cohorts, organisations, localities):
        yield from look(sides)
