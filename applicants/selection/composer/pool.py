"""Who may be chosen in a round, with points and with the answers by which rules are stated. Read once for a page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from applicants.applications.models import Application, Submission
from applicants.calls.form_versions import form_version
from applicants.calls.languages.catalogue import grouping_of, language_name
from applicants.calls.languages.said import known_code
from applicants.calls.places.entities import entity_name
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Question
from applicants.calls.repeats import base_of
from applicants.calls.voice.answer import LANGUAGE, has_parts
from applicants.disclosure.floors.stated import askable
from applicants.review.models import Round
from applicants.selection.composer.plan import SELF
from applicants.selection.composer.points import points
from applicants.selection.decisions.stage import DECIDABLE
from fundportal.consents.models import Consent, Purpose
from fundportal.web.bilingual import pick

TONGUE = "language:"
"""Before the key of a question when it is about the language of its answers."""


@dataclass(frozen=True)
class Countable:
    """Something that rules may be about. `options`: (code, label, candidates with it; None where nobody is told). With `needs_ground` the rule has to say by
    which law and which point of the call it may be stated."""

    key: str
    label: str
    options: list[tuple[str, str, int | None]]
    needs_ground: bool = False

    @property
    def is_self(self) -> bool:
        return self.key.startswith(SELF)

    def name(self, code: str) -> str:
        return next((label for known, label, _count in self.options if known == code), code)


@dataclass(frozen=True)
class Candidate:
    """`points` in thousandths; `codes`: key of a countable -> codes of the answer."""

    pk: int
    folio: str
    person: str
    state: str
    points: int
    codes: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Pool:
    round: Round
    candidates: dict[int, Candidate]
    countables: dict[str, Countable]

    @cached_property
    def scores(self) -> dict[int, int]:
        return {pk: candidate.points for pk, candidate in self.candidates.items()}

    @cached_property
    def by_folio(self) -> dict[str, Candidate]:
        return {candidate.folio: candidate for candidate in self.candidates.values()}

    def members(self, key: str, codes: Iterable[str]) -> frozenset[int]:
        """Whose answer is one of these codes."""
        wanted = frozenset(codes)
        return frozenset(pk for pk, candidate in self.candidates.items() if candidate.codes.get(key, frozenset()) & wanted)

    def fingerprint(self, keys: Iterable[str]) -> str:
        """Candidates, points and the answers by these keys, in short: another one means that something has changed."""
        own = set(keys)
        lines = [
            [pk, candidate.points, sorted((key, sorted(codes)) for key, codes in candidate.codes.items() if key in own)]
            for pk, candidate in sorted(self.candidates.items())
        ]
        return sha256(json.dumps(lines).encode()).hexdigest()


def pool_of(round: Round) -> Pool:
    """Applications that are still to be decided and have a review handed in in the round, the best first. Five statements."""
    scores = points(round)
    rows = Application.objects.filter(call=round.call_id, state__in=[state for state in DECIDABLE if state in round.read_states])
    rows = (
        rows.filter(pk__in=scores).select_related("applicant").only("folio", "state", "submission", "applicant__name", "applicant__email")
    )
    found = {row.pk: row for row in rows}
    asked = form_version(round.call.form_version_id).questions if round.call.form_version_id else {}
    questions = {key: q for key, q in asked.items() if is_countable(q)}
    answers = codes_of(found.values(), questions)
    candidates = {
        pk: Candidate(pk, row.folio, str(row.applicant), row.state, scores[pk], answers.get(pk, {}))
        for pk, row in sorted(found.items(), key=lambda item: (-scores[item[0]], item[1].folio))
    }
    return Pool(round, candidates, {**of_the_form(questions, candidates.values()), **of_the_self(round)})


def is_countable(q: Question) -> bool:
    """Whether answers can be told apart by codes. A sentence that everybody has to agree to tells nobody apart."""
    if q["kind"] == "declaration" and q["required"]:
        return False
    return q["kind"] == "municipality" or bool(q["config"].get("voice")) or bool(question_type(q["kind"]).counts(q))


def codes_of(rows: Iterable[Application], questions: Mapping[str, Question]) -> dict[int, dict[str, frozenset[str]]]:
    """Application -> countable -> codes, of what was handed in last. Sensitive answers count while the consent to their use stands."""
    submissions = {row.submission_id: row for row in rows if row.submission_id}
    sensitive = {key for key, q in questions.items() if q["sensitive"]}
    agreed = set[str]()
    if sensitive:
        folios = [row.folio for row in submissions.values()]
        agreed = set(Consent.objects.standing().filter(purpose=Purpose.SENSITIVE, about__in=folios).values_list("about", flat=True))
    found: dict[int, dict[str, frozenset[str]]] = {}
    for pk, document in Submission.objects.filter(pk__in=list(submissions)).values_list("pk", "document"):
        row, own = submissions[pk], dict[str, set[str]]()
        for key, value in json.loads(document)["answers"].items():
            q = questions.get(base_of(key))
            if q and (q["key"] not in sensitive or row.folio in agreed):
                name, codes = coded(q, value)
                own.setdefault(name, set()).update(codes)
        found[row.pk] = {name: frozenset(codes) for name, codes in own.items() if codes}
    return found


def coded(q: Question, value: Any) -> tuple[str, set[str]]:
    """The countable and the codes of one answer."""
    key = q["key"]
    if q["config"].get("voice"):
        code = grouping_of(known_code(value.get(LANGUAGE))) if has_parts(value) else ""
        return f"{TONGUE}{key}", {code} if code else set()
    if not question_type(q["kind"]).fits(value):
        return key, set()
    if q["kind"] == "municipality":
        return key, {value[:2]}
    if isinstance(value, list):
        return key, {str(each) for each in value}
    return key, {"true" if value is True else str(value)}


def of_the_form(questions: Mapping[str, Question], candidates: Iterable[Candidate]) -> dict[str, Countable]:
    """Each with its options, and whatever else was answered; languages and municipalities as far as they occur."""
    counts: dict[str, Counter[str]] = {}
    for candidate in candidates:
        for name, codes in candidate.codes.items():
            counts.setdefault(name, Counter()).update(codes)
    found: dict[str, Countable] = {}
    for key, q in questions.items():
        name = f"{TONGUE}{key}" if q["config"].get("voice") else key
        own = counts.get(name, Counter())
        options: list[tuple[str, str, int | None]] = [(code, label, own[code]) for code, label in labels_of(q, own).items()]
        if options:
            found[name] = Countable(name, label_of(name, q), options, needs_ground=q["sensitive"])
    return found


def label_of(name: str, q: Question) -> str:
    return _("Language of the answer to: %(question)s") % {"question": pick(q["label"])} if name.startswith(TONGUE) else pick(q["label"])


def labels_of(q: Question, counted: Counter[str]) -> dict[str, str]:
    """The options in the form's order; then whatever else was answered, by its code."""
    if q["config"].get("voice"):
        known = {code: language_name(code) or code for code in counted}
    elif q["kind"] == "municipality":
        known = {code: entity_name(code) for code in sorted(counted)}
    else:
        known = dict(question_type(q["kind"]).counts(q))
    return {**known, **{code: code for code in sorted(counted) if code not in known}}


def of_the_self(round: Round) -> dict[str, Countable]:
    """What the call's terms state. How many there are nobody is told here."""
    return {
        f"{SELF}{code}": Countable(f"{SELF}{code}", each.title, [(option, label, None) for option, label in each.options])
        for code, each in askable(round.call).items()
    }
