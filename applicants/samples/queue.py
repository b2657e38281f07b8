"""What the sample reviewer has to read."""

from __future__ import annotations

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.review.desk.models import Flag
from applicants.review.models import Review
from applicants.review.rounds.rubric import points
from applicants.samples.stage import Stage
from fundportal.accounts.models import User

LENGTH = 8
READ = 3
"""Of so many in each call this many are read already."""
TOLD = "La respuesta y el enlace no parecen hablar de lo mismo. ¿Pueden mirarlo?"


def fill_queue(reviewer: User, stages: list[Stage]) -> None:
    """Applications of each open call, some of them read; about one of each call the reviewer has told staff something."""
    for stage in stages:
        waiting = Application.objects.filter(call=stage.call, state=State.IN_REVIEW).order_by("pk")[:LENGTH]
        reviews = [review_of(stage, reviewer, application, read=place < READ) for place, application in enumerate(waiting)]
        Review.objects.bulk_create(reviews, ignore_conflicts=True)
        read = Review.objects.filter(reviewer=reviewer, round=stage.reading.round, submitted_at__isnull=False).order_by("pk").first()
        if read:
            Flag.objects.get_or_create(review=read, kind=Flag.Kind.LOOK, defaults={"reason": TOLD, "made_at": stage.calendar.now})


def review_of(stage: Stage, reviewer: User, application: Application, *, read: bool) -> Review:
    review = Review(round=stage.reading.round, application=application, reviewer=reviewer, assigned_by_id=stage.staff)
    review.assigned_at = application.state_since
    if read:
        review.scores = {criterion.key: stage.random.randint(2, len(criterion.descriptors)) for criterion in stage.reading.criteria}
        review.mean = points(stage.reading.criteria, review.scores)
        review.conflict, review.conflict_at = Review.Conflict.NONE, stage.calendar.now
        review.saved_at = review.submitted_at = stage.calendar.now
    return review
