"""How many applications of each round lack reviews, and how many are read and wait for a decision."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from applicants.applications.models import Application
from applicants.applications.staff.reach import Reach
from applicants.review.models import READ_BY_TAKING, READABLE, Review, Round
from applicants.selection.appeals.models import Appeal
from applicants.selection.models import Decision
from fundportal.accounts.models import Membership
from fundportal.accounts.roles import Role


class Number(Subquery):
    """How many rows a subquery has."""

    template = "(SELECT count(*) FROM (%(subquery)s) one)"
    output_field = IntegerField()


def rounds_waiting(reach: Reach, calls: Collection[int]) -> QuerySet[Any]:
    """The rounds of these calls, with `lacking` (0 once closed) and `undecided`.

    Two statements. Of each round its applications are counted, and those that have enough reviews, each by one pass over an index that holds all that is
    asked; to ask each application in turn takes fifteen times as long.
    """
    rows = Round.objects.filter(call__in=calls).order_by("call", "pk").only("call_id", "opens_on", "due_on")
    ways = [
        When(
            closed_at=None,
            takes=takes,
            only__isnull=not single,
            then=Number(taken(reach, states, single)) - Number(enough(reach, states, single)),
        )
        for takes, states in READ_BY_TAKING.items()
        for single in (False, True)
    ]
    return rows.annotate(
        lacking=Case(*ways, default=Value(0)),
        undecided=Case(When(kind=Round.Kind.SCREENING, then=Value(0)), default=Number(undecided(reach))),
    )


def taken(reach: Reach, states: Collection[str], single: bool) -> QuerySet[Any]:
    """Applications that are read in the round: those in these states, or that `single` one alone."""
    rows = Application.objects.filter(call=OuterRef("call"), submission__isnull=False, state__in=states)
    rows = rows.filter(pk=OuterRef("only")) if single else rows.exclude(pk__in=read_again())
    return reach.without_parts(rows, "pk").order_by().values("pk")


def read_again() -> QuerySet[Any]:
    """Applications with a round of their own, which the round therefore does not take (see `read_again` of the rounds): few, so they are looked up at once."""
    own = Round.objects.filter(only__isnull=False).filter(Q(closed_at=None) | Q(ordinal__gt=OuterRef(OuterRef("ordinal"))))
    return own.order_by().values("only")


def enough(reach: Reach, states: Collection[str], single: bool) -> QuerySet[Any]:
    """Those with as many reviews as the round wants, that are there or may still come (as ReviewQuerySet.counted says)."""
    reads = Membership.objects.filter(
        user=OuterRef("reviewer"),
        user__is_active=True,
        role=Role.REVIEWER,
        program_code=OuterRef(OuterRef("call__cohort__strand__program__code")),
    )
    rows: QuerySet[Any] = Review.objects.filter(
        Q(submitted_at__isnull=False) | Q(Exists(reads), tied_at=None), round=OuterRef("pk"), counts=True
    )
    rows = rows.exclude(conflict=Review.Conflict.DECLARED).filter(
        application__call=OuterRef("call"), application__submission__isnull=False, application__state__in=states
    )
    rows = rows.filter(application=OuterRef("only")) if single else rows.exclude(application__in=read_again())
    rows = reach.without_parts(rows, "application").order_by()
    found: QuerySet[Any] = rows.values("application").annotate(number=Count("pk")).filter(number__gte=OuterRef("reviews_wanted"))
    return found


def undecided(reach: Reach) -> QuerySet[Any]:
    """Applications of the round with a review handed in, none in a later round, and no decision noted. One that is read again waits for what its new
    readers hand in."""
    read = Review.objects.filter(submitted_at__isnull=False, counts=True).order_by()
    here = read.filter(round=OuterRef(OuterRef("pk")))
    later = read.filter(round__call=OuterRef(OuterRef("call")), round__ordinal__gt=OuterRef(OuterRef("ordinal"))).exclude(
        round__kind=Round.Kind.SCREENING
    )
    new = Review.objects.filter(round=OuterRef("round"), submitted_at__isnull=False, counts=True)
    waits = Appeal.objects.filter(~Exists(new), state=Appeal.State.READING).values_list("application", flat=True)
    rows = Application.objects.filter(call=OuterRef("call"), submission__isnull=False, state__in=READABLE)
    rows = rows.filter(pk__in=here.values("application")).exclude(pk__in=later.values("application"))
    rows = rows.exclude(pk__in=Decision.objects.staged().values("application")).exclude(pk__in=list(waits))
    return reach.without_parts(rows, "pk").order_by().values("pk")
