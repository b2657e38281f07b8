"""What the person reads with the decision: the words of staff, and the reviewers' comments without their names."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.told import Words, teller
from applicants.review.models import Review
from applicants.selection.models import Decision

DECIDED = (State.WAITLISTED, State.DECLINED, State.OFFERED, State.CONFIRMED, State.OFFER_DECLINED, State.OFFER_EXPIRED)


def comments_on(applications: Collection[int]) -> dict[int, list[str]]:
    """Application -> comments of the reviews that were handed in, in the order in which these were. One statement."""
    found: dict[int, list[str]] = {}
    rows = Review.objects.filter(application__in=applications, submitted_at__isnull=False).exclude(comment="")
    for application, comment in rows.order_by("submitted_at", "pk").values_list("application_id", "comment"):
        found.setdefault(application, []).append(comment.strip())
    return found


def compose(words: str, comments: Collection[str]) -> str:
    """One text out of both, a paragraph each."""
    return "\n\n".join(part for part in (words.strip(), *comments) if part)


@teller
def released_comments(application: Application) -> Words | None:
    """The comments of the newest decision that was released; nothing of one that is only staged."""
    if application.state not in DECIDED:
        return None
    decision = Decision.objects.filter(application=application, release__isnull=False).order_by("-pk").only("feedback").first()
    return Words(_("What the reviewers saw in your application"), decision.feedback) if decision else None
