"""From the application of a film project to the project that takes part."""

from __future__ import annotations

import json
from typing import Any

from applicants.applications.models import Application, Submission
from applicants.calls.models import FormVersion
from programs.cohorts.models import Enrolment
from programs.projects.models import Project

ROLES = ("project_title", "logline", "team")


def project_of(application: Application) -> Project:
    """The project as last submitted, made when its place is accepted; one that took part in this cohort before comes back instead of a double.

    A question says by `role` in its settings (or by its key) what it holds.
    """
    submission = Submission.objects.select_related("form_version").filter(application=application).latest("number")
    answers = json.loads(submission.document)["answers"]
    found = {role: answers.get(key) for role, key in keys_by_role(submission.form_version).items()}
    project = earlier(application) or Project(program=application.call.cohort.strand.program, lead=application.applicant)
    project.title = str(found.get("project_title") or application.folio)[:300]
    project.logline, project.team = str(found.get("logline") or ""), found.get("team") or []
    project.save()
    return project


def earlier(application: Application) -> Project | None:
    """The project with which the person was enrolled in the cohort before a place ended."""
    before = Enrolment.objects.filter(person=application.applicant, cohort=application.call.cohort_id, project__isnull=False)
    enrolment = before.select_related("project").order_by("-pk").first()
    return enrolment.project if enrolment else None


def keys_by_role(form_version: FormVersion) -> dict[str, str]:
    """Which question holds the title, the logline and the team."""
    asked_once = (section for section in form_version.sections if not section.get("repeat"))
    questions: list[dict[str, Any]] = [question for section in asked_once for question in section["questions"]]
    named = {question["key"]: question["key"] for question in questions if question["key"] in ROLES}
    return named | {
        question["config"]["role"]: question["key"] for question in questions if question.get("config", {}).get("role") in ROLES
    }
