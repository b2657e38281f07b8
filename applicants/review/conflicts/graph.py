"""The picture of why: the reviewer, what was found, and the applications that it leads to, as lines between three columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from applicants.review.conflicts.kinds import Reason

ROW = 34
WIDTH, MIDDLE, RIGHT = 720, 150, 560
MOST = 40
LONGEST = 52


@dataclass(frozen=True)
class Node:
    """A box: where its middle is, and what it says."""

    y: int
    text: str
    href: str = ""


@dataclass
class Graph:
    """Ready to be drawn: the reviewer on the left at `start`, evidence in the middle, applications on the right, lines between them by their heights."""

    height: int
    start: int
    evidence: list[Node] = field(default_factory=list)
    applications: list[Node] = field(default_factory=list)
    lines: list[tuple[int, int]] = field(default_factory=list)


def graph(pairs: Sequence[tuple[str, Sequence[Reason]]]) -> Graph:
    """Of (folio, reasons) pairs of one reviewer, at most MOST of them. One box for each thing that was found, however many applications it leads to."""
    shown = pairs[:MOST]
    reasons = list(dict.fromkeys(reason for _folio, each in shown for reason in each))
    rows = max(len(reasons), len(shown), 1)
    at_reason = spread(len(reasons), rows)
    at_folio = spread(len(shown), rows)
    place: Mapping[Reason, int] = dict(zip(reasons, at_reason, strict=True))
    made = Graph(rows * ROW, rows * ROW // 2)
    made.evidence = [Node(y, short(f"{reason.kind.label}: {reason.detail}")) for reason, y in place.items()]
    made.applications = [Node(y, folio) for (folio, _reasons), y in zip(shown, at_folio, strict=True)]
    made.lines = [(place[reason], y) for (_folio, each), y in zip(shown, at_folio, strict=True) for reason in each]
    return made


def spread(count: int, rows: int) -> list[int]:
    """The middles of `count` boxes, evenly over the height of `rows`."""
    return [round((2 * n + 1) * rows * ROW / (2 * count)) for n in range(count)]


def short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
