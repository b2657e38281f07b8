"""Who reads what: applications are given to reviewers by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applicants.applications.advance import OwnApplication
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.team.help.models import Help
from applicants.applications.team.members.models import Member
from applicants.applications.team.references.models import Reference
from applicants.review.conflicts.found import found as conflicts_found
from applicants.review.models import Review, Round
from applicants.review.rounds.require import NotAssigner as NotAssigner
from applicants.review.rounds.require import require_assigner as require_assigner
from fundportal.accounts.models import User
from fundportal.accounts.roles import Role
from fundportal.audit.record import entry, record_many
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from django.db.models import QuerySet

NAMED = 5


class CannotAssign(Refusal):
    """An application or a person that does not fit this round."""


class InConflict(CannotAssign):
    """Something ties a reviewer to an application, and nobody has overruled it. `pairs` are (application, reviewer)."""

    def __init__(self, pairs: list[tuple[int, int]], sentences: list[str]) -> None:
        listed = " ".join(f"{sentence}." for sentence in sentences[:NAMED])
        more = len(sentences) - NAMED
        if more > 0:
            listed += " " + ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more}
        super().__init__(
            _("Nothing was assigned: there are conflicts of interest. %(list)s Leave these out, or overrule them with a reason.")
            % {"list": listed}
        )
        self.pairs = pairs


class RoundClosed(Refusal):
    """The round is over and its reviews stay as they are."""

    title = _("The round is closed")

    def __init__(self, round: Round) -> None:
        super().__init__(_("%(round)s is closed: its reviews can no longer be changed.") % {"round": round.name})


def reviewers_of(program_code: str) -> QuerySet[User]:
    """The active reviewers of a programme, by name."""
    members = User.objects.filter(is_active=True, memberships__program_code=program_code, memberships__role=Role.REVIEWER)
    return members.order_by("sort_name", "pk")


def refuse_own(applications: Iterable[Application], by: User, verb: str) -> None:
    """Raises OwnApplication for whoever would choose who reads their own, or one in which they have a part."""
    rows = list(applications)
    apart = set(Application.objects.filter(pk__in=[row.pk for row in rows]).apart_from(by).values_list("pk", flat=True))
    for application in rows:
        if application.pk not in apart:
            raise OwnApplication(application, verb)


@transaction.atomic
def assign(*, round: Round, applications: Collection[int], reviewers: Collection[int], by: User) -> int:
    """Give each of these applications to each of these reviewers; what is assigned already stays. Returns how many reviews are new.

    Raises CannotAssign when an application is not read in this round, a person is no reviewer of the programme, has applied to the call
    themselves, alone or with others, has a part in one of the applications, or has read before what is read again; InConflict for what the records
    show and nobody has overruled;
    RoundClosed when the round is over; OwnApplication: nobody chooses their own readers. Then nothing is assigned.
    """
    require_assigner(by, round)
    current = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if current.closed_at:
        raise RoundClosed(current)
    found = list(current.taken.filter(pk__in=applications).only("folio", "applicant").order_by("pk"))
    if len(found) < len(set(applications)):
        raise CannotAssign(_("Some of these applications are not read in this round. Nothing was assigned."))
    refuse_own(found, by, "assign")
    people = {person.pk: person for person in reviewers_of(round.call.program_code).filter(pk__in=reviewers)}
    if len(people) < len(set(reviewers)):
        raise CannotAssign(_("Some of these people are not reviewers of this programme. Nothing was assigned."))
    for name in rivals(people, current.call_id):
        raise CannotAssign(_("%(name)s has applied to this call and cannot review in it. Nothing was assigned.") % {"name": name})
    for name in had_read(people, current):
        raise CannotAssign(
            _("%(name)s has read this application before; it is read again by others. Nothing was assigned.") % {"name": name}
        )
    for name in with_a_part(people, [application.pk for application in found]):
        raise CannotAssign(
            _("%(name)s takes part in one of these applications and cannot review it. Nothing was assigned.") % {"name": name}
        )
    refuse_conflicts(round, found, people)
    return insert(round, found, people, by)


def refuse_conflicts(round: Round, applications: list[Application], people: dict[int, User]) -> None:
    """Raises InConflict for pairs that are new and tied to one another. Who reads an application already goes on."""
    folios = {application.pk: application.folio for application in applications}
    reasons = conflicts_found(round, list(folios), list(people))
    if not reasons:
        return
    taken = set(Review.objects.filter(round=round, application__in=folios).values_list("application_id", "reviewer_id"))
    tied = [pair for pair in sorted(reasons) if pair not in taken]
    if tied:
        raise InConflict(tied, [f"{people[who].name} · {folios[what]}: {reasons[what, who][0].words}" for what, who in tied])


def rivals(people: dict[int, User], call: int) -> list[User]:
    """Those of these people who compete in the call with a submitted application: who applies, writes along or helps, now or once."""
    submitted = Application.objects.filter(call=call).exclude(state__in=[State.DRAFT, State.WITHDRAWN])
    applicants = submitted.filter(applicant__in=people).values_list("applicant")
    members = Member.objects.filter(person__in=people, accepted_at__isnull=False, application__in=submitted).values_list("person")
    helpers = Help.objects.given().filter(facilitator__in=people, application__in=submitted).values_list("facilitator")
    return [people[pk] for pk in sorted(pk for (pk,) in applicants.union(members, helpers))]


def had_read(people: dict[int, User], round: Round) -> list[User]:
    """Those of these people to whom the one application of this round was given before, in another one. No statement for a round of all."""
    if round.only_id is None:
        return []
    given = Review.objects.filter(application=round.only_id, reviewer__in=people).exclude(round=round)
    return [people[pk] for pk in sorted(set(given.values_list("reviewer", flat=True)))]


def with_a_part(people: dict[int, User], applications: list[int]) -> list[User]:
    """Those of these people who write along in one of these applications, or help with one, now or once, or write a letter of reference for one."""
    members = Member.objects.filter(person__in=people, application__in=applications).values_list("person")
    helpers = Help.objects.filter(facilitator__in=people, application__in=applications).values_list("facilitator")
    letters = Reference.objects.filter(application__in=applications, declined_at=None, email=Lower(OuterRef("email")))
    referees = User.objects.filter(Exists(letters), pk__in=people).values_list("pk")
    return [people[pk] for pk in sorted(pk for (pk,) in members.union(helpers, referees))]


def insert(round: Round, applications: list[Application], people: dict[int, User], by: User) -> int:
    there = Review.objects.filter(round=round, application__in=applications, reviewer__in=people)
    taken = {
        (application, reviewer): counts for application, reviewer, counts in there.values_list("application_id", "reviewer_id", "counts")
    }
    new = [
        Review(round=round, application=application, reviewer=person, assigned_by=by)
        for application in applications
        for person in people.values()
        if (application.pk, person.pk) not in taken
    ]
    Review.objects.bulk_create(new, batch_size=1000, ignore_conflicts=True)
    if not all(taken.values()):  # what somebody reads to calibrate the panel counts from the moment in which it is theirs to review
        there.filter(counts=False).update(counts=True)
    folios = {review.application_id: review.application.folio for review in new}
    readers: dict[int, list[int]] = {}
    for review in new:
        readers.setdefault(review.application_id, []).append(review.reviewer_id)
    record_many(
        entry(actor=by, verb="assign", target=folios[pk], program_code=round.call.program_code, round=round.pk, reviewers=ids)
        for pk, ids in readers.items()
    )
    return len(new)


@transaction.atomic
def unassign(*, round: Round, reviews: Iterable[int], by: User, begun: bool = False) -> int:
    """Take back reviews in which nothing is written yet; with `begun` also those that were begun and not handed in, with what is written in them.

    Those that were handed in stay, and those whose reviewer has declared a conflict: that is ended by its own verb alone (conflicts/end.py). Returns
    how many are gone. Raises OwnApplication, RoundClosed; then none is.
    """
    require_assigner(by, round)
    kept = {} if begun else {"saved_at": None}
    rows = (
        Review.objects.select_for_update(of=("self",))
        .select_related("application")
        .only("application__folio", "application__applicant_id", "reviewer_id", "conflict", "saved_at")
    )
    rows = rows.filter(pk__in=list(reviews), round=round, submitted_at=None, **kept).exclude(conflict=Review.Conflict.DECLARED)
    gone = list(rows.order_by("pk"))
    current = Round.objects.get(pk=round.pk)  # after the locks, for which `close` waits
    if current.closed_at:
        raise RoundClosed(current)
    refuse_own((review.application for review in gone), by, "unassign")
    Review.objects.filter(pk__in=[review.pk for review in gone]).delete()
    record_many(
        entry(
            actor=by,
            verb="unassign",
            target=r.application.folio,
            program_code=round.call.program_code,
            reviewer=r.reviewer_id,
            conflict=r.conflict,
            begun=r.saved_at is not None,
        )
        for r in gone
    )
    return len(gone)
