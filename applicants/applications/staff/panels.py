"""What higher rooms show and offer on an application's page and list: each room hangs its own here, so that this one need not know them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.utils.functional import Promise

from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest


class Panel(NamedTuple):
    """A part of the page: its template and what that needs."""

    title: str | Promise
    template: str
    context: dict[str, Any]


class Step(NamedTuple):
    """Something that the reader may do next, on a page of its own."""

    label: str | Promise
    url: str


PanelMaker = Callable[[StaffRequest, Application], Panel | None]
StepMaker = Callable[[StaffRequest, Application], Iterable[Step]]

panel_makers: list[PanelMaker] = []
step_makers: list[StepMaker] = []


def panel(maker: PanelMaker) -> PanelMaker:
    """Decorator: shows what the maker returns, after what is there already."""
    panel_makers.append(maker)
    return maker


def steps(maker: StepMaker) -> StepMaker:
    """Decorator: offers what the maker returns."""
    step_makers.append(maker)
    return maker
