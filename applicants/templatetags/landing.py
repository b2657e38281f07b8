"""The queue on the admin's front page."""

from __future__ import annotations

from typing import Any

from django import template

from applicants.selection.landing import Task, tasks_of

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_tasks(context: dict[str, Any]) -> list[Task]:
    """What waits for the person who looks at the page."""
    return tasks_of(context["request"].user)
