"""What the list of applications can be narrowed by of their reviews: missing ones, what reviewers told, conflicts of interest."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.applications.staff.filtering import ConditionFilter
from applicants.applications.staff.finding import ids
from applicants.review.conflicts.found import found
from applicants.review.desk.models import Flag
from applicants.review.models import Review, Round


class MissingFilter(ConditionFilter):
    """Applications with fewer reviews than an open round wants, or with fewer that are handed in."""

    title = _("reviews")
    parameter_name = "reviews"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [("assign", _("fewer assigned than wanted")), ("missing", _("not all handed in")), ("none", _("none handed in"))]

    @cached_property
    def rounds(self) -> list[Round]:
        return list(Round.objects.visible_to(self.user).filter(closed_at=None).order_by("pk"))

    def conditions(self) -> dict[str, Q]:
        handed_in = Review.objects.filter(submitted_at__isnull=False, counts=True)
        none = ~Exists(handed_in.filter(application=OuterRef("pk")))
        return {
            "assign": self.lacking(Review.objects.counted()) if "assign" in self.values else Q(),
            "missing": self.lacking(handed_in) if "missing" in self.values else Q(),
            "none": Q(none),
        }

    def lacking(self, reviews: QuerySet[Review]) -> Q:
        """Read in an open round with fewer of these reviews than it wants."""
        lacks = Q(pk__in=[])
        for round in self.rounds:
            counted = reviews.filter(round=round).order_by().values("application").annotate(number=Count("pk"))
            enough = counted.filter(number__gte=round.reviews_wanted).values("application")
            here = Q(call=round.call_id, state__in=round.read_states) & (Q(pk=round.only_id) if round.only_id else Q())
            lacks |= here & ~Q(pk__in=enough)
        return lacks


class FlaggedFilter(ConditionFilter):
    """What reviewers have told staff."""

    title = _("told by reviewers")
    parameter_name = "flagged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [("open", _("to be looked at")), ("any", _("anything"))]

    def conditions(self) -> dict[str, Q]:
        rows = Flag.objects.filter(review__application=OuterRef("pk"))
        return {"open": Q(Exists(rows.open())), "any": Q(Exists(rows))}


class ConflictFilter(ConditionFilter):
    """A reviewer has declared a conflict of interest; or one is found between an application and somebody to whom it is assigned, which is worked out
    when it is asked for, within one call."""

    title = _("conflict of interest")
    parameter_name = "conflict"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        declared = ("declared", _("declared by a reviewer"))
        return [declared, ("found", _("found, and assigned all the same"))] if self.call else [declared]

    @property
    def is_costly(self) -> bool:
        return "found" in self.values

    @property
    def call(self) -> int:
        """The one call that is chosen; 0 without one."""
        chosen = ids(self.request.GET.getlist("call"))
        return chosen[0] if len(chosen) == 1 else 0

    def conditions(self) -> dict[str, Q]:
        declared = Review.objects.filter(application=OuterRef("pk"), conflict=Review.Conflict.DECLARED)
        return {"declared": Q(Exists(declared)), "found": Q(pk__in=self.tied() if "found" in self.values and self.call else [])}

    def tied(self) -> set[int]:
        tied: set[int] = set()
        rounds = Round.objects.visible_to(self.user).filter(call=self.call, closed_at=None).select_related("call__cohort__strand__program")
        for round in rounds:
            rows = Review.objects.filter(round=round).exclude(conflict=Review.Conflict.DECLARED).order_by()
            assigned = set(rows.values_list("application", "reviewer"))
            tied |= {application for application, reviewer in found(round) if (application, reviewer) in assigned}
        return tied

    def label_of(self, name: str, value: str) -> str | Promise:
        return _("found: only within one call") if value == "found" and not self.call else super().label_of(name, value)
