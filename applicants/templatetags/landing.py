"""The queue on the admin's front page."""

from __future__ import annotations

from typing import Any

from django import template

from applicants.reports.models import CohortReport
from applicants.selection.landing import Task, tasks_of
from fundportal.accounts.roles import Permission
from programs.models import Cohort

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_tasks(context: dict[str, Any]) -> list[Task]:
    """What waits for the person who looks at the page."""
    return tasks_of(context["request"].user)


@register.simple_tag(takes_context=True)
def reports_to_read(context: dict[str, Any]) -> list[Cohort]:
    """The reports that the person may read, the newest cohort of each programme first. One statement, none for who may read none."""
    user = context["request"].user
    if not user.may_somewhere(Permission.EXPORT_REPORT):
        return []
    rows = CohortReport.objects.visible_to(user).select_related("strand__program")
    return list(rows.order_by("strand__program__order", "-ordinal")[:30])
