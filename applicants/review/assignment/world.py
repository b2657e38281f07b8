"""What an assignment starts from: the applications that a round reads, its reviewers, what is assigned already, and who should not read what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q

from applicants.applications.transcripts.models import Transcript
from applicants.applications.transcripts.source import source_of
from applicants.calls.form_versions import form_version
from applicants.calls.languages.said import known_code
from applicants.calls.questions.base import is_answered
from applicants.calls.repeats import taken_apart
from applicants.review.assignment.conflicts import Pair, conflicts
from applicants.review.assignment.read import Reader, Reading
from applicants.review.assignment.rules import Rules
from applicants.review.calibration.models import CalibrationApplication
from applicants.review.desk.reading import is_hidden
from applicants.review.models import Review, Round
from applicants.review.panel.languages import OF_PAGES, SPANISH, said_by
from applicants.review.panel.models import ReviewerProfile
from applicants.review.panel.topics import names_of, plain_words
from applicants.review.rounds.assign import reviewers_of

if TYPE_CHECKING:
    from fundportal.accounts.models import User


@dataclass(frozen=True)
class Standing:
    """Reviews of the round, by (application, reviewer). `fixed`: handed in, begun or opened. `kept`: assigned, not opened. `abstained`: declared a conflict.
    `handed_in_by_others`: how many of each application were handed in by people who are no reviewers any more, and `left`: what those have not begun."""

    fixed: frozenset[Pair]
    kept: frozenset[Pair]
    abstained: frozenset[Pair]
    handed_in_by_others: dict[int, int]
    left: frozenset[Pair]


@dataclass(frozen=True)
class World:
    """`elsewhere`: what each reviewer has in the round beyond these applications: those in which the person who plans has a part are left out."""

    applications: list[Reading]
    reviewers: list[Reader]
    standing: Standing
    conflicts: dict[Pair, list[str]]
    elsewhere: dict[int, int] = field(default_factory=dict)


def world(round: Round, rules: Rules, by: User, *, only: int | None = None) -> World:
    """As it is now, for a person who plans; with `only`, of that application alone. What the whole panel reads to be calibrated, and
    counts, has its readers. A constant number of statements."""
    calibrating = CalibrationApplication.objects.filter(calibration__round=round, calibration__counts=True)
    rows = round.taken.exclude(pk__in=calibrating.values("application")).apart_from(by)
    if only is not None:
        rows = rows.filter(pk=only)
    keys = dict(rows.order_by("pk").values_list("pk", "folio"))
    readers = [reader(person, profile) for person, profile in with_profiles(round.call.program_code)]
    standing, elsewhere = standing_of(round, keys.keys(), {each.pk for each in readers})
    return World(readings(round, keys, rules), readers, standing, conflicts(round, list(keys), [each.pk for each in readers]), elsewhere)


def with_profiles(program_code: str) -> list[tuple[int, ReviewerProfile | None]]:
    """The programme's reviewers, by their keys, each with what the programme knows."""
    profiles = {row.reviewer_id: row for row in ReviewerProfile.objects.filter(program_code=program_code)}
    return [(pk, profiles.get(pk)) for pk in sorted(reviewers_of(program_code).values_list("pk", flat=True))]


def reader(pk: int, profile: ReviewerProfile | None) -> Reader:
    if profile is None:
        return Reader(pk, said_by(None), frozenset(), frozenset(), frozenset(), frozenset(), None)
    knows, likes, avoids, pools = (plain_words(each) for each in (profile.knows, profile.likes, profile.avoids, profile.pools))
    return Reader(pk, said_by(profile.languages), knows, likes, avoids, pools, profile.load)


def standing_of(round: Round, applications: Collection[int], reviewers: Collection[int]) -> tuple[Standing, dict[int, int]]:
    fixed: set[Pair] = set()
    kept: set[Pair] = set()
    abstained: set[Pair] = set()
    left: set[Pair] = set()
    others: dict[int, int] = {}
    elsewhere: dict[int, int] = {}
    read = Review.objects.filter(round=round, application__call=round.call_id, application__state__in=round.read_states)
    read = read.filter(Q(counts=True) | Q(conflict=Review.Conflict.DECLARED))  # who reads one to calibrate the panel is free to be given it
    rows = read.values_list("application_id", "reviewer_id", "conflict", "saved_at", "submitted_at")
    for application, person, conflict, saved, submitted in rows:
        pair = (application, person)
        begun = bool(submitted or saved or conflict == Review.Conflict.NONE)
        if conflict == Review.Conflict.DECLARED:
            abstained.add(pair)
        elif application not in applications:
            elsewhere[person] = elsewhere.get(person, 0) + 1
        elif person in reviewers:
            (fixed if begun else kept).add(pair)
        elif submitted:
            others[application] = others.get(application, 0) + 1
        elif not begun:
            left.add(pair)
    return Standing(frozenset(fixed), frozenset(kept), frozenset(abstained), others, frozenset(left)), elsewhere


def readings(round: Round, folios: dict[int, str], rules: Rules) -> list[Reading]:
    """What is read off the frozen answers: the options chosen as topics, and the languages of what reviewers get to see."""
    translated = translations(list(folios))
    found = []
    for pk, version, language, chosen, spoken in frozen(list(folios), rules):
        questions = form_version(version).questions
        topics = {
            names_of(option)
            for key in rules.topics
            if key in questions and is_answered(chosen.get(key))
            for option in questions[key]["config"].get("options", ())
            if option["code"] in chosen[key]
        }
        needs = {frozenset({OF_PAGES.get((language or "").partition("-")[0], SPANISH)})}
        for key, answer in spoken.items():
            code, question = known_code(answer.get("language")), questions.get(taken_apart(key)[0])
            if code and question and not is_hidden(question, round.blind_tier):
                needs.add(frozenset({code}) | translated.get((pk, key, source_of(answer)), frozenset()))
        found.append(Reading(pk, folios[pk], frozenset(topics), frozenset(needs)))
    return found


FROZEN = """
SELECT a.id, s.form_version_id, d.document ->> 'language',
  (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(e.answers) WHERE key = ANY(%s))::text,
  (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(e.answers) WHERE jsonb_typeof(value) = 'object' AND value ? 'language')::text
FROM applicants_application a JOIN applicants_submission s ON s.id = a.submission_id, LATERAL (SELECT s.document::jsonb AS document) d,
  LATERAL (SELECT CASE jsonb_typeof(d.document -> 'answers') WHEN 'object' THEN d.document -> 'answers' ELSE '{}' END AS answers) e
WHERE a.id = ANY(%s) ORDER BY a.id
"""


def frozen(applications: list[int], rules: Rules) -> list[tuple[int, int, str | None, dict[str, list[str]], dict[str, dict[str, object]]]]:
    """Of each application's last submission: the options chosen, as lists, and the answers that say in which language they are. One statement: documents
    stay in the database."""
    with connection.cursor() as cursor:
        cursor.execute(FROZEN, [list(rules.topics), applications])
        rows = cursor.fetchall()
    return [
        (pk, version, language, {key: listed(value) for key, value in json.loads(chosen).items()}, json.loads(spoken))
        for pk, version, language, chosen, spoken in rows
    ]


def listed(value: object) -> list[str]:
    """An answer of one option or of several."""
    return [value] if isinstance(value, str) else [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def translations(applications: list[int]) -> dict[tuple[int, str, str], frozenset[str]]:
    """(application, question, source) -> the languages into which that answer was translated."""
    rows = Transcript.objects.filter(application__in=applications, kind=Transcript.Kind.TRANSLATION)
    found: dict[tuple[int, str, str], frozenset[str]] = {}
    for application, key, source, language in rows.values_list("application_id", "key", "source", "language"):
        code = known_code(language)
        if code:
            found[application, key, source] = found.get((application, key, source), frozenset()) | {code}
    return found


def fingerprint(seen: World, round: Round) -> str:
    """What a plan rests on, in 64 signs: when anything of it changes, so do they."""
    standing = seen.standing
    parts = [
        [round.pk, round.reviews_wanted, round.closed_at is None],
        [[each.pk, sorted(map(sorted, each.topics)), sorted(map(sorted, each.languages))] for each in seen.applications],
        [[each.pk, *(sorted(words) for words in each[1:6]), each.load] for each in seen.reviewers],
        [sorted(pairs) for pairs in (standing.fixed, standing.kept, standing.abstained, standing.left)],
        [sorted(standing.handed_in_by_others.items()), sorted(seen.elsewhere.items()), sorted(seen.conflicts)],
    ]
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()
