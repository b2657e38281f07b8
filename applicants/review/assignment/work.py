"""The making of a plan: claimed by one worker, told step by step, ended when somebody stops it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any

from django.db.models import Q
from django.utils import timezone

from applicants.review.assignment.ask import SILENCE
from applicants.review.assignment.models import Plan
from applicants.review.assignment.rules import Rules
from applicants.review.assignment.world import World, fingerprint, world

log = logging.getLogger(__name__)
A_LOOK = 0.5  # seconds between two words of progress


class Stopped(Exception):
    """Somebody has stopped the plan, or another worker has it."""


def make_waiting(*, at: datetime) -> int:
    """Make the plans that wait, and those whose worker is gone. Returns how many were worked at."""
    waiting = Q(state=Plan.State.WAITING) | Q(state=Plan.State.RUNNING, seen_at__lt=at - SILENCE)
    return sum(make(pk) for pk in Plan.objects.filter(waiting).order_by("pk").values_list("pk", flat=True))


def make(plan_id: int) -> bool:
    """Work one plan out; False when it is not there to be worked at. What goes wrong is logged and said on its page."""
    now = timezone.now()
    free = Q(state=Plan.State.WAITING) | Q(state=Plan.State.RUNNING, seen_at__lt=now - SILENCE)
    if not Plan.objects.filter(free, pk=plan_id).update(state=Plan.State.RUNNING, seen_at=now, step="read", done=0):
        return False
    mine = Plan.objects.filter(pk=plan_id, state=Plan.State.RUNNING)
    try:
        outcome = worked_out(Plan.objects.select_related("round__call__cohort__strand__program", "by").get(pk=plan_id), heard(plan_id))
    except Stopped:
        mine.update(state=Plan.State.STOPPED)
    except Exception:
        log.exception("Plan %s failed", plan_id)
        mine.update(state=Plan.State.FAILED)
    else:
        mine.filter(stop=False).update(**outcome, done=100, seen_at=timezone.now())
        mine.update(state=Plan.State.STOPPED)  # stopped in the last moment
    return True


def heard(plan_id: int) -> Callable[[str, float], None]:
    """Writes progress down, twice a second at most, and raises Stopped when it shall end."""
    last_step, last_at = "", 0.0

    def tell(step: str, done: float) -> None:
        nonlocal last_step, last_at
        if step == last_step and monotonic() - last_at < A_LOOK:
            return
        last_step, last_at = step, monotonic()
        going = Plan.objects.filter(pk=plan_id, state=Plan.State.RUNNING, stop=False)
        if not going.update(step=step, done=round_percent(done), seen_at=timezone.now()):
            raise Stopped

    return tell


def round_percent(done: float) -> int:
    return max(0, min(99, int(done * 100)))


def worked_out(plan: Plan, heard: Callable[[str, float], None]) -> dict[str, Any]:
    """The columns of a plan that is ready, or impossible."""
    from applicants.review.assignment.impossible import Impossible
    from applicants.review.assignment.model import pose
    from applicants.review.assignment.outcome import outcome_of, reason_of
    from applicants.review.assignment.solve import solve

    if plan.by is None:
        raise Stopped
    heard("read", 0.02)
    rules = Rules.from_json(plan.rules)
    seen: World = world(plan.round, rules, plan.by)
    posed = pose(seen, rules, wanted=plan.round.reviews_wanted, seed=plan.round.seed)
    kept = {"fingerprint": fingerprint(seen, plan.round)}
    try:
        solved = solve(posed.problem, seed=plan.round.seed, heard=heard)
    except Impossible as error:
        return {**kept, "state": Plan.State.IMPOSSIBLE, "reason": reason_of(posed, error.reason)}
    return {**kept, "state": Plan.State.READY, **outcome_of(posed, seen, rules, solved)}
