"""Rules and limits as sentences, in the language of the moment."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.disclosure.composition.problem import FILL, PLACES, Limit
from applicants.selection.composer.plan import Plan, Rule
from applicants.selection.composer.pool import Pool


def rule_in_words(rule: Rule, pool: Pool) -> str:
    """“At least 3 with “Which state?”: Oaxaca, Chiapas”."""
    countable = pool.countables.get(rule.what)
    what = countable.label if countable else rule.what
    codes = ", ".join(countable.name(code) if countable else code for code in rule.codes)
    said = {"number": rule.number, "what": what, "codes": codes}
    if rule.is_floor:
        return (
            ngettext("At least %(number)d with “%(what)s”: %(codes)s", "At least %(number)d with “%(what)s”: %(codes)s", rule.number) % said
        )
    return ngettext("At most %(number)d with “%(what)s”: %(codes)s", "At most %(number)d with “%(what)s”: %(codes)s", rule.number) % said


def limit_in_words(limit: Limit, plan: Plan, pool: Pool) -> str:
    """A sentence for a limit of the plan's problem; of a rule it also says how many candidates there are whom it is about."""
    if limit.key == PLACES:
        return ngettext("There is %(number)d place", "There are %(number)d places", limit.number) % {"number": limit.number}
    if limit.key == FILL:
        many = {"number": limit.number, "there": len(limit.members)}
        return (
            ngettext(
                "The only place is to be filled; %(there)d candidates are there",
                "All %(number)d places are to be filled; %(there)d candidates are there",
                limit.number,
            )
            % many
        )
    way, _colon, name = limit.key.partition(":")
    if way in ("in", "out"):
        return named(int(name), plan, pool, is_in=way == "in")
    there = ngettext("%(number)d candidate fits that", "%(number)d candidates fit that", len(limit.members)) % {
        "number": len(limit.members)
    }
    return f"{rule_in_words(plan.rules[int(limit.key[1:])], pool)} ({there})"


def named(pk: int, plan: Plan, pool: Pool, *, is_in: bool) -> str:
    candidate = pool.candidates.get(pk)
    said = {"folio": candidate.folio if candidate else pk, "why": (plan.pins if is_in else plan.bans).get(pk, "")}
    return (_("%(folio)s is set: %(why)s") if is_in else _("%(folio)s is left out: %(why)s")) % said


def sentences(limits: Iterable[Limit], plan: Plan, pool: Pool) -> list[str]:
    return [limit_in_words(limit, plan, pool) for limit in limits]
