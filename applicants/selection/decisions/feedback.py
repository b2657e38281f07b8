"""What the person reads with the decision: what was strong, what was missing, what could help, and the reviewers' comments without their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from applicants.applications.letters import absolute
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.told import Words, teller
from applicants.review.models import Criterion, Review
from applicants.review.rounds.rubric import Anchor, anchors_of
from applicants.selection.models import Decision, Release

DECIDED = (State.WAITLISTED, State.DECLINED, State.OFFERED, State.CONFIRMED, State.OFFER_DECLINED, State.OFFER_EXPIRED)
PARTS: dict[str, str | Promise] = {
    "strong": _("What was strong"),
    "missing": _("What was missing"),
    "suggestion": _("What could help"),
    "feedback": _("What the reviewers saw in your application"),
}
"""The parts of it, each a column of the decision, in the order in which they are read."""
NEXT, NO_COMMENT = _("A call that could fit you"), _("Why there are no comments")
CHANGED = _("Why our decision changed")
HIGH, LOW = 0.75, 0.4


class Structured(NamedTuple):
    """The parts that staff write; `next_call` is the id of a call."""

    strong: str = ""
    missing: str = ""
    suggestion: str = ""
    next_call: int | None = None


def comments_on(applications: Collection[int]) -> dict[int, list[str]]:
    """Application -> comments of the reviews that were handed in, in the order in which these were. One statement."""
    found: dict[int, list[str]] = {}
    rows = Review.objects.filter(application__in=applications, submitted_at__isnull=False, counts=True).exclude(comment="")
    for application, comment in rows.order_by("submitted_at", "pk").values_list("application_id", "comment"):
        found.setdefault(application, []).append(comment.strip())
    return found


def compose(words: str, comments: Collection[str]) -> str:
    """One text out of both, a paragraph each."""
    return "\n\n".join(part for part in (words.strip(), *comments) if part)


def from_the_rubric(application: int, language: str) -> Structured:
    """A first version of what was strong and what was missing, for staff to work on: the anchors of the criteria with high and with low scores, in the
    language of the person. Two statements."""
    return from_the_rubrics({application: language})[application]


def from_the_rubrics(languages: Mapping[int, str]) -> dict[int, Structured]:
    """The same for each of these applications, in the language beside it. Two statements, however many they are."""
    scores: dict[int, dict[int, list[float]]] = {application: defaultdict(list) for application in languages}
    criteria: dict[int, Criterion] = {}
    reviews = Review.objects.filter(application__in=languages, submitted_at__isnull=False, counts=True).only(
        "application_id", "round_id", "scores"
    )
    found = list(reviews.order_by("pk"))
    rubrics: dict[int, list[Criterion]] = defaultdict(list)
    for criterion in Criterion.objects.filter(round__in={review.round_id for review in found}):
        rubrics[criterion.round_id].append(criterion)
    for review in found:
        for criterion in rubrics[review.round_id]:
            if criterion.key in review.scores:
                criteria[criterion.pk] = criterion
                scores[review.application_id][criterion.pk].append(review.scores[criterion.key])
    return {
        application: in_words([(criteria[pk], sum(given) / len(given)) for pk, given in scores[application].items()], language)
        for application, language in languages.items()
    }


def in_words(means: Collection[tuple[Criterion, float]], language: str) -> Structured:
    """The criteria with high means, and those with low ones, each with its nearest anchor."""
    with override(language):
        judged = [(f"{criterion.title}: {anchor.words}", part) for criterion, mean in means for part, anchor in [placed(criterion, mean)]]
    return Structured("\n".join(line for line, part in judged if part >= HIGH), "\n".join(line for line, part in judged if part <= LOW))


def placed(criterion: Criterion, mean: float) -> tuple[float, Anchor]:
    """How far a mean score lies on the way from the criterion's lowest to its highest, and the anchor nearest to it."""
    anchors = anchors_of(criterion)
    lowest, highest = anchors[0].score, anchors[-1].score
    part = (mean - lowest) / (highest - lowest) if highest > lowest else 1.0
    return part, min(anchors, key=lambda anchor: abs(anchor.score - mean))


def is_end_of_waiting(decision: Decision) -> bool:
    """Whether it declines somebody because the waiting list is closed: whoever corrects what was decided says why."""
    return decision.outcome == Decision.Outcome.DECLINE and decision.application.state == State.WAITLISTED and not decision.why


def in_the_letter(decision: Decision, language: str, made: Release) -> dict[str, Any]:
    """What a letter about this decision says beyond the outcome, when it becomes known by `made`. Needs application, next call, and the decision that
    it corrects with its release at hand, where there are any."""
    said: dict[str, Any] = {part: getattr(decision, part) for part in PARTS}
    if decision.next_call:
        call = decision.next_call
        said["next_call"] = {"es": call.title_es, "en": call.title_en}
        said["next_url"] = absolute("call", language, call.slug)
    if decision.position:
        said["position"] = decision.position
    if is_end_of_waiting(decision):
        said["waited"] = True
    elif decision.corrects and decision.corrects.release:
        said |= {"corrects_at": decision.corrects.release.at.isoformat(), "why": decision.why}
    if decision.outcome == Decision.Outcome.DECLINE:
        if made.unexplained_es and not decision.is_explained:
            said["unexplained"] = {"es": made.unexplained_es, "en": made.unexplained_en or made.unexplained_es}
        if made.appeal_until and not hasattr(decision.application, "appeal"):
            said["appeal_until"] = made.appeal_until.isoformat()
            said["appeal_url"] = absolute("appeal", language, decision.application.folio)
    return said


@teller
def released_comments(application: Application) -> list[Words] | None:
    """What the newest decision that was released says, part by part; nothing of one that is only staged. One statement."""
    if application.state not in DECIDED:
        return None
    decision = newest_known(application)
    return list(parts_of(decision)) if decision else None


def newest_known(application: Application) -> Decision | None:
    """The decision that the person knows, with its release. One statement."""
    rows = Decision.objects.filter(application=application, release__isnull=False).select_related("release", "next_call")
    return rows.order_by("-pk").first()


def parts_of(decision: Decision) -> Iterator[Words]:
    if decision.why:
        yield Words(CHANGED, decision.why)
    for part, heading in PARTS.items():
        yield Words(heading, getattr(decision, part))
    if decision.next_call:
        yield Words(NEXT, str(decision.next_call.title), reverse("call", args=[decision.next_call.slug]))
    if decision.outcome == Decision.Outcome.DECLINE and not decision.is_explained and decision.release:
        yield Words(NO_COMMENT, str(decision.release.unexplained))
