"""What fictional reviewers know, and in which languages they read: so that a plan has something to choose by."""

from __future__ import annotations

from random import Random

from applicants.calls.form_versions import form_version
from applicants.calls.models import Call
from applicants.calls.questions.options import label_of
from applicants.review.panel.models import ReviewerProfile
from applicants.review.panel.topics import topic_questions

LANGUAGES = ("mixe", "zapoteco", "purepecha", "maya", "nahuatl")
POOLS = ("Egresadas y egresados", "Producción")


def know_the_panel(call: Call, reviewers: list[int]) -> None:
    """A profile for each reviewer of the call's programme; one that is there stays. The same for the same people."""
    questions = topic_questions(form_version(call.form_version_id)) if call.form_version_id else {}
    words = [label_of(q["config"]["options"], option["code"]) for q in questions.values() for option in q["config"]["options"]]
    rows = []
    for place, reviewer in enumerate(reviewers):
        chance = Random(f"{call.program_code}:{place}")  # noqa: S311 (fiction, and the same each time)
        knows = chance.sample(words, min(3, len(words)))
        rest = [word for word in words if word not in knows]
        rows.append(
            ReviewerProfile(
                program_code=call.program_code,
                reviewer_id=reviewer,
                languages=["spa", *(["eng"] if place % 2 else []), *([chance.choice(LANGUAGES)] if place % 3 == 0 else [])],
                knows=knows,
                likes=knows[:1],
                avoids=chance.sample(rest, min(1, len(rest))),
                pools=[POOLS[place % 2]] if place % 3 < 2 else [],
            )
        )
    ReviewerProfile.objects.bulk_create(rows, ignore_conflicts=True)
