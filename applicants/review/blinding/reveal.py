"""Whose application it is, where the round shows names: asked for one by one, and written down each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from applicants.applications.team.collective.lines import in_one_line
from applicants.applications.team.members.models import Member
from applicants.review.models import Review
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class StaysBlind(Refusal):
    """The round shows no names, or the reviewer has not said yet whether there is a conflict."""

    status = 403
    title = _("The names stay hidden")

    def __init__(self) -> None:
        super().__init__(
            _("This round does not show whose an application is, or you have not declared yet that you have no conflict with it.")
        )


class Names(NamedTuple):
    """Who applies, in whose name, and who writes along."""

    review: Review
    applicant: str
    collective: str
    team: list[str]


@transaction.atomic
def reveal(*, review_id: int, reviewer: User) -> Names:
    """The names behind a review of one's own desk, in a round that shows them, after declaring no conflict. Written into the audit record.

    Raises Http404 for what is not on the reviewer's desk, StaysBlind.
    """
    rows = Review.objects.at_the_desk(reviewer).select_related("application__applicant", "application__submission", "round__call")
    review = rows.defer("application__answers", "application__revisions").filter(pk=review_id).first()
    if review is None:
        raise Http404
    if not review.round.shows_names or review.conflict != Review.Conflict.NONE:
        raise StaysBlind
    application = review.application
    content = application.submission.content if application.submission else {}
    members = Member.objects.standing().filter(application=application).select_related("person").order_by("pk")
    record(
        actor=reviewer,
        verb="reveal_names",
        target=application.folio,
        program_code=review.round.call.program_code,
        review=review.pk,
        round=review.round_id,
    )
    collective = in_one_line(content["collective"]) if content.get("collective") else ""
    return Names(review, application.applicant.name, collective, [str(member) for member in members])
