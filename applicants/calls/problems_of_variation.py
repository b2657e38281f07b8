"""What is wrong with what depends on answers, and with what repeats, in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from applicants.calls.conditions import BY_NUMBER, KINDS, Condition, Rule
from applicants.calls.questions import question_type, question_types
from applicants.calls.questions.base import Question
from applicants.calls.repeats import LONGEST_SUFFIX, MOST_TIMES
from fundportal.web.bilingual import pick

KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
LONGEST_KEYS = {"section": 30, "question": 40}
LARGEST = 10**9
MOST_RULES = 20
Document = Mapping[str, Any]


def problems_of_variation(document: Document) -> list[str]:
    """Keys that pages could not work with, conditions on what does not come before, numbers of times that cannot be."""
    found = [
        _("The key “%(key)s” cannot be used: small letters a to z, digits and _, beginning with a letter.") % {"key": row["key"]}
        for section in document["sections"]
        for row in (section, *section["questions"])
        if not KEY.fullmatch(row["key"])
    ]
    found += [sentence for section in document["sections"] if section.get("repeat") for sentence in problems_of_repeat(section)]
    before: dict[str, Question] = {}
    for section in document["sections"]:
        found += [
            f"“{pick(section['title'])}”: {sentence}" for sentence in problems_of_condition(section.get("show_when"), before, document)
        ]
        known = dict(before)
        for q in section["questions"]:
            outer = gates(section.get("show_when"), before)
            found += [f"“{pick(q['label'])}”: {sentence}" for sentence in problems_of_condition(q.get("show_when"), known, document)]
            found += [f"“{pick(q['label'])}”: {sentence}" for sentence in given_away(q, [*outer, *gates(q.get("show_when"), known)])]
            known[q["key"]] = q
        if not section.get("repeat"):
            before = known
    return found


def problems_of_repeat(section: Document) -> list[str]:
    repeat = section["repeat"]
    sound = isinstance(repeat, dict) and set(repeat) == {"min", "max"} and all(type(n) is int for n in repeat.values())
    if not sound or not 1 <= repeat["min"] <= repeat["max"] <= MOST_TIMES:
        sentence = _("The section “%(section)s” may be filled in from 1 to %(most)d times, and at least as often as it has to.")
        return [sentence % {"section": pick(section["title"]), "most": MOST_TIMES}]
    longest = {name: length - LONGEST_SUFFIX for name, length in LONGEST_KEYS.items()}
    too_long = [
        key
        for key, most in [(section["key"], longest["section"]), *((q["key"], longest["question"]) for q in section["questions"])]
        if len(key) > most
    ]
    return [_("The key “%(key)s” is too long for a section that repeats.") % {"key": key} for key in too_long]


def problems_of_condition(condition: Condition | None, before: Mapping[str, Question], document: Document) -> Iterator[str]:
    if not condition:
        return
    if condition.get("match") not in ("all", "any") or not isinstance(condition.get("rules"), list) or not condition["rules"]:
        yield _("The condition under which it is asked cannot be read. Write it anew.")
        return
    if len(condition["rules"]) > MOST_RULES:
        yield _("It depends on too many questions: at most %(most)d.") % {"most": MOST_RULES}
        return
    for rule in condition["rules"]:
        yield from problems_of_rule(rule, before, document)


def problems_of_rule(rule: Rule, before: Mapping[str, Question], document: Document) -> Iterator[str]:
    key = rule.get("key") if isinstance(rule, dict) else None
    if not isinstance(key, str):
        yield _("The condition under which it is asked cannot be read. Write it anew.")
        return
    q = before.get(key)
    if q is None:
        everywhere = {q["key"]: q for section in document["sections"] for q in section["questions"]}
        if key not in everywhere:
            yield _("It depends on a question that is not in the form (key “%(key)s”).") % {"key": key}
        else:
            words = {"question": pick(everywhere[key]["label"])}
            yield _("It depends on “%(question)s”, which does not come before it, or is in a section that repeats.") % words
        return
    if q["kind"] not in KINDS or q["kind"] not in question_types():
        yield _("It depends on “%(question)s”, whose answers are not options or whole numbers.") % {"question": pick(q["label"])}
    elif q["kind"] in BY_NUMBER:
        if not is_range(rule):
            yield _("It depends on “%(question)s”: say from which number or up to which.") % {"question": pick(q["label"])}
    else:
        yield from problems_of_codes(rule, q)


def problems_of_codes(rule: Rule, q: Question) -> Iterator[str]:
    excludes, words = "not_in" in rule, {"question": pick(q["label"])}
    codes = rule.get("not_in" if excludes else "in")
    if len(rule) != 2 or not isinstance(codes, list) or not codes or not all(isinstance(code, str) for code in codes):
        yield _("It depends on “%(question)s”: choose at least one of its options.") % words
        return
    try:
        offered = {code for code, _label in question_type(q["kind"]).counts(q)}
    except (KeyError, TypeError):  # its own settings are wrong, which is said of it
        return
    for code in codes:
        if code not in offered:
            yield _("It depends on “%(question)s”, which has no option “%(code)s”.") % {**words, "code": code}
    if excludes and offered <= set(codes):
        yield _("It is asked with none of the options of “%(question)s”, so that it would never be asked.") % words


def is_range(rule: Rule) -> bool:
    """Whether it says a lowest or a highest number, or both in this order."""
    ends = [rule[name] for name in ("from", "to") if name in rule]
    sound = ends and set(rule) <= {"key", "from", "to"} and all(type(end) is int and 0 <= end <= LARGEST for end in ends)
    return bool(sound) and ends == sorted(ends)


def gates(condition: Condition | None, before: Mapping[str, Question]) -> list[Question]:
    """The questions on which something depends, as far as they are there."""
    rules = (condition or {}).get("rules")
    keys = [rule.get("key") for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []
    return [before[key] for key in keys if isinstance(key, str) and key in before]


def given_away(q: Question, gates: list[Question]) -> Iterator[str]:
    """That something was asked tells what was answered before: it may not be read by more people, nor kept under less consent, than that answer."""
    for gate in gates:
        words = {"question": pick(gate["label"])}
        if gate["sensitive"] and not q["sensitive"]:
            yield (
                _("It is asked by the answer to “%(question)s”, which is sensitive data, and would tell it: mark it as sensitive too.")
                % words
            )
        if gate["tier"] and not 0 < q["tier"] <= gate["tier"]:
            yield (
                _("It is asked by the answer to “%(question)s”, which reviewers may not see, and would tell it: hide it as early.") % words
            )
