"""Rules go public: frozen into a version, beside those under which others were checked before."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from applicants.calls.eligibility.judge import NOT, Answers, judge, kind_of
from applicants.calls.eligibility.kinds import rule_kinds
from applicants.calls.eligibility.kinds.base import Rule
from applicants.calls.eligibility.models import RulesVersion
from applicants.calls.eligibility.versions import build, rules_version
from applicants.calls.models import Call
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.web.bilingual import pick
from fundportal.web.canonical import canonical, sha256
from fundportal.web.refusals import Refusal

MOST_RULES = 12  # a minute's worth

results_asked = Signal()
"""Sent with `call`; a receiver returns a list of Held: who was checked, and has an application in it that lives."""


class Held(NamedTuple):
    """A check that somebody made: its answers, the version that was asked; the folio of who has handed in, empty for a draft."""

    folio: str
    version: int
    answers: Answers


class Turning(NamedTuple):
    """Whose result would become a no: those who handed in by folio, of drafts the number."""

    folios: list[str]
    drafts: int


class RulesBroken(Refusal):
    """Something is wrong with the rules; `problems` holds a sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class RulesChanged(Refusal):
    """They are no longer those that were read when it was confirmed."""

    def __init__(self) -> None:
        super().__init__(_("Somebody changed the rules after you opened this page. Nothing was published: read them again."))


def problems(document: dict[str, Any]) -> list[str]:
    """What is wrong with the rules, in sentences; empty when nothing is."""
    found = [f"{place}. {name_of(rule)}: {sentence}" for place, rule in enumerate(document["rules"], 1) for sentence in problems_of(rule)]
    if len(document["rules"]) > MOST_RULES:
        found.append(_("There are more than %(most)d rules: that is no longer a minute.") % {"most": MOST_RULES})
    if not found:
        asked = Counter(kind_of(rule).asks(rule) for rule in document["rules"])
        found = [
            _("Two rules ask the same: “%(question)s”. Put them into one.") % {"question": pick(rule["ask"])}
            for rule in {kind_of(rule).asks(rule): rule for rule in document["rules"]}.values()
            if asked[kind_of(rule).asks(rule)] > 1
        ]
    return found


def problems_of(rule: Rule) -> list[str]:
    kind = rule_kinds().get(rule["kind"])
    if kind is None:
        return [_("There is no kind of rule “%(kind)s”.") % {"kind": rule["kind"]}]
    if not isinstance(rule["config"], dict):
        return [_("The settings cannot be read. Open the rule and write them again.")]
    lacking = [] if rule["ask"].get("es") or not kind.in_own_words else [_("The question is missing.")]
    return [*kind.check_config(rule["config"]), *lacking]


def name_of(rule: Rule) -> str:
    kind = rule_kinds().get(rule["kind"])
    return pick(rule["ask"]) or (str(kind.label) if kind else rule["kind"])


def is_changed(call: Call, document: dict[str, Any]) -> bool:
    """Whether people are still checked by older rules, or by none."""
    shown = rules_version(call.rules_version_id).rules if call.rules_version_id else []
    return canonical(shown) != canonical(document["rules"])


def turning(call: Call, document: dict[str, Any]) -> Turning:
    """Who was told that the call is for them, and would not be told so any more. They keep their way; staff should know before they confirm."""
    answers: list[tuple[Any, Any]] = results_asked.send(sender=Call, call=call)
    turned = [
        held
        for _receiver, found in answers
        for held in found
        if judge(rules_version(held.version).rules, held.answers).result != NOT and judge(document["rules"], held.answers).result == NOT
    ]
    return Turning(sorted(held.folio for held in turned if held.folio), sum(not held.folio for held in turned))


def fingerprint(document: dict[str, Any]) -> str:
    return sha256(canonical(document))


@transaction.atomic
def publish_rules(*, call: Call, by: User | None, confirmed: str | None = None) -> RulesVersion | None:
    """Freeze the rules as they stand and check by them from now on; what was checked before keeps its version and its result.

    `confirmed` is the fingerprint of what the person has read. Where nothing has changed, nothing happens (None). Raises RulesBroken, RulesChanged.
    """
    call = Call.objects.select_for_update(of=("self",), no_key=True).select_related("cohort__strand__program").get(pk=call.pk)
    document = build(call)
    if confirmed is not None and confirmed != fingerprint(document):
        raise RulesChanged
    if found := problems(document):
        raise RulesBroken(found)
    if not is_changed(call, document):
        return None
    last = RulesVersion.objects.filter(call=call).order_by("-number").values_list("number", flat=True).first() or 0
    version = RulesVersion.objects.create(call=call, number=last + 1, document=document, sha256=fingerprint(document), published_by=by)
    call.rules_version = version
    call.save(update_fields=["rules_version"])
    record(
        actor=by,
        verb="rules_published",
        target=f"call:{call.slug}",
        program_code=call.program_code,
        version=version.number,
        sha256=version.sha256,
    )
    return version
