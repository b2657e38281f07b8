"""A self-description opened: answers by question, each with the version of the wording under which it was given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from applicants.disclosure.keys import keys
from applicants.disclosure.models import Disclosure

AT_ONCE = 5000


@dataclass
class Description:
    """`answers`: question -> JSON value. `versions`: question -> version of the wording."""

    answers: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        written = {key: [self.versions[key], value] for key, value in sorted(self.answers.items())}
        return json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode()

    @staticmethod
    def from_bytes(content: bytes) -> Description:
        read: dict[str, list[Any]] = json.loads(content)
        return Description({key: pair[1] for key, pair in read.items()}, {key: pair[0] for key, pair in read.items()})


def pseudonyms(person: int, calls: Iterable[int]) -> list[bytes]:
    """Under which the person's descriptions of these calls may stand: one for each call and key."""
    return [key.pseudonym(person, call) for call in calls for key in keys()]


def read(person: int, call: int) -> Description | None:
    """The person's own, for the person's own pages."""
    found = [description for _member, description in opened([(person, call)])]
    return found[0] if found else None


def opened(members: Iterable[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], Description]]:
    """The descriptions of these (person, call), those who have none left out. In this room only: whatever leaves it is counted and suppressed."""
    wanted = list(members)
    for start in range(0, len(wanted), AT_ONCE):
        yield from opened_at_once(wanted[start : start + AT_ONCE])


def opened_at_once(members: list[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], Description]]:
    named = {key.pseudonym(*member): (member, key) for key in reversed(keys()) for member in members}
    rows = Disclosure.objects.filter(pk__in=list(named)).values_list("pseudonym", "sealed")
    for stored, sealed in rows.iterator(chunk_size=AT_ONCE):
        pseudonym = bytes(stored)
        member, key = named[pseudonym]
        yield member, Description.from_bytes(key.unseal(bytes(sealed), pseudonym))
