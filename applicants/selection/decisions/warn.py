"""What should be known before a wave becomes known: whom no letter reaches, who is still in conflict, who reads no comment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.applications.clarification.models import Clarification
from applicants.applications.models import Application
from applicants.calls.models import Call
from applicants.review.models import Review
from applicants.selection.decisions.stage import DECIDABLE
from applicants.selection.models import Decision
from fundportal.accounts.models import Membership
from fundportal.notifications.models import Suppression

Outcome = Decision.Outcome


class Caution(NamedTuple):
    """A sentence, and the decisions that it is about (with application and person); none where it is about what is not released."""

    words: str
    about: Sequence[Decision] = ()


Finder = Callable[[Call, list[Decision]], Iterable[Caution]]
finders: list[Finder] = []


def warns(finder: Finder) -> Finder:
    """Decorator: the dry run shows what the finder finds, with a number of statements that does not grow."""
    finders.append(finder)
    return finder


def warnings(call: Call, decisions: list[Decision], *, names: bool = True) -> list[Caution]:
    """All of them; without `names` the sentences alone."""
    found = [warning for finder in finders for warning in finder(call, decisions)] if decisions else []
    return found if names else [Caution(warning.words) for warning in found]


def of(decisions: list[Decision], applications: Collection[int]) -> list[Decision]:
    return [decision for decision in decisions if decision.application_id in applications]


def ids(decisions: Iterable[Decision]) -> list[int]:
    return [decision.application_id for decision in decisions]


@warns
def left_waiting(call: Call, decisions: list[Decision]) -> Iterable[Caution]:
    """Who hears nothing yet."""
    waiting = Application.objects.filter(call=call, state__in=DECIDABLE).exclude(pk__in=ids(decisions)).count()
    if waiting:
        words = ngettext(
            "%(count)d application has no decision in this release and hears nothing.",
            "%(count)d applications have no decision in this release and hear nothing.",
            waiting,
        )
        yield Caution(words % {"count": waiting})


@warns
def unreachable(call: Call, decisions: list[Decision]) -> Iterable[Caution]:
    """Whom no letter reaches."""
    people = {decision.application.applicant.email.lower() for decision in decisions}
    suppressed = set(Suppression.objects.filter(email__in=people).values_list(Lower("email"), flat=True))
    gone = [d for d in decisions if not d.application.applicant.email or not d.application.applicant.is_active]
    if gone:
        yield Caution(_("No letter reaches these people: they have no e-mail address, or the account is closed."), gone)
    refused = [d for d in decisions if d not in gone and d.application.applicant.email.lower() in suppressed]
    if refused:
        yield Caution(_("No letter reaches these people: their address is suppressed. They read it on the status page alone."), refused)


@warns
def in_conflict(call: Call, decisions: list[Decision]) -> Iterable[Caution]:
    """Where somebody who takes part in the decision has, or may have, a conflict of interest."""
    reviews = Review.objects.filter(application__in=ids(decisions))
    unknown = set(reviews.filter(conflict=Review.Conflict.UNKNOWN, round__closed_at=None).values_list("application", flat=True))
    if unknown:
        yield Caution(
            _("A reviewer who reads it has not said yet whether there is a conflict of interest; the round is open."),
            of(decisions, unknown),
        )
    declared = set(reviews.filter(conflict=Review.Conflict.DECLARED).values_list("application", "reviewer"))
    decided = [d for d in decisions if {(d.application_id, d.staged_by_id), (d.application_id, d.confirmed_by_id)} & declared]
    if decided:
        yield Caution(_("Who noted or confirmed the decision has declared a conflict of interest as a reviewer."), decided)


@warns
def staff_among_them(call: Call, decisions: list[Decision]) -> Iterable[Caution]:
    """Applications by staff of the programme, alone or with others."""

    def works_here(person: str) -> Exists:
        return Exists(Membership.objects.filter(program_code=call.program_code, user=OuterRef(person)))

    joined = Q(members__person__isnull=False, members__accepted_at__isnull=False, members__ended_at=None)
    rows = Application.objects.filter(pk__in=ids(decisions))
    alone = rows.filter(works_here("applicant")).values_list("pk")
    along = rows.filter(joined).annotate(who=F("members__person")).filter(works_here("who")).values_list("pk")
    helped = (
        rows.filter(helps__consented_at__isnull=False).annotate(who=F("helps__facilitator")).filter(works_here("who")).values_list("pk")
    )
    found = {pk for (pk,) in alone.union(along, helped)}
    if found:
        yield Caution(_("Somebody who applies here, alone or in a team, or who helps, works for the programme."), of(decisions, found))


@warns
def still_asked(call: Call, decisions: list[Decision]) -> Iterable[Caution]:
    """Questions of staff that wait for their answer."""
    open_now = set(Clarification.objects.open(timezone.now()).filter(application__in=ids(decisions)).values_list("application", flat=True))
    if open_now:
        yield Caution(
            _("A question to the person waits for its answer; with the decision it can no longer be answered."), of(decisions, open_now)
        )


@warns
def without_a_word(call: Call, decisions: list[Decision]) -> Iterable[Caution]:
    """Selected or waiting without any comment; those declined without one are a matter of the form."""
    silent = [d for d in decisions if d.outcome != Outcome.DECLINE and not d.is_explained]
    if silent:
        yield Caution(_("These people get no comments on their application."), silent)
