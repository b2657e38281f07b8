"""One criterion across many applications, in an order by lot: each a card with the answers that the criterion needs."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.applications.staff.page import ONE_ID, StaffRequest, staff_page
from applicants.review.blinding.cover import is_covered
from applicants.review.conflicts.later import look, may_be_tied
from applicants.review.desk.declare import declare
from applicants.review.desk.excerpts import Excerpt, excerpts
from applicants.review.desk.hand_in import hand_in_complete, is_complete
from applicants.review.desk.needs import with_needs
from applicants.review.desk.page import PREFIX, number, queues_for, refuse_what_is_over, revision_of, told, too_late
from applicants.review.desk.queue import Queue
from applicants.review.desk.reading import BLINDNESS
from applicants.review.desk.score import Overtaken, Saved, score
from applicants.review.models import Criterion, Review
from applicants.review.rounds.rubric import anchors_of
from fundportal.accounts.devices import keeper
from fundportal.audit.record import entry, record_many

A_PAGE = 6


class Card(NamedTuple):
    """An application; without an excerpt where the conflict of interest is to be declared first."""

    review: Review
    excerpt: Excerpt | None
    given: int | None
    files_at: str


def across(request: StaffRequest, pk: int) -> HttpResponse:
    """A page of cards, the one with the first that lacks a score unless another is asked for. POST saves one card, declares, or hands in what is complete."""
    queues = queues_for(request)
    mine = with_needs(Criterion.objects.filter(round__criteria=pk, round__in=[queue.round.pk for queue in queues]))
    rubric = {criterion.pk: criterion for criterion in mine}
    if pk not in rubric:
        refuse_what_is_over(request, round__criteria=pk)
    queue = next(queue for queue in queues if queue.round.pk == rubric[pk].round_id)
    if request.method == "POST":
        return taken(request, queue, rubric[pk])
    return cards_page(request, queues, queue, rubric[pk], list(rubric.values()))


def taken(request: StaffRequest, queue: Queue, criterion: Criterion) -> HttpResponse:
    """What a card, or the button below them, asks for."""
    if "hand_in" in request.POST:
        done = hand_in_complete(round=queue.round, reviewer=request.user)
        messages.success(request, ngettext("%(count)d review was handed in.", "%(count)d reviews were handed in.", done) % {"count": done})
        return redirect("admin:review_desk_criterion", criterion.pk)
    given = request.POST.get("review", "")
    review = int(given) if ONE_ID.fullmatch(given) else 0
    if queue.index(review) is None:
        raise Http404
    if "declare" in request.POST and request.POST.get("conflict") in ("no", "yes"):
        declare(review_id=review, reviewer=request.user, conflict=request.POST["conflict"] == "yes")
    elif request.headers.get("X-Autosave"):
        return JsonResponse(autosaved(request, criterion, review))
    else:
        write(request, criterion, review)
        messages.success(request, _("Saved."))
    page = request.POST.get("p", "")
    return redirect(f"{reverse('admin:review_desk_criterion', args=[criterion.pk])}?p={page if ONE_ID.fullmatch(page) else 1}#r{review}")


def autosaved(request: StaffRequest, criterion: Criterion, review: int) -> dict[str, Any]:
    """As at the desk (see page.autosaved)."""
    try:
        return told(write(request, criterion, review, alone=True))
    except Overtaken as refusal:
        return too_late(request, refusal)


def write(request: StaffRequest, criterion: Criterion, review: int, *, alone: bool = False) -> Saved:
    value = request.POST.get(f"{PREFIX}{criterion.key}")
    scores = {criterion.key: number(value)} if value is not None else {}
    since = revision_of(request, alone=alone)
    return score(review_id=review, reviewer=request.user, scores=scores, since=since, alone=alone)


def cards_page(request: StaffRequest, queues: list[Queue], queue: Queue, criterion: Criterion, rubric: list[Criterion]) -> HttpResponse:
    order = [place.review for place in queue.across(criterion.key)]
    scored, complete = standing(request, queue, criterion, rubric)
    asked = request.GET.get("p") or next((n // A_PAGE + 1 for n, review in enumerate(order) if review not in scored), 1)
    page: Page[int] = Paginator(order, A_PAGE).get_page(asked)
    return staff_page(
        request,
        "admin/applicants/review/across.html",
        title=_("Review desk"),
        queue=queue,
        queues=queues,
        pace=queue.pace(),
        frames=queue.frames(),
        criterion=criterion,
        rubric=rubric,
        anchors=anchors_of(criterion),
        page=page,
        cards=cards(request, queue, criterion, list(page)),
        scored=len(scored),
        number=len(order),
        complete=complete,
        blindness=BLINDNESS[queue.round.blind_tier],
        keep=keeper(request),
        neutral=True,
    )


def standing(request: StaffRequest, queue: Queue, criterion: Criterion, rubric: list[Criterion]) -> tuple[set[int], int]:
    """The reviews of the queue with a score for the criterion; and how many have all their scores and wait to be handed in. One statement."""
    rows = (
        Review.objects.of(request.user)
        .filter(round=queue.round)
        .order_by()
        .annotate(
            scored=ExpressionWrapper(Q(scores__has_key=criterion.key), output_field=BooleanField()),
            complete=ExpressionWrapper(is_complete(rubric), output_field=BooleanField()),
        )
    )
    found = rows.filter(Q(scored=True) | Q(complete=True)).values_list("pk", "scored", "complete")
    here = [(pk, scored, complete) for pk, scored, complete in found if queue.index(pk) is not None]
    return {pk for pk, scored, _complete in here if scored}, sum(complete for _pk, _scored, complete in here)


def cards(request: StaffRequest, queue: Queue, criterion: Any, page: list[int]) -> list[Card]:
    """Those of a page, in its order; what is shown of each is written into the audit record."""
    rows = Review.objects.of(request.user).filter(pk__in=page).select_related("application__submission")
    rows = rows.defer("application__answers", "application__revisions")
    rows = rows.annotate(is_covered=is_covered(), may_be_tied=may_be_tied(request.user))
    found: dict[int, Any] = {review.pk: review for review in rows}
    if doubtful := [review.pk for review in found.values() if review.may_be_tied]:
        for closed in look(reviews=doubtful):
            del found[closed]
    reviews = [found[pk] for pk in page if pk in found]
    open_ones = [review for review in reviews if review.conflict == Review.Conflict.NONE]
    read = excerpts(open_ones, queue.round, set(criterion.needed)) if open_ones else {}
    code, desk = queue.round.call.program_code, reverse("admin:review_desk")
    record_many(
        entry(
            actor=request.user,
            verb="view_application",
            target=review.application.folio,
            program_code=code,
            review=review.pk,
            criterion=criterion.key,
        )
        for review in open_ones
    )
    return [Card(review, read.get(review.pk), review.scores.get(criterion.key), f"{desk}{review.pk}/files/") for review in reviews]
