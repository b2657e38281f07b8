"""The review desk: the application on one side, the rubric on the other, the next one a key away."""

from __future__ import annotations

from typing import Any, NoReturn

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.applications.staff.page import ONE_ID, StaffRequest, staff_page
from applicants.review.calibration.first import CalibrateFirst
from applicants.review.conflicts.later import Tied, may_be_tied, refuse_tied
from applicants.review.desk.declare import NotOpenYet, declare
from applicants.review.desk.models import Flag
from applicants.review.desk.queue import Queue, queues_of
from applicants.review.desk.reading import BLINDNESS, reading
from applicants.review.desk.score import Overtaken, Saved, WrongScore, score
from applicants.review.models import Criterion, Review
from applicants.review.rounds.assign import RoundClosed
from applicants.review.rounds.peers import coming, may_read_earlier, may_read_peers
from applicants.review.rounds.rubric import anchors_of
from fundportal.accounts.devices import keeper
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

PREFIX = "score-"


class NoLongerRead(Refusal):
    """The application was decided, withdrawn or screened out while its page was open."""

    title = gettext_lazy("This application is no longer read")

    def __init__(self) -> None:
        super().__init__(gettext_lazy("It is no longer read in this round: it was withdrawn, or decided meanwhile."))


def desk(request: StaffRequest) -> HttpResponse:
    """The next application to read, in the round asked for or in the one that is due first."""
    queues = queues_for(request)
    asked = request.GET.get("round", "")
    queue = next((queue for queue in queues if str(queue.round.pk) == asked), queues[0] if queues else None)
    following = queue.next_open() if queue else None
    if queue is None or following is None:
        more: dict[str, Any] = {"pace": queue.pace(), "frames": queue.frames()} if queue else {}
        more["coming"] = coming(request.user)
        return staff_page(request, "admin/applicants/review/done.html", title=_("Review desk"), queue=queue, queues=queues, **more)
    return show(request, queues, queue, following)


def desk_review(request: StaffRequest, pk: int) -> HttpResponse:
    """One application of the queue. POST saves; with `_next` it hands in and opens the next one. What comes too late is shown, to be copied."""
    if request.method == "POST" and request.headers.get("X-Autosave"):
        return JsonResponse(autosaved(request, pk))
    queues = queues_for(request)
    queue = next((queue for queue in queues if queue.index(pk) is not None), None)
    if request.method != "POST":
        return show(request, queues, queue, pk) if queue else refuse_what_is_over(request, pk=pk)
    try:
        return take(request, queues, queue, pk) if queue else refuse_what_is_over(request, pk=pk)
    except (RoundClosed, NoLongerRead, Tied, CalibrateFirst) as refusal:
        words = request.POST.get("comment", "")
        return staff_page(request, "admin/applicants/review/late.html", title=refusal.title, refusal=refusal, words=words, status=409)
    except Overtaken as refusal:
        return overtaken(request, refusal)


def refuse_what_is_over(request: StaffRequest, **which: int) -> NoReturn:
    """Why a review is not at the desk. Raises RoundClosed, NotOpenYet or NoLongerRead for one's own, Http404 for anything else."""
    review = Review.objects.visible_to(request.user).of(request.user).filter(**which).select_related("round__call").first()
    if review is None:
        raise Http404
    if review.round.closed_at:
        raise RoundClosed(review.round)
    if not review.round.has_opened():
        raise NotOpenYet(review.round)
    refuse_tied(review)
    raise NoLongerRead


def autosaved(request: StaffRequest, pk: int) -> dict[str, Any]:
    """What the page's script is told. Nothing was saved where the whole page was saved since: then this comes from a page that is left, or is old."""
    if not request.user.may_somewhere(Permission.REVIEW):
        raise PermissionDenied
    if not Review.objects.at_the_desk(request.user).filter(pk=pk).exists():
        refuse_what_is_over(request, pk=pk)
    try:
        return told(write(request, pk, alone=True))
    except Overtaken as refusal:
        return too_late(request, refusal)


def too_late(request: StaffRequest, refusal: Overtaken) -> dict[str, Any]:
    """What a page's script is told of what was overtaken: whether the same stands there all the same, else it shows the words."""
    stands = refusal.review
    scores, comment = sent_scores(request), request.POST.get("comment", stands.comment)
    there = comment == stands.comment and all(stands.scores.get(key) == value for key, value in scores.items())
    return {"saved": "", "there": there, "refused": str(refusal.message)}


def overtaken(request: StaffRequest, refusal: Overtaken) -> HttpResponse:
    """Both texts, that which stands and that which was sent, and a button that saves the second all the same."""
    sent = [(name, value) for name, value in request.POST.items() if name.startswith(PREFIX) or name == "comment"]
    stands, scores = refusal.review, sent_scores(request)
    rubric = [(c.title, stands.scores.get(c.key), scores.get(c.key, stands.scores.get(c.key))) for c in stands.round.criteria.all()]
    context: dict[str, Any] = {"refusal": refusal, "review": stands, "rubric": rubric, "sent": sent}
    context["words"] = request.POST.get("comment", stands.comment)
    return staff_page(request, "admin/applicants/review/overtaken.html", title=refusal.title, status=409, **context)


def queues_for(request: StaffRequest) -> list[Queue]:
    if not request.user.may_somewhere(Permission.REVIEW):
        raise PermissionDenied
    return queues_of(request.user)


def take(request: StaffRequest, queues: list[Queue], queue: Queue, pk: int) -> HttpResponse:
    """What a button of the page asks for."""
    if "declare" in request.POST and request.POST.get("conflict") in ("no", "yes"):
        review = declare(review_id=pk, reviewer=request.user, conflict=request.POST["conflict"] == "yes")
        if review.conflict == Review.Conflict.DECLARED:
            messages.success(request, _("You abstain from %(folio)s. It is closed for you.") % {"folio": review.application.folio})
            return to_next(queue, pk)
        return redirect("admin:review_desk_review", pk)
    saved = write(request, pk, hand_in="_next" in request.POST)
    if "_next" in request.POST and saved.missing:
        return show(request, queues, queue, pk, saved.missing)
    if "_next" not in request.POST:
        messages.success(request, _("Saved."))
        return redirect("admin:review_desk_review", pk)
    return to_next(queue, pk)


def to_next(queue: Queue, pk: int) -> HttpResponse:
    following = queue.next_open(after=pk)
    return redirect("admin:review_desk_review", following) if following else redirect("admin:review_desk")


def abstaining(request: StaffRequest, pk: int) -> HttpResponse:
    """A conflict that is noticed while reading: GET says what is lost, POST abstains."""
    queues = queues_for(request)
    queue = next((queue for queue in queues if queue.index(pk) is not None), None)
    if queue is None:
        refuse_what_is_over(request, pk=pk)
    if "confirm" in request.POST:
        review = declare(review_id=pk, reviewer=request.user, conflict=True)
        messages.success(request, _("You abstain from %(folio)s. It is closed for you.") % {"folio": review.application.folio})
        return to_next(queue, pk)
    rows = Review.objects.at_the_desk(request.user).select_related("application")
    review = rows.defer("application__answers", "application__revisions").get(pk=pk)
    return staff_page(
        request, "admin/applicants/review/abstaining.html", title=_("Declare a conflict of interest"), review=review, queue=queue
    )


def sent_scores(request: StaffRequest) -> dict[str, int]:
    return {name.removeprefix(PREFIX): number(value) for name, value in request.POST.items() if name.startswith(PREFIX)}


def revision_of(request: StaffRequest, *, alone: bool) -> int | None:
    """The revision with which the page had been opened; what a page saves on its own without one comes from nowhere."""
    given = request.POST.get("revision", "")
    return int(given) if ONE_ID.fullmatch(given) else 0 if alone else None


def write(request: StaffRequest, pk: int, *, hand_in: bool = False, alone: bool = False) -> Saved:
    """Save the fields that were sent."""
    return score(
        review_id=pk,
        reviewer=request.user,
        scores=sent_scores(request),
        comment=request.POST.get("comment"),
        hand_in=hand_in,
        since=revision_of(request, alone=alone),
        alone=alone,
    )


def number(value: Any) -> int:
    if not (str(value).isascii() and str(value).isdecimal() and len(str(value)) < 3):
        raise WrongScore(_("The rubric does not have this score. Load the page again."))
    return int(value)


def told(saved: Saved) -> dict[str, Any]:
    """What the page's script shows after the commit."""
    return {
        "saved": _("Saved at %(time)s") % {"time": date_format(timezone.localtime(saved.review.saved_at), "H:i")},
        "missing": len(saved.missing),
    }


def show(request: StaffRequest, queues: list[Queue], queue: Queue, pk: int, missing: list[Criterion] | None = None) -> HttpResponse:
    """The page. Before the conflict of interest is declared nothing of the application is shown; each reading is written into the audit record.

    While the calibration set waits, it leads there.
    """
    if queue.calibrating and not queue.places[queue.index(pk) or 0].calibrates:
        messages.info(request, _("First the applications that the whole panel scores."))
        return redirect("admin:review_desk_review", queue.next_open())
    rows = Review.objects.of(request.user).select_related("application__submission").annotate(may_be_tied=may_be_tied(request.user))
    review = rows.defer("application__answers", "application__revisions").get(pk=pk)
    if review.conflict == Review.Conflict.NONE:
        refuse_tied(review)
    context: dict[str, Any] = {
        "review": review,
        "queue": queue,
        "queues": queues,
        "pace": queue.pace(),
        "frames": queue.frames(pk),
        "place": (queue.index(pk) or 0) + 1,
        "missing": missing,
    }
    context |= {
        "back": queue.beside(pk, -1),
        "later": queue.beside(pk, 1) or queue.next_open(after=pk),
        "blindness": BLINDNESS[queue.round.blind_tier],
    }
    rubric = list(queue.round.criteria.all())
    context["rubric"] = rubric
    review.round = queue.round
    context["others"] = may_read_peers(review) or may_read_earlier(review)
    if review.conflict == Review.Conflict.NONE:
        record(
            actor=request.user,
            verb="view_application",
            target=review.application.folio,
            program_code=queue.round.call.program_code,
            review=pk,
        )
        context |= {"files_at": f"{reverse('admin:review_desk')}{pk}/files/", "neutral": True, "keep": keeper(request)}
        context |= {"flags": Flag.objects.filter(review=pk)}
        context |= {"reading": reading(review.application, queue.round.blind_tier), "criteria": rubric_of(rubric, review)}
    return staff_page(request, "admin/applicants/review/desk.html", title=_("Review desk"), **context)


def rubric_of(rubric: list[Criterion], review: Review) -> list[dict[str, Any]]:
    """The rubric with the scores given so far."""
    return [
        {
            "key": criterion.key,
            "title": criterion.title,
            "anchors": anchors_of(criterion),
            "given": review.scores.get(criterion.key),
        }
        for criterion in rubric
    ]
