"""Prices of reviewers' places, found roughly and quickly: who is asked for too often becomes dearer. They tell which pairs are worth a look."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from applicants.review.assignment.problem import Numbers, Problem

ROUNDS, COOLING = 40, 0.9
NEVER = -1e18


def prices(problem: Problem, score: Numbers) -> NDArray[np.float64]:
    """What a place with each reviewer costs, so that with every application choosing the best for itself loads come near their bounds."""
    price = np.zeros(problem.reviewers)
    most = int(problem.need.max(initial=0))
    if not most or not problem.reviewers:
        return price
    worth = np.where(problem.free, score, NEVER)
    most = min(most, problem.reviewers)
    step = max(float(np.ptp(problem.affinity)), 1.0) / 4
    typical = max(float(problem.need.sum()) / problem.reviewers, 1.0)
    for _ in range(ROUNDS):
        load = chosen(worth - price, most, problem.need)
        off = load - np.clip(load, problem.least, problem.room)
        if not off.any():
            break
        price += step * np.clip(off / typical, -1, 1)
        step *= COOLING
    return price


def chosen(net: NDArray[np.float64], most: int, need: Numbers) -> Numbers:
    """How often each reviewer is among the best that applications take, each as many as it needs."""
    best = np.argpartition(-net, most - 1, axis=1)[:, :most] if most < net.shape[1] else np.argsort(-net, axis=1)
    if (need == most).all():
        return np.bincount(best[np.take_along_axis(net, best, 1) > NEVER / 2], minlength=net.shape[1]).astype(np.int64)
    values = np.take_along_axis(net, best, 1)
    order = np.argsort(-values, axis=1)
    best, values = np.take_along_axis(best, order, 1), np.take_along_axis(values, order, 1)
    taken = (np.arange(best.shape[1]) < need[:, None]) & (values > NEVER / 2)
    return np.bincount(best[taken], minlength=net.shape[1]).astype(np.int64)
