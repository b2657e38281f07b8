"""How well an application and a reviewer fit: topics that the reviewer knows, topics that they wish for, languages that they understand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from applicants.review.assignment.problem import MOST, Marks, Numbers
from applicants.review.assignment.read import Reader, Reading
from applicants.review.assignment.rules import Rules
from applicants.review.panel.languages import understands

LOT = 9
"""Points that are drawn: where everything else is alike, nobody gets the first ones because of their name."""
PARTS = ("topic", "wish", "language")


class Fit(NamedTuple):
    """n × m: `topic`, `wish` and `language` from 0 to 1, `affinity` their weighted mean in points, `understood` whether all languages are."""

    topic: NDArray[np.float64]
    wish: NDArray[np.float64]
    language: NDArray[np.float64]
    affinity: Numbers
    understood: Marks


def fit(applications: Sequence[Reading], reviewers: Sequence[Reader], rules: Rules, seed: int) -> Fit:
    """Of each with each. The parts do not depend on who else is there."""
    topics = sorted({topic for each in applications for topic in each.topics}, key=sorted)
    place = {topic: number for number, topic in enumerate(topics)}
    about = np.zeros((len(applications), len(topics)))
    for row, each in enumerate(applications):
        about[row, [place[topic] for topic in each.topics]] = 1
    count = np.maximum(about.sum(1), 1)[:, None]
    named = (about.sum(1) > 0)[:, None]
    topic = share(about, [[bool(topic & reader.knows) for topic in topics] for reader in reviewers]) / count
    likes = share(about, [[bool(topic & reader.likes) for topic in topics] for reader in reviewers]) / count
    avoids = share(about, [[bool(topic & reader.avoids) for topic in topics] for reader in reviewers]) / count
    wish = np.where(named, np.clip(0.5 + (likes - avoids) / 2, 0, 1), 0.5)
    language = followed(applications, reviewers)
    weights = (rules.by_topic, rules.by_wish, rules.by_language if rules.languages != "off" else 0)
    parts = (topic, wish, language)
    whole = sum((weight * part for weight, part in zip(weights, parts, strict=True)), np.zeros_like(topic)) / max(sum(weights), 1)
    affinity = np.rint(whole * (MOST - LOT)).astype(np.int64) + lots(applications, reviewers, seed)
    return Fit(topic, wish, language, affinity, language >= 1)


def share(about: NDArray[np.float64], held: list[list[bool]]) -> NDArray[np.float64]:
    """How many topics of each application each reviewer holds."""
    held_by = np.array(held, dtype=float).reshape(len(held), about.shape[1])
    product: NDArray[np.float64] = about @ held_by.T
    return product


def followed(applications: Sequence[Reading], reviewers: Sequence[Reader]) -> NDArray[np.float64]:
    """The part of an application's languages that each reviewer understands; 1 for all. Applications with the same needs are looked at once."""
    kinds: dict[frozenset[frozenset[str]], list[int]] = {}
    for row, each in enumerate(applications):
        kinds.setdefault(each.languages, []).append(row)
    part = np.ones((len(applications), len(reviewers)))
    for needs, rows in kinds.items():
        if needs:
            of = [sum(any(understands(reader.languages, code) for code in each) for each in needs) / len(needs) for reader in reviewers]
            part[rows] = of
    return part


def lots(applications: Sequence[Reading], reviewers: Sequence[Reader], seed: int) -> Numbers:
    """0 to LOT for each pair, always the same for the same round: by a hash of both keys (SplitMix64)."""
    a = np.array([each.pk for each in applications], dtype=np.uint64)[:, None]
    r = np.array([each.pk for each in reviewers], dtype=np.uint64)[None, :]
    with np.errstate(over="ignore"):
        mixed = mix(mix(a + np.uint64(seed)) ^ r)
    return (mixed % np.uint64(LOT + 1)).astype(np.int64)


def mix(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    value = value + np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
