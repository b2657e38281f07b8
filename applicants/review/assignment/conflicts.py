"""Who should not read what: the one place in which an assignment asks."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.team.help.models import Help
from applicants.applications.team.members.models import Member
from applicants.applications.team.references.models import Reference
from applicants.review.models import Review, Round
from fundportal.accounts.models import User

Pair = tuple[int, int]
"""(application, reviewer)"""


def conflicts(round: Round, applications: Collection[int], reviewers: Collection[int]) -> dict[Pair, list[str]]:
    """Pairs that must not be, each with its reasons for staff."""
    found: dict[Pair, list[str]] = {}

    def note(application: int, reviewer: int, why: str) -> None:
        found.setdefault((application, reviewer), []).append(why)

    about = {"application__in": applications}
    declared = Review.objects.filter(**about, reviewer__in=reviewers, conflict=Review.Conflict.DECLARED)
    for application, person in declared.values_list("application_id", "reviewer_id").distinct():
        note(application, person, _("Declared a conflict of interest"))
    for person in rivals(round, reviewers):
        for application in applications:
            note(application, person, _("Applies to this call"))
    parts = (
        Member.objects.filter(**about, person__in=reviewers).values_list("application_id", "person_id"),
        Help.objects.filter(**about, facilitator__in=reviewers).values_list("application_id", "facilitator_id"),
    )
    for rows in parts:
        for application, person in rows:
            if person is not None:
                note(application, person, _("Takes or took part in this application"))
    for application, person in read_before(round, reviewers):
        note(application, person, _("Has read this application before; it is read again by others"))
    addresses = dict(User.objects.filter(pk__in=reviewers).values_list(Lower("email"), "pk"))
    letters = Reference.objects.filter(**about, declined_at=None, email__in=addresses)
    for application, email in letters.values_list("application_id", "email"):
        note(application, addresses[email], _("Was asked for a letter of reference"))
    return found


def read_before(round: Round, reviewers: Collection[int]) -> set[Pair]:
    """To whom the one application of this round was given in another one. No statement for a round of all."""
    if round.only_id is None:
        return set()
    given = Review.objects.filter(application=round.only_id, reviewer__in=reviewers).exclude(round=round)
    return set(given.values_list("application_id", "reviewer_id"))


def rivals(round: Round, reviewers: Collection[int]) -> list[int]:
    """Those of these people who compete in the call: who applies, writes along or helps, now or once."""
    submitted = Application.objects.filter(call=round.call_id).exclude(state__in=[State.DRAFT, State.WITHDRAWN])
    applicants = submitted.filter(applicant__in=reviewers).values_list("applicant")
    members = Member.objects.filter(person__in=reviewers, accepted_at__isnull=False, application__in=submitted).values_list("person")
    helpers = Help.objects.given().filter(facilitator__in=reviewers, application__in=submitted).values_list("facilitator")
    return sorted(pk for (pk,) in applicants.union(members, helpers))
