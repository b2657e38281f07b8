"""The people whom an application's texts must not name, out of its own records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from applicants.applications.models import Application
from applicants.applications.team.members.models import Member
from applicants.applications.team.references.models import Reference
from applicants.calls.form_versions import LoadedForm
from applicants.calls.models import Question
from applicants.calls.questions.base import strings
from applicants.review.blinding.leaks import E_MAIL, Person, only_digits
from applicants.review.blinding.models import Leak

Whose = Leak.Whose
FEWEST_DIGITS = 8


def people_of(application: Application, form: LoadedForm, answers: Mapping[str, Any]) -> list[Person]:
    """The applicant with what the hidden answers tell, the team now and once, the collective, the referees. Two statements."""
    applicant = application.applicant
    found = [Person(Whose.APPLICANT, names(applicant.name), (applicant.email,)), *contacts(form, answers), *team(form, answers)]
    for member in Member.objects.filter(application=application, declined_at=None).select_related("person"):
        account = member.person
        found.append(
            Person(Whose.TEAM, names(member.name, account.name if account else ""), (member.email, account.email if account else ""))
        )
    for reference in Reference.objects.filter(application=application):
        found.append(Person(Whose.REFEREE, names(reference.name), (reference.email,)))
    collective = application.submission.content.get("collective") if application.submission else None
    if collective:
        found.append(Person(Whose.COLLECTIVE, names(collective.get("name", ""), collective.get("representative", ""))))
    return found


def names(*given: str) -> tuple[str, ...]:
    return tuple(name for name in given if name.strip())


def contacts(form: LoadedForm, answers: Mapping[str, Any]) -> Iterator[Person]:
    """What the answers say that are hidden with names and contacts: addresses, telephones, links, and short texts, which are names there."""
    for key, question in form.questions.items():
        if question.get("tier") != Question.Tier.CONTACT or question["kind"] == "people":
            continue
        value = answers.get(key)
        if question["kind"] == "link" and isinstance(value, str):
            yield Person(Whose.APPLICANT, links=(value,))
        elif question["kind"] == "short_text" and isinstance(value, str):
            yield of_short_text(value)
        elif question["kind"] == "long_text":
            for text in strings(value):
                yield Person(Whose.APPLICANT, mails=tuple(E_MAIL.findall(text)))


def of_short_text(value: str) -> Person:
    """A telephone, an address, an account, or else a name."""
    if len(only_digits(value)) >= FEWEST_DIGITS:
        return Person(Whose.APPLICANT, phones=(value,))
    if "@" in value.strip()[1:]:
        return Person(Whose.APPLICANT, mails=(value,))
    if value.strip().startswith("@"):
        return Person(Whose.APPLICANT, handles=(value.strip(),))
    return Person(Whose.APPLICANT, () if any(character.isdigit() for character in value) else names(value))


def team(form: LoadedForm, answers: Mapping[str, Any]) -> Iterator[Person]:
    """Those whom the answers list as a team."""
    for key, question in form.questions.items():
        rows = answers.get(key)
        if question["kind"] == "people" and isinstance(rows, list):
            for row in rows:
                yield Person(Whose.TEAM, names(str(row.get("name", ""))), names(str(row.get("email", ""))))
