"""What a person's answers mean under some rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from applicants.calls.eligibility.kinds import rule_kinds
from applicants.calls.eligibility.kinds.base import Rule, RuleKind
from applicants.calls.questions.base import Json
from fundportal.web.bilingual import pick

FITS, NOT, OPEN = "fits", "not", "open"
"""All rules are met; one at least is not; none is broken, and one at least was not answered."""

Answers = Mapping[str, Json]
"""What was asked (`RuleKind.asks`) -> the answer."""


class Line(NamedTuple):
    """A rule with the answer to it: `passes` is None where there is none."""

    rule: Rule
    ask: str
    shown: str
    passes: bool | None
    why: str


class Outcome(NamedTuple):
    """The whole of it, in the order of the rules."""

    result: str
    lines: list[Line]

    @property
    def reasons(self) -> list[Line]:
        return [line for line in self.lines if line.passes is False]

    @property
    def unanswered(self) -> list[Line]:
        return [line for line in self.lines if line.passes is None]


def judge(rules: Iterable[Rule], answers: Answers) -> Outcome:
    """Nothing is decided by it: who does not fit may apply all the same, and says why."""
    lines = [line_of(rule, answers.get(kind_of(rule).asks(rule))) for rule in rules]
    if any(line.passes is False for line in lines):
        return Outcome(NOT, lines)
    return Outcome(OPEN if any(line.passes is None for line in lines) else FITS, lines)


def line_of(rule: Rule, value: Json) -> Line:
    """A value that cannot be an answer to the rule counts as none."""
    kind, shown, passes = kind_of(rule), "", None
    try:
        if value is not None:
            passes, shown = kind.passes(value, rule["config"]), kind.show(value)
    except (TypeError, ValueError):
        passes, shown = None, ""
    return Line(rule, pick(rule["ask"]), shown, passes, pick(rule["why"]))


def kind_of(rule: Rule) -> RuleKind:
    return rule_kinds()[rule["kind"]]


def sensitive_keys(rules: Iterable[Rule]) -> set[str]:
    """The answers that are sensitive data."""
    return {kind_of(rule).asks(rule) for rule in rules if kind_of(rule).sensitive}
