"""What the person reads with the decision: the words of staff, and the reviewers' comments without their names."""

from __future__ import annotations

from collections.abc import Collection

from applicants.review.models import Review


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
