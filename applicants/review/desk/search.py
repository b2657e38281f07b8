"""A reviewer looks for words in what lies on their own desk: no more of it than they may read there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchVectorField
from django.core.paginator import Paginator
from django.db.models import F, Func, Q
from django.http import HttpResponse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from applicants.applications.search.covering import as_reviewers_read
from applicants.applications.search.find import Inquiry, ask
from applicants.applications.search.texts import readable, texts_of
from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.applications.staff.searching import passage
from applicants.calls.models import Question
from applicants.review.desk.page import queues_for
from applicants.review.desk.queue import Queue
from applicants.review.models import Review
from fundportal.audit.record import record

A_PAGE, MOST_FOUND = 20, 1000
TIERS = tuple(Question.Tier)


class Hit(NamedTuple):
    """A review of the desk in whose application all was found, and a passage in which it stands; none where the search only leaves out."""

    review: Review
    passage: SafeString | str


def searching(request: StaffRequest) -> HttpResponse:
    """GET with ?q= lists what was found; whose answers were shown is written into the audit record."""
    queues = queues_for(request)
    typed = request.GET.get("q", "").replace("\0", " ")
    inquiry = ask(typed, told=False)
    found = reviews_with(request, queues, inquiry) if inquiry else []
    page = Paginator(found[:MOST_FOUND], A_PAGE).get_page(request.GET.get("p"))
    hits = read_again(list(page.object_list), inquiry) if inquiry else []
    if hits:
        record(actor=request.user, verb="search_answers", reviews=[hit.review.pk for hit in hits])
    return staff_page(
        request,
        "admin/applicants/review/search.html",
        title=_("Search my desk"),
        typed=typed,
        inquiry=inquiry,
        hits=hits,
        page=page,
        count=page.paginator.count - len(page.object_list) + len(hits),
        found_more=MOST_FOUND if len(found) > MOST_FOUND else 0,
        keep=urlencode({"q": typed}),
    )


def reviews_with(request: StaffRequest, queues: Sequence[Queue], inquiry: Inquiry) -> list[int]:
    """The reviews, in the order in which they are read: declared free of conflict, and of the calibration set alone as long as that waits."""
    if inquiry.finds_nothing:
        return []
    places = [place for queue in queues for place in queue.places if place.calibrates or not queue.calibrating]
    rows = Review.objects.at_the_desk(request.user).filter(conflict=Review.Conflict.NONE)
    if inquiry.raw:
        rows = rows.alias(**{f"seen{tier.value}": words_seen(tier) for tier in TIERS}).filter(holds(inquiry.raw))
    found = set(rows.values_list("pk", flat=True))
    return [place.review for place in places if place.review in found]


def words_seen(blind_tier: int) -> Func:
    """The words of what a round this blind shows."""
    tiers = [F(f"application__search_entry__tier{tier.value}") for tier in TIERS if not 0 < tier <= blind_tier]
    return Func(*tiers, template="(%(expressions)s)", arg_joiner=" || ", output_field=SearchVectorField())


def holds(raw: str) -> Q:
    """Each application by what its own round shows."""
    found = Q()
    for tier in TIERS:
        found |= Q(round__blind_tier=tier, **{f"seen{tier.value}__matches": raw})
    return found


def read_again(reviews: Sequence[int], inquiry: Inquiry) -> list[Hit]:
    """As they are read at this moment: what was covered or hidden since the words were gathered finds nothing any more. Six statements."""
    rows = {row.pk: row for row in Review.objects.filter(pk__in=reviews).select_related("round__call").only(*NEEDED)}
    applications = list(readable().filter(pk__in={row.application_id for row in rows.values()}))
    folios: dict[int, Any] = {each.pk: each for each in applications}
    shown = as_reviewers_read(texts_of(applications))
    hits = []
    for row in (rows[pk] for pk in reviews if pk in rows):
        texts = [text for text in shown.get(row.application_id, ()) if not 0 < text.tier <= row.round.blind_tier]
        if not inquiry.is_met_by(texts):
            continue
        excerpt = inquiry.excerpt(texts)
        row.application = folios[row.application_id]
        hits.append(Hit(row, passage(excerpt) if excerpt else ""))
    return hits


NEEDED = (
    "application_id",
    "submitted_at",
    "round__blind_tier",
    "round__name_es",
    "round__name_en",
    "round__call__title_es",
    "round__call__title_en",
)
