"""When something is asked, and how often, in words for who writes or reads a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.calls.conditions import Condition, Rule
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Question
from fundportal.web.bilingual import pick


def condition_in_words(condition: Condition | None, questions: Mapping[str, Question]) -> str:
    """“Only if “What have you filmed?” is “Short films” or “One feature film or more”.”; empty where there is no condition."""
    if not condition:
        return ""
    rules = [rule_in_words(rule, questions) for rule in condition["rules"]]
    joint = _(" or ") if condition["match"] == "any" else _(" and ")
    return _("Only if %(rules)s.") % {"rules": joint.join(rules)}


def rule_in_words(rule: Rule, questions: Mapping[str, Question]) -> str:
    q = questions.get(rule["key"])
    words: dict[str, Any] = {"question": pick(q["label"]) if q else rule["key"], "least": rule.get("from"), "most": rule.get("to")}
    if "in" not in rule and "not_in" not in rule:
        if "to" not in rule:
            return _("“%(question)s” is %(least)d or more") % words
        if "from" not in rule:
            return _("“%(question)s” is %(most)d or less") % words
        return _("“%(question)s” is from %(least)d to %(most)d") % words
    if q is not None and q["kind"] == "declaration":
        return _("“%(question)s” is ticked") % words
    names = dict(question_type(q["kind"]).counts(q)) if q else {}
    if "not_in" in rule:
        return _("“%(question)s” is answered, and with none of these: %(answers)s") % {
            **words,
            "answers": named(rule["not_in"], names, ", "),
        }
    answers = named(rule["in"], names, _(" or "))
    return _("“%(question)s” is %(answers)s") % {**words, "answers": answers}


def named(codes: Iterable[str], names: Mapping[str, str], between: str) -> str:
    return between.join(f"“{names.get(code, code)}”" for code in codes)


def repeat_in_words(repeat: Mapping[str, int] | None) -> str:
    """“From 1 to 10 times.”; empty where the section is there once."""
    if not repeat:
        return ""
    if repeat["min"] == repeat["max"]:
        return ngettext("Once.", "%(most)d times.", repeat["max"]) % {"most": repeat["max"]}
    return _("From %(least)d to %(most)d times.") % {"least": repeat["min"], "most": repeat["max"]}
