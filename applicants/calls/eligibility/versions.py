"""Rules in memory: those that were published, which never change, and those that staff are writing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import override

from applicants.calls.eligibility.kinds import rule_kinds
from applicants.calls.eligibility.kinds.base import Rule
from applicants.calls.eligibility.models import Rule as RuleRow
from applicants.calls.eligibility.models import RulesVersion
from applicants.calls.form_versions import both
from applicants.calls.models import Call
from fundportal.web.language import PREFIXES

KEPT = 200


class LoadedRules(NamedTuple):
    """A version as pages use it; `id` 0 is what has not been published."""

    id: int
    number: int
    rules: list[Rule]


@lru_cache(maxsize=KEPT)
def rules_version(id: int) -> LoadedRules:
    """The version with this id: one statement the first time, none afterwards. Raises RulesVersion.DoesNotExist."""
    row = RulesVersion.objects.get(pk=id)
    return LoadedRules(row.pk, row.number, row.rules)


def rules_of(call: Call) -> LoadedRules | None:
    """The rules under which the call is checked now; None when it has no check."""
    found = rules_version(call.rules_version_id) if call.rules_version_id else None
    return found if found and found.rules else None


def build(call: Call) -> dict[str, Any]:
    """The document of the rules as staff have them now. One statement."""
    return {"rules": [document(row) for row in call.rules.all()]}


def document(row: RuleRow) -> Rule:
    """A rule with its words in both languages: those of staff where there are any, else its kind's own."""
    return {
        "kind": row.kind,
        "ask": {**own_words(row, "ask"), **both(row, "ask")},
        "why": {**own_words(row, "why"), **both(row, "why")},
        "config": row.config,
    }


def own_words(row: RuleRow, name: str) -> dict[str, str]:
    """What the kind says; nothing for an unknown one, or one whose settings are broken (`problems` says so)."""
    kind = rule_kinds().get(row.kind)
    if kind is None or kind.check_config(row.config):
        return {}
    texts: dict[str, str] = {}
    for language, code in PREFIXES.items():
        with override(code):
            texts[language] = getattr(kind, name)(row.config)
    return {language: text for language, text in texts.items() if text}
