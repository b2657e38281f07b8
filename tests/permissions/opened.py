"""Every page of the matrix, as whoever gets in is answered."""

from tests.permissions.doors import address, tried
from tests.permissions.matrix import MATRIX, QUERIES
from tests.permissions.targets import targets


def opened(world, method):
    """Name -> content, of every one of these addresses that answers whoever gets in with a page."""
    pages = {}
    for name, door in MATRIX.items():
        who = min(getattr(door, method), default="")
        if who:
            answer, _ = tried(world.client(who), method, address(name, targets(world.own)[door.at]) + QUERIES.get(name, ""))
            if answer.get("Content-Type", "").startswith("text/html") and answer.body:
                pages[f"{method} {name}"] = answer.body
    return pages
