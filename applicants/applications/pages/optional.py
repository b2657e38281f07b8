"""Optional tasks that other rooms offer beside an application, on its task list and on its status page. They are no sections: nothing waits for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.utils.functional import Promise

from applicants.applications.models import Application


class OptionalTask(NamedTuple):
    """A page of its own, and a sentence about it."""

    title: str | Promise
    text: str | Promise
    url: str


TaskMaker = Callable[[Application], OptionalTask | None]
task_makers: list[TaskMaker] = []


def optional_task(maker: TaskMaker) -> TaskMaker:
    """Decorator: offers what the maker returns. It asks the database nothing that it has not asked before."""
    task_makers.append(maker)
    return maker


def optional_tasks(application: Application) -> list[OptionalTask]:
    """For an application with its call, in the hands of who applies: what they offer is the person's own."""
    return [task for maker in task_makers if application.is_led and (task := maker(application))]
