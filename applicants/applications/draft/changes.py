"""What a person has changed since handing in."""

from __future__ import annotations

from applicants.applications.models import Application
from applicants.calls.form_versions import LoadedForm


def has_unsent_changes(application: Application, form: LoadedForm) -> bool:
    """Whether the draft differs from the newest submission, which has to be at hand. Sensitive answers count only where they were handed in."""
    if application.submission is None:
        return bool(application.answers)
    sent = application.submission.content["answers"]
    return any(application.answers.get(key) != sent.get(key) for key, q in form.questions.items() if key in sent or not q["sensitive"])
