"""Assigning by hand: choose applications and reviewers; take back what is not handed in."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.applications.models import ApplicationQuerySet
from applicants.applications.staff.page import ONE_ID, StaffRequest, staff_page
from applicants.review.models import Review, Round
from applicants.review.rounds.assign import CannotAssign, assign, reviewers_of, unassign
from fundportal.accounts.models import User
from fundportal.accounts.roles import Permission

A_PAGE = 100


def round_for(request: StaffRequest, pk: int, permission: Permission) -> Round:
    """A round of a programme in which the reader holds the permission."""
    if not request.user.may_somewhere(permission):
        raise PermissionDenied
    found = get_object_or_404(Round.objects.visible_to(request.user).select_related("call__cohort__strand__program"), pk=pk)
    if not request.user.may(permission, found.call.program_code):
        raise PermissionDenied
    return found


def assigning(request: StaffRequest, pk: int) -> HttpResponse:
    """GET lists applications with few reviews first and reviewers with their load; POST assigns those chosen."""
    round, refused = round_for(request, pk, Permission.ASSIGN), ""
    chosen, people = numbers(request, "application"), numbers(request, "reviewer")
    if request.method == "POST":
        if not chosen or not people:
            refused = _("Choose at least one application and one reviewer.")
        else:
            try:
                new = assign(round=round, applications=chosen, reviewers=people, by=request.user)
            except CannotAssign as error:
                refused = str(error)
            else:
                messages.success(
                    request, ngettext("%(count)d review was assigned.", "%(count)d reviews were assigned.", new) % {"count": new}
                )
                return redirect(request.get_full_path())
    return assigning_page(request, round, refused, chosen, people)


def assigning_page(request: StaffRequest, round: Round, refused: str, chosen: list[int], people: list[int]) -> HttpResponse:
    show = "all" if request.GET.get("show") == "all" else "few"
    page = Paginator(with_counts(round, few_only=show == "few").apart_from(request.user), A_PAGE).get_page(request.GET.get("p"))
    readers = readers_of(round, [application.pk for application in page])
    return staff_page(
        request,
        "admin/applicants/round/assigning.html",
        title=_("Assign reviewers"),
        round=round,
        page=page,
        rows=[(application, readers.get(application.pk, [])) for application in page],
        show=show,
        reviewers=with_load(round),
        chosen=set(chosen),
        people=set(people),
        refused=refused,
        status=400 if refused else 200,
    )


def with_counts(round: Round, *, few_only: bool) -> ApplicationQuerySet:
    """Applications that are read in the round, those with the fewest reviews first. Who abstains, or has left without handing in, does not count."""
    counted = Review.objects.counted().filter(round=round, application=OuterRef("pk")).order_by().values("application")
    rows = (
        round.taken.annotate(assigned=Coalesce(Subquery(counted.annotate(count=Count("pk")).values("count")), 0))
        .order_by("assigned", "folio")
        .only("folio", "state", "call")
    )
    return rows.filter(assigned__lt=round.reviews_wanted) if few_only else rows


def readers_of(round: Round, applications: list[int]) -> dict[int, list[str]]:
    """Application -> who reads it. One statement."""
    found: dict[int, list[str]] = {}
    rows = (
        Review.objects.filter(round=round, application__in=applications)
        .select_related("reviewer")
        .only("application_id", "conflict", "reviewer__name", "reviewer__email")
    )
    for review in rows.order_by("pk"):
        abstains = f" ({_('abstains')})" if review.conflict == Review.Conflict.DECLARED else ""
        found.setdefault(review.application_id, []).append(f"{review.reviewer}{abstains}")
    return found


def with_load(round: Round) -> QuerySet[User]:
    """The programme's reviewers, with what each has in this round and has handed in."""
    here = Q(reviews__round=round) & ~Q(reviews__conflict=Review.Conflict.DECLARED)
    return reviewers_of(round.call.program_code).annotate(
        load=Count("reviews", filter=here, distinct=True),
        done=Count("reviews", filter=here & Q(reviews__submitted_at__isnull=False), distinct=True),
    )


def unassigning(request: StaffRequest, pk: int) -> HttpResponse:
    """Reviews that are not handed in; POST takes those chosen back. What is written in one is shown and asked about first."""
    round = round_for(request, pk, Permission.ASSIGN)
    chosen = numbers(request, "review")
    if request.method == "POST":
        begun = unfinished(round, request.user).filter(pk__in=chosen, saved_at__isnull=False)
        if "confirm" not in request.POST and begun.exists():
            return unassigning_page(request, round, unfinished(round, request.user).filter(pk__in=chosen), asked=True)
        gone = unassign(round=round, reviews=chosen, by=request.user, begun="confirm" in request.POST)
        messages.success(
            request, ngettext("%(count)d review was taken back.", "%(count)d reviews were taken back.", gone) % {"count": gone}
        )
        return redirect("admin:round_unassign", pk)
    return unassigning_page(request, round, unfinished(round, request.user), asked=False)


def unfinished(round: Round, reader: User) -> QuerySet[Review]:
    """Reviews of the round that are not handed in, by reviewer; none of the reader's own application."""
    rows = Review.objects.filter(round=round, submitted_at=None).apart_from(reader)
    rows = rows.select_related("application", "reviewer")
    names = ("application__folio", "reviewer__name", "reviewer__email")
    return rows.only("conflict", "assigned_at", "saved_at", "tied_at", *names).order_by(F("reviewer__sort_name"), "pk")


def unassigning_page(request: StaffRequest, round: Round, rows: QuerySet[Review], *, asked: bool) -> HttpResponse:
    page = Paginator(rows, 1000 if asked else A_PAGE).get_page(1 if asked else request.GET.get("p"))
    here = set(reviewers_of(round.call.program_code).values_list("pk", flat=True))
    template = "admin/applicants/round/unassigning.html"
    return staff_page(request, template, title=_("Reviews not handed in"), round=round, page=page, here=here, asked=asked)


def numbers(request: StaffRequest, name: str) -> list[int]:
    """The ids of the boxes that were ticked."""
    return [int(value) for value in request.POST.getlist(name)[:1000] if ONE_ID.fullmatch(value)]
