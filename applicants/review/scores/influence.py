"""Single reviews that are worth reading again, and what hangs on a single reviewer."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from applicants.review.scores.estimates import HIGHEST, Scores

if TYPE_CHECKING:
    from applicants.review.scores.severity import Fit, Numbers

FAR = 2.5  # standard errors: one review in eighty lies so far off by chance
LISTED = 50


class Outlier(NamedTuple):
    """A review far from what the application's other reviews and the reviewer's severity let expect; `residual` in standard errors."""

    application: int
    reviewer: int
    points: float
    expected: float
    residual: float


class LeftOut(NamedTuple):
    """What changes without one reviewer: applications that would leave the first `places` or come among them, and the adjusted score that moves most."""

    reviewer: int
    reviews: int
    leave: list[int]
    come: list[int]
    application: int
    moved: float


def outliers(scores: Scores) -> list[Outlier]:
    """The reviews that lie FAR off, the farthest first, LISTED at most."""
    model = scores.fit
    if model is None:
        return []
    values = dict(zip(model.applications, model.values, strict=True))
    severities = dict(zip(model.reviewers, model.severities, strict=True))
    found = [
        Outlier(each.application, each.reviewer, each.points, float(values[each.application] - severities[each.reviewer]), float(residual))
        for each, residual in zip(scores.given, model.residuals, strict=True)
        if abs(residual) > FAR
    ]
    return sorted(found, key=lambda outlier: -abs(outlier.residual))[:LISTED]


def left_out(scores: Scores, places: int) -> list[LeftOut]:
    """For each reviewer, by how much hangs on them. Whoever has no other review stands last then."""
    model = scores.fit
    if model is None:
        return []
    loads = Counter(each.reviewer for each in scores.given)
    keys, before = model.applications, first(model, model.values, places)
    found = []
    for reviewer, values in zip(model.reviewers, model.without_each(), strict=True):
        after, moves = first(model, values, places), values - model.values
        moves[~(abs(moves) < HIGHEST * HIGHEST)] = 0  # not a number: who has no other review
        most = int(abs(moves).argmax())
        leave, come = sorted(before - after), sorted(after - before)
        found.append(LeftOut(reviewer, loads[reviewer], leave, come, keys[most], float(moves[most])))
    return sorted(found, key=lambda change: (-len(change.leave), -abs(change.moved)))


def first(model: Fit, values: Numbers, places: int) -> set[int]:
    """The applications with the best values; none where there are no places. What is no number stands last."""
    return {model.applications[place] for place in (-values).argsort(kind="stable")[:places]}
