"""Who stands behind an application, and who a reviewer is, as far as the portal's records tell: what conflicts are looked for by."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from applicants.applications.models import Application
from applicants.applications.team.members.models import Member
from applicants.calls.form_versions import form_version
from applicants.calls.models import Question
from applicants.calls.places.municipalities import full_name, municipalities
from applicants.calls.places.plain import plain
from applicants.calls.questions.base import strings
from applicants.review.conflicts.known import known_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from fundportal.accounts.models import User

ANYBODYS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "hotmail.es",
        "outlook.com",
        "outlook.es",
        "live.com",
        "live.com.mx",
        "msn.com",
        "yahoo.com",
        "yahoo.com.mx",
        "yahoo.es",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "gmx.com",
        "proton.me",
        "protonmail.com",
        "prodigy.net.mx",
        "mail.com",
        "zoho.com",
        "example.com",
        "example.org",
        "example.net",
    ]
)
"""Where anybody may have an address; one elsewhere tells where somebody works or studies."""
NOBODYS = (".invalid", ".test", ".example", ".localhost")  # RFC 2606
SHORTEST = 3


@dataclass
class Behind:
    """The people behind one application, and what is known of them. Names and organisations are plain (no capitals, no accents); `places` as a
    reader's."""

    application: int
    folio: str
    applicant: int
    people: set[int] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    organisations: str = ""
    places: dict[str, str] = field(default_factory=dict)


@dataclass
class Reader:
    """A reviewer. `organisations`: plain name -> as it is written; `places`: a municipality's code or a plain name ->
    as it is written."""

    person: User
    name: str = ""
    organisations: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


def behind(applications: Iterable[Any]) -> dict[int, Behind]:
    """Application -> who stands behind it, out of what was handed in last and its members. One statement beside that of the applications."""
    found: dict[int, Behind] = {}
    for row in applications:
        found[row.pk] = from_document(row)
    for member in Member.objects.filter(application__in=list(found), accepted_at__isnull=False).select_related("person"):
        each = found[member.application_id]
        if member.person is not None:
            each.people.add(member.person.pk)
            add_person(each, member.person.name, member.person.email)
    return found


def from_document(application: Application) -> Behind:
    """What the frozen answers say: the team's names and addresses, schools and employers, places."""
    each = Behind(application.pk, application.folio, application.applicant_id, people={application.applicant_id})
    add_person(each, application.applicant.name, application.applicant.email)
    submission = application.submission
    content = json.loads(submission.document) if submission else {}
    answers, collective = content.get("answers") or {}, content.get("collective") or {}
    said: list[str] = []
    questions = form_version(submission.form_version_id).questions if submission else {}
    for key, question in questions.items():
        value = answers.get(key)
        if question["kind"] == "people" and isinstance(value, list):
            for person in value:
                add_person(each, person.get("name", ""), person.get("email", ""))
        elif question["kind"] == "municipality" and isinstance(value, str) and value in municipalities():
            each.places[value] = full_name(value)
        elif question.get("tier") == Question.Tier.BACKGROUND:
            said += strings(value)
    if collective.get("name"):
        said.append(collective["name"])
        add_person(each, collective.get("representative", ""), "")
    if collective.get("place"):
        each.places[plain(collective["place"])] = collective["place"]
    each.organisations = f" {plain(' · '.join(said))} "
    return each


def add_person(each: Behind, name: str, email: str) -> None:
    if is_full(plain(name)):
        each.names.add(plain(name))
    if email:
        each.emails.add(email.strip().lower())


def is_full(name: str) -> bool:
    """Whether a plain name is more than a first name: two people called Lucía are not one."""
    return len(name.split()) > 1


def domain_of(email: str) -> str:
    """Where an address says that somebody belongs; empty where anybody may have one."""
    domain = email.rpartition("@")[2].lower()
    return "" if domain in ANYBODYS or domain.endswith(NOBODYS) or "." not in domain else domain


def surnames(name: str) -> set[str]:
    """Of a plain name: the last two words of three or more, the last of two."""
    words = name.split()
    return set(words[-2:] if len(words) > 2 else words[1:])


def readers(people: Collection[User], program_code: str) -> dict[int, Reader]:
    """Reviewer -> who that is, with what the programme knows of them (see `known_of`)."""
    known = known_of(program_code, [person.pk for person in people])
    found = {}
    for person in people:
        reader = Reader(person, plain(person.name))
        if person.pk in known:
            organisations, reader.places = known[person.pk]
            reader.organisations = {plain(written): written for written in organisations if len(plain(written)) >= SHORTEST}
        found[person.pk] = reader
    return found
