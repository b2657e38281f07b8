"""What the course of things has overtaken is not sent.

A letter may wait for hours: for a mail server, or until staff send it again. The room that writes a kind says here which of its letters are still
true, and is asked when they are about to leave.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from fundportal.notifications.models import Notification

StillTrue = Callable[[Sequence[Notification]], Collection[int]]

STILL_TRUE: dict[str, StillTrue] = {}  # kind -> gives the ids of those letters that are still true, with one statement


def overtaken(letters: Iterable[Notification]) -> list[Notification]:
    """Those that are no longer true. One statement for each kind of which somebody can tell; kinds that are true for ever ask for none."""
    told: dict[str, list[Notification]] = defaultdict(list)
    for letter in letters:
        if letter.kind in STILL_TRUE:
            told[letter.kind].append(letter)
    true = {pk for kind, some in told.items() for pk in STILL_TRUE[kind](some)}
    return [letter for some in told.values() for letter in some if letter.pk not in true]
