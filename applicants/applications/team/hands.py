"""Which part somebody other than the applicant has in an application."""

from __future__ import annotations

from collections.abc import Collection

from applicants.applications.models import Application
from applicants.applications.rights import HELP_OVER, PART_OVER, Hand, NotForYou, Right
from applicants.applications.team.help.models import Help
from applicants.applications.team.members.models import Member
from fundportal.accounts.devices import name_of
from fundportal.accounts.models import User


def hand_of(person: User, application: Application) -> Hand | None:
    """The hand of a member or a facilitator; None for who has nothing to do with it. Raises NotForYou for who had once."""
    parts = list(Member.objects.of(person).filter(application=application, accepted_at__isnull=False))
    standing = next((part for part in parts if part.ended_at is None), None)
    if standing:
        return Hand(person, Right(standing.right))
    helps = list(Help.objects.of(person).given().filter(application=application))
    running = next((each for each in helps if each.runs()), None)
    if running:
        return Hand(person, Right.EDIT, helps=True, until=running.ends_at)
    if parts or helps:
        raise NotForYou(application, HELP_OVER if helps else PART_OVER)
    return None


def hands_of(application: Application) -> set[int]:
    """The numbers of all who have, or had, a part in it, the applicant first of all: whose files may belong to it."""
    members = Member.objects.filter(application=application, person__isnull=False).values_list("person_id")
    helpers = Help.objects.given().filter(application=application).values_list("facilitator_id")
    return {application.applicant_id, *(pk for (pk,) in members.union(helpers))}


def who_is_called(application: Application, name: str) -> User | None:
    """Who of them goes by this name on devices and pages (accounts.devices)."""
    return next((person for person in User.objects.filter(pk__in=hands_of(application)) if name_of(person.pk) == name), None)


def helped_as(application: Application, people: Collection[int]) -> set[int]:
    """Those of these people who wrote as facilitators."""
    rows = Help.objects.given().filter(application=application, facilitator__in=people)
    return {pk for pk in rows.values_list("facilitator_id", flat=True) if pk is not None}
