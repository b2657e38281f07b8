"""The task list of a draft: every section with how far it is."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import pgettext

from applicants.applications.asked import asked_form
from applicants.applications.draft.progress import DONE
from applicants.applications.eligibility.models import RequirementsCheck
from applicants.applications.eligibility.outcome import is_turned
from applicants.applications.models import Application
from applicants.applications.pages.aside import aside
from applicants.applications.pages.boxes import deadline_box
from applicants.applications.pages.optional import optional_tasks
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.times import name_of
from applicants.calls.form_versions import LoadedForm, LoadedSection
from fundportal.accounts.devices import keeper
from fundportal.web.arrival import arrived_at


class Task(NamedTuple):
    """A section; `tag` says how far it is in words, `look` in the design's classes; `name` is what was written first in one of several."""

    section: LoadedSection
    done: bool
    tag: str
    look: str
    name: str = ""


def tasks(form: LoadedForm, application: Application) -> list[Task]:
    shown = [section if application.is_led else section.plain for section in form.sections]
    rows = [task(section, application) for section in shown if section.questions]
    return [row._replace(name=name_of(application, row.section) if row.section.repeat else "") for row in rows]


def task(section: LoadedSection, application: Application) -> Task:
    state = application.progress.get(section.key, "")
    keys = [q["key"] for q in section.questions]
    if any(key in application.conflicts for key in keys):
        return Task(section, False, pgettext("section", "Two versions"), "fp-tag--err")
    if any(key in application.unfinished for key in keys):
        return Task(section, False, pgettext("section", "To correct"), "fp-tag--err")
    if state == DONE:
        return Task(section, True, pgettext("section", "Ready"), "fp-tag--ok")
    if state:
        return Task(section, False, pgettext("section", "Half done"), "fp-tag--go")
    if not any(q["required"] for q in section.questions):
        return Task(section, False, pgettext("section", "Optional"), "")
    return Task(section, False, pgettext("section", "Not started"), "")


def turned(application: Application) -> bool:
    """Whether the rules of the call have changed so that the check which this one began with would come to a no. The row brings its check along."""
    check: RequirementsCheck | None = application._state.fields_cache.get("requirements_check")
    return bool(check and is_turned(check, application.call))


def task_list(request: PersonRequest, application: Application) -> dict[str, Any]:
    """The context of the page."""
    rows = tasks(asked_form(application), application)
    beside = aside(application, request.user, arrived_at(request))
    required = [row for row in rows if any(q["required"] for q in row.section.questions)]
    return {
        "application": application,
        "keep": keeper(request),
        "tasks": rows,
        "done": [place for place, row in enumerate(rows, start=1) if row.done],
        "optional": optional_tasks(application),
        "left": sum(not row.done for row in required),
        "turned": turned(application),
        "aside": beside,
        "deadline_box": deadline_box(beside),
    }
