"""Which questions are answered at all. Decided by what was asked, now and before, and never by what anybody said: a refusal tells nothing.

A reader who compares answers looks for two questions that differ in one person (Dinur and Nissim, Revealing information while preserving privacy,
2003). So two questions differ in nothing or in five people, of whom each could be in and could be out: whoever is left out together with four who never
had a chance is left out alone. That is asked of who is there, set and left out; points are those of the first question for ever. And whether one is answered can be worked out without the answers (Kenthapadi, Mishra and
Nissim, Simulatable auditing, 2005).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from enum import Enum

from django.utils.translation import gettext_lazy as _

from applicants.disclosure.composition.problem import Problem
from applicants.disclosure.composition.solve import solve
from applicants.disclosure.floors.question import Floor, Question, in_both, moved, parted, rescored, steps
from applicants.disclosure.floors.reach import reach, swayed
from applicants.disclosure.rule import INTERNAL

FEWEST = INTERNAL.threshold
BUDGET = 12
"""Questions that a cohort has. One that was asked before costs nothing: it has the answer that it had."""


class Objection(Enum):
    """Why a question is not answered. READ is said by who keeps the points: a round that is not closed goes on moving them."""

    OPEN = "open"
    READ = "read"
    SMALL = "small"
    ROOM = "room"
    TIGHT = "tight"
    OTHER_WORDS = "other_words"
    BAND = "band"
    CLOSE = "close"
    ONE = "one"
    POINTS = "points"
    SPENT = "spent"


SENTENCES = {
    Objection.OPEN: _(
        "The call is still open: who applies, and what people say about themselves, may still change. Ask once it has closed."
    ),
    Objection.READ: _("The round is still being read, so points may still move. Ask once the round is closed."),
    Objection.SMALL: _("A floor on what people say about themselves is of five or more: with fewer it would speak of single people."),
    Objection.ROOM: _(
        "Too few places are left open beside those that are set: who is chosen for the rest could be told from the answer. Set fewer, or lower the floor."
    ),
    Objection.TIGHT: _(
        "Fewer than five applications could be exchanged within the tie band: who comes in could be told from the answer. Widen the band, or drop rules."
    ),
    Objection.OTHER_WORDS: _("A floor on this question was asked before with other answers, or beside one that overlaps with it."),
    Objection.BAND: _(
        "The tie band stays as wide as it was when this cohort was first asked about: wider by a little would tell of those who come in by that."
    ),
    Objection.CLOSE: _(
        "A number (of a floor, of a rule or of the places) is less than five away from what was asked before. Ask for the same one, or for one five away."
    ),
    Objection.ONE: _(
        "An earlier composition was asked about that differs from this one in fewer than five applications that could be in or out: the two answers together could tell what one person said. Who has withdrawn since counts among them; the earlier answer stands."
    ),
    Objection.POINTS: _(
        "The points are not those with which this cohort was first asked about: who comes within the tie band by that could be told from the answer."
    ),
    Objection.SPENT: _("This cohort has been asked about as often as it may be."),
}


def objection(
    question: Question,
    earlier: Sequence[Question],
    *,
    sources: Callable[[str], Collection[str]],
    asked_of_cohort: int = 0,
    is_open: bool = False,
) -> Objection | None:
    """Why this question is not answered after those; None when it is. `sources` names the questions that a subject is worked out of. While the call
    `is_open` nothing is answered. The problem has a solution without the floors. Raises TooHard."""
    found = [
        (Objection.OPEN, is_open),
        (Objection.SMALL, any(floor.number < FEWEST for floor in question.floors)),
        (Objection.ROOM, not leaves_room(question)),
        (Objection.OTHER_WORDS, overlaps(question, earlier, sources)),
        (Objection.ONE, any(differ_in_few(question, before) for before in earlier)),
        (Objection.POINTS, any(rescored(question, before) for before in earlier)),
        (Objection.BAND, any(before.band != question.band for before in earlier)),
        (Objection.CLOSE, any(step < FEWEST for before in earlier for step in steps(question, before))),
        (Objection.SPENT, asked_of_cohort >= BUDGET),
    ]
    reason = next((reason for reason, holds in found if holds), None)
    if reason:
        return reason
    if any(is_near(question, before) for before in earlier):
        return Objection.ONE
    return Objection.TIGHT if exchangeable(question.problem, question.band) < FEWEST else None


def leaves_room(question: Question) -> bool:
    """Even if everything is known of those who are set, the floor leaves five of the others free to be anything."""
    held = sum(question.fixed().values())
    return all(floor.number <= question.places - held - FEWEST for floor in question.floors)


def overlaps(question: Question, earlier: Sequence[Question], sources: Callable[[str], Collection[str]]) -> bool:
    """Whether two floors look at one answer in two ways."""
    known: list[Floor] = [floor for each in (question, *earlier) for floor in each.floors]
    own = [floor.subject for floor in question.floors]
    return len(set(own)) < len(own) or any(
        set(sources(floor.subject)) & set(sources(other.subject))
        and (floor.subject, sorted(floor.codes)) != (other.subject, sorted(other.codes))
        for floor in question.floors
        for other in known
    )


def differ_in_few(question: Question, before: Question) -> bool:
    """Whether the two differ in somebody, and in fewer than five."""
    return 0 < len(moved(question, before)) < FEWEST or any(len(part) < FEWEST for part in parted(question, before))


def is_near(question: Question, before: Question) -> bool:
    """Whether the two differ in somebody, and in fewer than five for whom it matters: who may be in and may be out by what is open."""
    people = moved(question, before)
    if people and len(swayed([reach(question, people), reach(before, people)])) < FEWEST:
        return True
    parts = parted(question, before)
    if not parts:
        return False
    reaches = [reach(each, in_both(question, before)) for each in (question, before)]
    free = [swayed(reaches), *(swayed([each]) for each in reaches)]
    return any(0 < len(part & some) < FEWEST for part in parts for some in free)


def exchangeable(problem: Problem, band: int) -> int:
    """How many candidates of the best composition could make room for others within the band, all at once."""
    best = solve(problem)
    if best is None:
        return 0
    away = {each: 0 if each in best.chosen else 1 for each in problem.scores}
    other = solve(problem, least=best.total - band, weights=away)
    return len(other.chosen - best.chosen) if other else 0
