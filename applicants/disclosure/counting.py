"""The raw counts. They stay in this room: whatever is shown of them has gone through `control`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from applicants.calls.places.plain import plain
from applicants.disclosure.control.listed import listed
from applicants.disclosure.description import opened
from applicants.disclosure.members import Member
from applicants.disclosure.subjects import Group, Subject

OTHERS = "others"
"""The code of all answers together that have no row of their own."""


def count(population: Collection[Member], subjects: Collection[Subject]) -> Counter[tuple[str, ...]]:
    """How many people there are of each combination of codes. Everybody is counted, also who says nothing."""
    described = dict(opened({(member.person, member.call) for member in population}))
    return Counter(
        tuple(
            dict(member.groups)[subject.code]
            if isinstance(subject, Group)
            else subject.code_of(described.get((member.person, member.call)))
            for subject in subjects
        )
        for member in population
    )


def table_of(subject: Subject, counts: Counter[str], threshold: int) -> dict[str, int]:
    """The rows of a subject: those that it always has, and of very many others the large ones, all the rest together.

    These come in the order of their names: that of the figures would say of a hidden one between which others it lies.
    """
    always = subject.always()
    others = {code: number for code, number in counts.items() if code not in always}
    own = listed(others, threshold=threshold) if subject.many else list(others)
    rest = sum(others.values()) - sum(others[code] for code in own)
    own.sort(key=lambda code: plain(subject.label(code)))
    rows = {code: counts.get(code, 0) for code in [*always[:1], *own, *always[1:]]}
    return {**rows, OTHERS: rest} if subject.many else rows


def holders(population: Collection[Member], subject: Subject, codes: Collection[str]) -> set[int]:
    """The people whose answer is one of these codes. In this room only: no page and no other room is told who they are."""
    described = opened({(member.person, member.call) for member in population})
    return {person for (person, _call), description in described if subject.code_of(description) in codes}
