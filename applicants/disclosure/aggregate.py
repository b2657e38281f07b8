"""The service that alone reads self-descriptions: counts of one question, fit to be seen. Each reading is written down.

The caller says of whom (people and calls that it may see) and gets nothing but a suppressed table. Everybody is counted, so that who did not answer
always stands beside who did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.disclosure.control.grid import REST
from applicants.disclosure.control.release import Cell, release, release_one, share
from applicants.disclosure.counting import OTHERS, count, table_of
from applicants.disclosure.members import Member
from applicants.disclosure.rule import Rule
from applicants.disclosure.subjects import NO_ANSWER, OTHERWISE, Subject
from applicants.disclosure.wording import PREFER_NOT
from fundportal.audit.record import record

if TYPE_CHECKING:
    from fundportal.accounts.models import User


NO_GROUPS = frozenset({NO_ANSWER, PREFER_NOT, OTHERWISE, OTHERS, REST})
"""Codes of rows that are silence, or gathered: they say nothing of what people have in common."""


@dataclass(frozen=True)
class Row:
    """`share` is the percentage of all people, where both figures are shown."""

    code: str
    label: str
    people: Cell
    share: int | None


@dataclass(frozen=True)
class Table:
    """One question. The first row is always that of no answer."""

    subject: Subject
    people: Cell
    rows: list[Row]


@transaction.atomic
def aggregate(*, population: Collection[Member], about: str, subject: Subject, rule: Rule, by: User | None, program_code: str) -> Table:
    """The counts of a subject. `about` names the population and stays the same for the same one: the covers of its tables are drawn by it."""
    write_down(about, [subject], rule, by, program_code)
    counts = Counter({codes[0]: number for codes, number in count(population, [subject]).items()})
    return table(about, subject, counts, rule)


def write_down(about: str, subjects: Collection[Subject], rule: Rule, by: User | None, program_code: str) -> None:
    """Who read what, of whom, how closely."""
    record(
        actor=by,
        verb="disclosure_read",
        target=about,
        program_code=program_code,
        questions=[subject.code for subject in subjects],
        threshold=rule.threshold,
    )


def table(about: str, subject: Subject, counts: Counter[str], rule: Rule) -> Table:
    cells = released(about, subject, counts, rule)
    everybody = release_one(sum(counts.values()), threshold=rule.threshold, base=rule.base)
    return Table(subject, everybody, [Row(code, label(subject, code), cell, share(cell, everybody)) for code, cell in cells.items()])


def released(about: str, subject: Subject, counts: Counter[str], rule: Rule) -> dict[str, Cell]:
    """The same cells for the same people, in the table of this question and beside every other."""
    rows = table_of(subject, counts, rule.threshold)
    return release(rows, table=f"{about}:{subject.code}", threshold=rule.threshold, base=rule.base)


def label(subject: Subject, code: str) -> str:
    return _("Others") if code == OTHERS else subject.label(code)
