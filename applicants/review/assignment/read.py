"""An application and a reviewer as an assignment sees them."""

from __future__ import annotations

from typing import NamedTuple

Topic = frozenset[str]
"""All that an option is called, plain."""


class Reading(NamedTuple):
    """An application that is read. `languages`: each is a set of codes of which one has to be understood: the language of the answer, or of a translation
    beside it."""

    pk: int
    folio: str
    topics: frozenset[Topic]
    languages: frozenset[frozenset[str]]


class Reader(NamedTuple):
    """A reviewer of the programme, with plain words. `load`: the most that they wished for; None where they did not say."""

    pk: int
    languages: frozenset[str]
    knows: frozenset[str]
    likes: frozenset[str]
    avoids: frozenset[str]
    pools: frozenset[str]
    load: int | None
