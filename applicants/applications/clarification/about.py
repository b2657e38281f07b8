"""Which question of which form a clarification is about."""

from __future__ import annotations

from applicants.applications.asked import answered_form
from applicants.applications.clarification.models import Clarification
from applicants.applications.models import Submission
from applicants.calls.form_versions import LoadedForm
from applicants.calls.questions.base import Question


def form_handed_in(submission: Submission) -> LoadedForm:
    """The form as it was asked of who handed this in."""
    return answered_form(submission, submission.content["answers"])


def question_of(clarification: Clarification) -> Question:
    """Needs its submission at hand."""
    return form_handed_in(clarification.submission).questions[clarification.question]
