"""What turns up after an application was assigned: then it is closed to the reviewer until staff overrule it, or it passes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.team.help.models import Help
from applicants.applications.team.members.models import Member
from applicants.applications.team.references.models import Reference
from applicants.review.conflicts.found import found
from applicants.review.models import Review, Round
from applicants.review.panel.models import ReviewerProfile
from fundportal.audit.record import entry, record_many
from fundportal.web.refusals import Refusal
from programs.cohorts.models import Enrolment

if TYPE_CHECKING:
    from fundportal.accounts.models import User

P = ParamSpec("P")
R = TypeVar("R")


class Tied(Refusal):
    """Something was found that ties the reviewer to an application that is theirs to read. Says nothing of whose it is."""

    title = _("This application is closed for you for now")

    def __init__(self, review_id: int) -> None:
        super().__init__(
            _(
                "Since it was given to you, something in the portal's records has come up that may tie you to it. What you have written so far is kept. "
                "The programme's staff see it: they take it back, or let you read on."
            )
        )
        self.review_id = review_id


def may_be_tied(reviewer: User) -> ExpressionWrapper[Any]:
    """Of rows of this reviewer's reviews, beside what is read of them anyway: whether anything has happened since it was last looked for ties that may
    have made one. Rather once too often: `look` tells. Of what says nothing of its time the clock takes care."""
    now = timezone.now()

    def later(field: str) -> dict[str, Any]:
        return {f"{field}__gt": OuterRef("looked_at"), f"{field}__lte": now}

    happened = Q(looked_at=None) | Q(application__submitted_at__gt=F("looked_at"), application__submitted_at__lte=now)
    for rows in (
        Application.objects.filter(applicant=reviewer, **later("submitted_at")),
        Member.objects.filter(Q(person=reviewer) | Q(application=OuterRef("application")), **later("accepted_at")),
        Help.objects.filter(facilitator=reviewer, **later("starts_at")),
        Reference.objects.filter(email=reviewer.email.lower(), **later("asked_at")),
        ReviewerProfile.objects.filter(reviewer=reviewer, **later("changed_at")),
        Enrolment.objects.filter(person=reviewer, **later("enrolled_at")),
        Review.objects.filter(reviewer=reviewer, conflict=Review.Conflict.DECLARED, **later("conflict_at")),
    ):
        happened |= Q(Exists(rows))
    return ExpressionWrapper(happened, output_field=BooleanField())


def look(*, reviews: Collection[int]) -> set[int]:
    """Look for what ties the reviewers of these reviews to their applications, in rounds that go on. Returns those reviews that are closed now; what is
    new is written down, and what has passed, or was overruled, opens again. The statements do not grow with their number, but with that of rounds."""
    rows = Review.objects.filter(pk__in=reviews, round__closed_at=None).only("application_id", "reviewer_id", "round_id", "conflict")
    by_round: dict[int, list[Review]] = defaultdict(list)
    for review in rows:
        by_round[review.round_id].append(review)
    rounds = Round.objects.select_related("call__cohort__strand__program").in_bulk(by_round)
    return {pk for round, theirs in by_round.items() for pk in look_in(rounds[round], theirs)}


def look_in(round: Round, reviews: list[Review]) -> set[int]:
    """In one round. Who abstains is tied by having said so, which the review shows itself. Nobody waits while it is looked."""
    now = timezone.now()
    reading = [review for review in reviews if review.conflict != Review.Conflict.DECLARED]
    ties = found(round, {review.application_id for review in reading}, {review.reviewer_id for review in reading})
    tied = {review.pk: ties[pair] for review in reading if (pair := (review.application_id, review.reviewer_id)) in ties}
    with transaction.atomic():
        rows = Review.objects.filter(pk__in=[review.pk for review in reviews])
        new = rows.filter(pk__in=list(tied), tied_at=None).select_for_update(of=("self",), no_key=True).select_related("application")
        newly = list(new.only("application__folio", "reviewer_id").order_by("pk"))
        rows.exclude(pk__in=list(tied)).exclude(tied_at=None).update(tied_at=None)
        rows.update(looked_at=now)
        Review.objects.filter(pk__in=[review.pk for review in newly]).update(tied_at=now)
        record_many(
            entry(
                actor=None,
                verb="find_conflict",
                target=review.application.folio,
                program_code=round.call.program_code,
                reviewer=review.reviewer_id,
                round=round.pk,
                kinds=[str(reason.kind) for reason in tied[review.pk]],
            )
            for review in newly
        )
    return set(tied)


def look_through() -> int:
    """All that may be read at the desks. Returns how many are closed."""
    rows = Review.objects.filter(round__closed_at=None).exclude(conflict=Review.Conflict.DECLARED)
    rounds = rows.order_by("round").values_list("round", flat=True).distinct()
    return sum(len(look(reviews=list(rows.filter(round=round).values_list("pk", flat=True)))) for round in rounds)


def refuse_tied(review: Review) -> None:
    """Raises Tied for a review, read with `may_be_tied`, that is closed by now."""
    if review.tied_at is not None or (getattr(review, "may_be_tied", False) and look(reviews=[review.pk])):
        raise Tied(review.pk)


def keeps_ties(verb: Callable[P, R]) -> Callable[P, R]:
    """A verb that raises Tied has undone what it found out: it is found out once more, and stays."""

    @wraps(verb)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return verb(*args, **kwargs)
        except Tied as refusal:
            look(reviews=[refusal.review_id])
            raise

    return kept
