"""Boxes that look the same for many people at the same time: the deadline, the progress. Drawn once and kept."""

from __future__ import annotations

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from applicants.applications.pages.aside import Aside


def deadline_box(aside: Aside, *, explains_attempt: bool = False) -> SafeString:
    """How long is left and until when, on one clock or two."""
    return drawn_deadline(aside.left, aside.closes, aside.mine, aside.in_grace, explains_attempt, get_language())


@lru_cache(maxsize=500)
def drawn_deadline(left: str, closes: object, mine: object, in_grace: bool, explains_attempt: bool, language: str | None) -> SafeString:
    facts = {"left": left, "closes": closes, "mine": mine, "in_grace": in_grace}
    return render_to_string("applications/_deadline.html", {"aside": facts, "explains_attempt": explains_attempt})


def progress_box(total: int, done: list[int], now: int) -> SafeString:
    """The strip of sections; `done` and `now` count from 1."""
    return drawn_progress(total, tuple(done), now, get_language())


@lru_cache(maxsize=2000)
def drawn_progress(total: int, done: tuple[int, ...], now: int, language: str | None) -> SafeString:
    return render_to_string("applications/_progress.html", {"total": total, "done": done, "now": now})
