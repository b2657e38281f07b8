"""What a cell of a table may be when its margins are known and some cells are hidden: a transportation problem, answered by augmenting paths.

Source: Ahuja, Magnanti, Orlin, Network Flows (1993), ch. 6. People are moved along a detour of hidden cells from the cell's column back to its row,
which take turns in giving and taking, so that no sum changes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Mapping

Place = tuple[Hashable, Hashable]
Bounds = Mapping[Place, tuple[int, int]]


def moves(counts: Mapping[Place, int], bounds: Bounds, place: Place, wanted: int) -> int:
    """How far towards this value the cell could be from the one it has. `bounds` holds the least and the most that each hidden cell may be; the
    others are known."""
    now = {each: counts[each] for each in bounds}
    direction = 1 if wanted > now[place] else -1
    while now[place] != wanted:
        path = detour(now, bounds, place, direction)
        if not path:
            break
        room = min(slack(now, bounds, each, -direction if turn % 2 == 0 else direction) for turn, each in enumerate(path))
        step = min(room, abs(wanted - now[place])) * direction
        now[place] += step
        for turn, each in enumerate(path):
            now[each] += -step if turn % 2 == 0 else step
    return abs(now[place] - counts[place])


def slack(now: Mapping[Place, int], bounds: Bounds, place: Place, direction: int) -> int:
    """By how much a cell can move in that direction."""
    least, most = bounds[place]
    return most - now[place] if direction > 0 else now[place] - least


def detour(now: Mapping[Place, int], bounds: Bounds, place: Place, direction: int) -> list[Place]:
    """The shortest way from the cell's column to its row; empty when there is none. Each step out of a column is opposed to the cell, each out of a row
    goes with it."""
    start, goal = (1, place[1]), (0, place[0])
    came: dict[tuple[int, Hashable], tuple[tuple[int, Hashable], Place]] = {}
    waiting, seen = deque([start]), {start}
    while waiting:
        node = waiting.popleft()
        axis, line = node
        change = -direction if axis == 1 else direction
        for each in bounds:
            if each == place or each[axis] != line or slack(now, bounds, each, change) <= 0:
                continue
            following = (1 - axis, each[1 - axis])
            if following in seen:
                continue
            seen.add(following)
            came[following] = (node, each)
            if following == goal:
                return walked(came, start, goal)
            waiting.append(following)
    return []


def walked(
    came: Mapping[tuple[int, Hashable], tuple[tuple[int, Hashable], Place]], start: tuple[int, Hashable], goal: tuple[int, Hashable]
) -> list[Place]:
    path, node = [], goal
    while node != start:
        node, each = came[node]
        path.append(each)
    return path[::-1]
