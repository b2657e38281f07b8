"""What a person has changed since handing in."""

from __future__ import annotations

from applicants.applications.models import Application
from applicants.applications.team.collective.models import content_of
from applicants.calls.form_versions import LoadedForm


def has_unsent_changes(application: Application, form: LoadedForm) -> bool:
    """Whether the draft differs from the newest submission, which has to be at hand. Sensitive answers count only where they were handed in."""
    if application.submission is None:
        return bool(application.answers)
    content = application.submission.content
    sent = content["answers"]
    if content_of(application) != content.get("collective"):
        return True
    asked = form.asked(application.answers)
    now = {**application.answers, **asked.lists()}
    keys = {key for key, q in asked.questions.items() if key in sent or not q["sensitive"]} | set(asked.lists())
    dropped = {key for key in sent if key not in asked.questions and form.any_question(key) is not None}
    return bool(dropped) or any(now.get(key) != sent.get(key) for key in keys)
