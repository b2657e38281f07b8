"""The form as an application is asked it. Whatever goes through the questions of somebody's form goes through here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applicants.applications.models import Application, Submission
from applicants.calls.form_versions import LoadedForm, form_version


def asked_form(application: Application) -> LoadedForm:
    """By the answers of the draft as they are at hand: sections and questions that are not asked are not in it."""
    return form_version(application.form_version_id).asked(application.answers)


def answered_form(submission: Submission, answers: Mapping[str, Any]) -> LoadedForm:
    """By the answers that were handed in, out of the submission's document."""
    return form_version(submission.form_version_id).asked(answers)
