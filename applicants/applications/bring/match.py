"""Which answers of one application answer questions of another, and what has changed in between."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from applicants.calls.form_versions import LoadedForm
from applicants.calls.questions import question_type
from applicants.calls.questions.base import ANEW, Json, Question, Shown, is_answered
from fundportal.web.bilingual import pick

TEXTS = frozenset({"short_text", "long_text"})


class Offer(NamedTuple):
    """An answer that a question could get: of which earlier question (`source`), how it reads, and what has changed.

    `typed` when it does not hold under the limits of now: then it comes over as it is, to be corrected. `aside` when it cannot be taken over at
    all and is only shown, to be copied.
    """

    source: str
    label: str
    shown: Shown
    value: Json
    changes: list[str]
    typed: bool = False
    aside: bool = False


class Match(NamedTuple):
    """A question of now with the answer that it has, and what could be brought into it: `offer` by its key, `others` to choose from."""

    key: str
    label: str
    section: str
    now: Shown | None
    offer: Offer | None
    others: list[tuple[str, str]]


def matches(
    *, was: LoadedForm, then: Mapping[str, Json], now: LoadedForm, answers: Mapping[str, Json], left_out: Collection[str] = ()
) -> list[Match]:
    """Every question of the form of now into which something of the earlier answers `then` could go, in its order; `left_out` are not
    offered, nor what stands there already. Where nothing is answered, answers to questions that are gone may be chosen."""
    told = {key: q for key, q in was.questions.items() if is_answered(then.get(key)) and q["kind"] not in ANEW}
    free = {key: q for key, q in told.items() if key not in now.questions}
    found = []
    for section in now.sections:
        for q in section.questions:
            key, value = q["key"], answers.get(q["key"])
            if q["kind"] in ANEW or key in left_out or (is_answered(value) and value == then.get(key)):
                continue
            offer = offer_of(told[key], then[key], q) if key in told else None
            empty = not offer and not is_answered(value)
            others = [(one, pick(other["label"])) for one, other in free.items() if empty and compatible(other, q)]
            if offer or others:
                stands = question_type(q["kind"]).show(value, q) if is_answered(value) else None
                found.append(Match(key, pick(q["label"]), section.title, stands, offer, others))
    return found


def compatible(was: Question, now: Question) -> bool:
    """Whether an answer to one may be an answer to the other: the same kind, or two kinds of text."""
    return was["kind"] == now["kind"] or {was["kind"], now["kind"]} <= TEXTS


def offer_of(was: Question, value: Json, now: Question) -> Offer:
    """One earlier answer, held against a question of now."""
    shown = question_type(was["kind"]).show(value, was)
    changes = [] if was["label"] == now["label"] else [_("The question was worded differently: “%(was)s”") % {"was": pick(was["label"])}]
    if not compatible(was, now):
        changes.append(_("It asks for something of another kind now, so the answer is only shown here, to be copied."))
        return Offer(was["key"], pick(was["label"]), shown, value, changes, aside=True)
    problems = question_type(now["kind"]).problems(value, now)
    if problems and now["kind"] in TEXTS and isinstance(value, str):
        changes += [_("It does not fit as it is: %(problem)s It comes over whole, for you to correct.") % {"problem": p} for p in problems]
        return Offer(was["key"], pick(was["label"]), shown, value, changes, typed=True)
    if problems:
        changes += [_("It is no longer accepted: %(problem)s") % {"problem": problem} for problem in problems]
        return Offer(was["key"], pick(was["label"]), shown, value, changes, aside=True)
    return Offer(was["key"], pick(was["label"]), shown, value, changes)
