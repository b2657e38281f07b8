"""Of those read by somebody of a pool, who went on: pools of the panel, in a reading that is closed.

Pools overlap, with each other and with the steps, so that figures of two of them could be subtracted. So everybody who handed in stands in one column:
by whom they were read (which of the pools) and whether they went on, or as not read in this round; these are the people of the page of figures, so its counts are
the sums of the rows. Figures of a pool are sums of such columns. Pools of which a set of fewer than three people could be told
apart that way are left out: what one reviewer read would be one reviewer by name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from applicants.calls.places.plain import plain
from applicants.disclosure.control.grid import MOST_LINES
from applicants.disclosure.members import Member
from applicants.disclosure.staff.population import closed_calls, population
from applicants.disclosure.subjects import Group
from applicants.review.models import Review, Round
from applicants.review.panel.models import ReviewerProfile
from applicants.selection.funnel.stages import last_stages, stages_of
from programs.cohorts.models import Cohort

POOLS = "pools"
UNREAD = "not read"
FEWEST = 3
"""Reviewers who are told apart from others together at least."""

Person = tuple[int, int]
"""Of which person, in which call."""


class Reading(NamedTuple):
    """One round of reading that is over: who was read by whom, and who of them went on."""

    read: dict[Person, frozenset[int]]
    went_on: dict[Person, bool]
    unread: frozenset[Person] = frozenset()


def readings(cohort: Cohort) -> dict[int, str]:
    """The rounds of the cohort's calls that can be looked at, ordinal -> name: what is closed in each of them, for then nothing of it moves."""
    rounds = Round.objects.filter(call__in=closed_calls(cohort), only=None).exclude(kind=Round.Kind.SCREENING)
    found: dict[int, list[Round]] = defaultdict(list)
    for each in rounds.order_by("ordinal", "pk"):
        found[each.ordinal].append(each)
    return {ordinal: str(several[0].name) for ordinal, several in found.items() if all(each.closed_at for each in several)}


def reading(cohort: Cohort, ordinal: int) -> Reading:
    """Constant statements."""
    stages, handed_in = list(stages_of(cohort)), {(member.person, member.call) for member in population(cohort)}
    place = {stage: number for number, stage in enumerate(stages)}
    furthest = last_stages(cohort, stages)
    own = f"round-{ordinal}" if f"round-{ordinal}" in place else ""
    rows = Review.objects.filter(
        round__call__in=closed_calls(cohort), round__ordinal=ordinal, round__only=None, counts=True, submitted_at__isnull=False
    ).exclude(round__kind=Round.Kind.SCREENING)
    read: dict[Person, set[int]] = defaultdict(set)
    went_on: dict[Person, bool] = {}
    columns = rows.values_list("application__applicant", "application__call", "reviewer", "round__takes")
    for person, call, reviewer, takes in columns.iterator():
        stood = own or ("shortlisted" if takes == Round.Takes.SHORTLIST else "eligible")
        read[person, call].add(reviewer)
        went_on[person, call] = place[furthest[person, call]] > place[stood]
    known = {person: frozenset(by) for person, by in read.items() if person in handed_in}
    return Reading(known, {person: went_on[person] for person in known}, frozenset(handed_in - known.keys()))


def pools_of(program_code: str) -> dict[str, frozenset[int]]:
    """The programme's pools, with who is in them. One statement."""
    found: dict[str, set[int]] = defaultdict(set)
    names: dict[str, str] = {}
    rows = ReviewerProfile.objects.filter(program_code=program_code).order_by("pk")
    for reviewer, pools in rows.values_list("reviewer", "pools"):
        for name in pools:
            found[names.setdefault(plain(name), name)].add(reviewer)
    return {name: frozenset(people) for name, people in found.items()}


def told_apart(found: Reading, pools: Mapping[str, Collection[int]], *, least: int) -> dict[str, list[int]]:
    """The pools of which figures can be shown, one after the other, those who read most people first: each only where every set of reviewers that is
    told apart has three people, and every column `least`. What is kept of each are the people of it who read.

    It looks at who read whom and who went on, which whoever assigns knows anyway, and at nothing that anybody says of themselves.
    """
    panel = frozenset[int]().union(*found.read.values())
    reads = {name: sum(not by.isdisjoint(people) for by in found.read.values()) for name, people in pools.items()}
    kept: dict[str, list[int]] = {}
    for name in sorted(pools, key=lambda name: (-reads[name], plain(name))):
        tried = {**kept, name: sorted(panel.intersection(pools[name]))}
        if tried[name] and has_room(found, tried, least):
            kept = tried
    return kept


def has_room(found: Reading, pools: Mapping[str, Collection[int]], least: int) -> bool:
    panel = frozenset[int]().union(*found.read.values())
    alike = Counter(tuple(reviewer in people for people in pools.values()) for reviewer in panel)
    columns = Counter(column_of(found, person, pools) for person in found.read)
    sides = Counter(found.went_on.values())
    apart = all(number >= FEWEST for number in alike.values()) and all(number >= least for number in columns.values())
    return apart and len(sides) == 2 and len(columns) + bool(found.unread) <= MOST_LINES


def column_of(found: Reading, person: Person, pools: Mapping[str, Collection[int]]) -> str:
    """A letter a pool (r: somebody of it read them), and whether they went on."""
    by = "".join("-" if found.read[person].isdisjoint(people) else "r" for people in pools.values())
    return f"{by}:{'on' if found.went_on[person] else 'out'}"


def members(found: Reading, pools: Mapping[str, Collection[int]]) -> list[Member]:
    """Everybody who handed in, with their column."""
    unread = [Member(*person, ((POOLS, UNREAD),)) for person in sorted(found.unread)]
    return [*(Member(*person, ((POOLS, column_of(found, person, pools)),)) for person in found.read), *unread]


def group(people: Sequence[Member]) -> Group:
    """The columns in which anybody stands."""
    return group_of({dict(member.groups)[POOLS] for member in people})


def group_of(columns: Collection[str]) -> Group:
    codes = sorted(columns)
    return Group(POOLS, _("Who read the application"), [(code, code) for code in codes])
