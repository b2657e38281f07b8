"""Of several applications at once the answers that one criterion needs, blinded as the round wants it. The statements do not grow with their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from applicants.applications.clarification.models import Clarification
from applicants.applications.clarification.reading import Clarified, as_read
from applicants.applications.pages.summary import summary
from applicants.applications.staff.view import submitted
from applicants.applications.transcripts.beside import with_transcripts
from applicants.applications.transcripts.models import Transcript
from applicants.review.blinding.cover import NOTHING, covered_clarified, covered_parts, covers_of
from applicants.review.desk.needs import is_needed
from applicants.review.desk.reading import form_of, is_hidden
from applicants.review.models import Review, Round


class Excerpt(NamedTuple):
    """Sections with the answers that are needed and shown, and what the person answered when asked about one of them."""

    parts: list[Any]
    clarified: list[Clarified]


def excerpts(reviews: Sequence[Review], round: Round, needs: set[str]) -> dict[int, Excerpt]:
    """Review id -> excerpt. With what staff have covered covered. Needs application and submission at hand. Two statements, and a
    third where something is covered (`is_covered` says of which reviews)."""
    applications = {review.application_id: review.application for review in reviews}
    for application in applications.values():
        application.call = round.call
    spoken: dict[int, list[Transcript]] = {}
    for transcript in Transcript.objects.filter(application__in=applications).order_by("number"):
        spoken.setdefault(transcript.application_id, []).append(transcript)
    asked: dict[int, list[Clarification]] = {}
    rows = Clarification.objects.filter(application__in=applications, answered_at__isnull=False).select_related("submission")
    for clarification in rows.order_by("number"):
        clarification.application = applications[clarification.application_id]
        asked.setdefault(clarification.application_id, []).append(clarification)
    covers = covers_of(review.application_id for review in reviews if getattr(review, "is_covered", True))
    found = {}
    for review in reviews:
        application = review.application
        answers = submitted(application)
        form = form_of(application, answers)
        shown = {key for key, q in form.questions.items() if is_needed(key, needs) and not is_hidden(q, round.blind_tier)}
        parts = [part._replace(lines=[line for line in part.lines if line.key in shown]) for part in summary(form, answers)]
        beside = with_transcripts((part for part in parts if part.lines), application, answers, spoken.get(application.pk, []))
        cover = covers.get(application.pk, NOTHING)
        clarified = [as_read(row) for row in asked.get(application.pk, []) if row.question in shown]
        found[review.pk] = Excerpt(covered_parts(beside, cover), covered_clarified(clarified, cover))
    return found
