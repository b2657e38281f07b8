"""What can be counted: a question in one wording, or what is worked out of several answers. Each puts a description under one code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from applicants.calls.languages.catalogue import grouping_of, language_name
from applicants.calls.languages.said import known_code
from applicants.calls.places.entities import OUTSIDE_MEXICO, entity_name
from applicants.calls.places.plain import plain
from applicants.disclosure.description import Description
from applicants.disclosure.wording import PREFER_NOT, Asked, newest, prefer_not, wordings
from fundportal.web.bilingual import pick

NO_ANSWER = "no_answer"
OTHERWISE = "otherwise"
"""Answered under a wording that means something else, or not enough of several questions: there is an answer, and not to this."""
OWN_WORDS = "own_words"


@dataclass(frozen=True)
class Subject:
    """`options`: the codes that always have a row, in order, with their texts. `many`: there are very many others, so only large ones have a row."""

    code: str
    title: str
    options: list[tuple[str, str]]
    many: bool = False

    def code_of(self, description: Description | None) -> str:
        raise NotImplementedError

    def label(self, code: str) -> str:
        """A code in the words of the moment."""
        return dict(self.options).get(code) or {
            NO_ANSWER: _("No answer"),
            PREFER_NOT: prefer_not(),
            OTHERWISE: _("Answered otherwise"),
        }.get(code, code)

    def always(self) -> list[str]:
        """The codes of the rows that a table has in any case: silence first, then the options."""
        return [NO_ANSWER, *(code for code, _text in self.options), PREFER_NOT]


@dataclass(frozen=True)
class Question(Subject):
    """A question as one version asks it. `versions` are those whose answers count."""

    key: str = ""
    kind: str = "choice"
    versions: frozenset[int] = frozenset()

    def code_of(self, description: Description | None) -> str:
        if description is None or self.key not in description.answers:
            return NO_ANSWER
        if description.versions[self.key] not in self.versions:
            return OTHERWISE
        return coded(self.kind, description.answers[self.key])

    def label(self, code: str) -> str:
        known = super().label(code)
        if known != code or not self.many:
            return known
        return language_name(code) if self.kind == "language" else entity_name(code) if self.kind == "place" else code


@dataclass(frozen=True)
class Derived(Subject):
    """Worked out by a rule of the newest wording, of answers to questions that mean what they mean there."""

    rule: Mapping[str, Any] = field(default_factory=dict)

    def code_of(self, description: Description | None) -> str:
        given = current_answers(description, self.rule["of"]) if description else {}
        if not given:
            return NO_ANSWER
        return str(RULES[self.rule["rule"]](self.rule, given))


@dataclass(frozen=True)
class Group(Subject):
    """What the caller knows of each person (a stage, a call), and no description says."""

    def label(self, code: str) -> str:
        return dict(self.options)[code]

    def always(self) -> list[str]:
        return [code for code, _text in self.options]


def coded(kind: str, value: Any) -> str:
    if kind == "place":
        return str(value) if value in (OUTSIDE_MEXICO, PREFER_NOT) else str(value)[:2]
    if kind == "language":
        return grouping_of(known_code(value)) or OWN_WORDS
    return plain(str(value)) or OTHERWISE if kind == "words" else str(value)


def current_answers(description: Description, keys: list[str]) -> dict[str, str]:
    """The answers to these questions that were given to the words of now."""
    asked = newest().questions
    return {
        key: description.answers[key]
        for key in keys
        if key in description.answers and asked[key].means_the_same_as(wordings()[description.versions[key]].questions.get(key))
    }


def any_of(rule: Mapping[str, Any], given: Mapping[str, str]) -> str:
    """Whether any answer is among those that count. A "no" needs all of them."""
    if any(answer in rule["counts"] for answer in given.values()):
        return "yes"
    return "no" if len(given) == len(rule["of"]) and PREFER_NOT not in given.values() else OTHERWISE


def sum_of(rule: Mapping[str, Any], given: Mapping[str, str]) -> str:
    """The level of the points together; all answers are needed."""
    if len(given) < len(rule["of"]) or PREFER_NOT in given.values():
        return OTHERWISE
    points = sum(
        option["points"] for key, answer in given.items() for option in newest().questions[key].options if option["code"] == answer
    )
    return str(next(option["code"] for option in rule["options"] if points >= option["least"]))


RULES = {"any": any_of, "sum": sum_of}


def subjects() -> dict[str, Subject]:
    """Everything that can be counted, by its code, in the language of the moment: the questions of now, what is worked out of them, and earlier
    wordings that meant something else (`gender@1`)."""
    now = newest()
    found: dict[str, Subject] = {key: question(asked, now.version, key) for key, asked in now.questions.items()}
    for key, rule in now.derived.items():
        options = [(option["code"], pick(option)) for option in rule["options"]]
        found[key] = Derived(key, pick(rule), [*options, (OTHERWISE, _("Not enough answered"))], rule=rule)
    for version in sorted(wordings(), reverse=True):
        for key, asked in wordings()[version].questions.items():
            if not any(version in each.versions for each in found.values() if isinstance(each, Question) and each.key == key):
                found[f"{key}@{version}"] = question(asked, version, f"{key}@{version}")
    return found


def question(asked: Asked, version: int, code: str) -> Question:
    alike = frozenset(number for number, other in wordings().items() if asked.means_the_same_as(other.questions.get(asked.key)))
    options = [(option["code"], pick(option)) for option in asked.options]
    if asked.kind == "place":
        options = [(OUTSIDE_MEXICO, entity_name(OUTSIDE_MEXICO))]
    elif asked.kind == "language":
        options = [(OWN_WORDS, _("Said in own words"))]
    if len(alike) < len(wordings()):
        options.append((OTHERWISE, _("Answered under another wording")))
    title = (
        asked.text
        if version == newest().version
        else _("%(question)s (wording %(version)d)") % {"question": asked.text, "version": version}
    )
    return Question(code, title, options, many=asked.kind != "choice", key=asked.key, kind=asked.kind, versions=alike)


def group(code: str, title: str | Promise, options: Mapping[str, str | Promise]) -> Group:
    return Group(code, str(title), [(key, str(text)) for key, text in options.items()])
