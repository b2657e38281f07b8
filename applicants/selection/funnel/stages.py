"""How far each application to a cohort's calls came, from the first word to the end of the cohort.

Every person stands at one stage, the last one reached, so that no two of them can be subtracted. Stages that few people stopped at are one with
their neighbour: they could not be shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.applications.models import Application, StateChange
from applicants.applications.states import State
from applicants.calls.models import Call
from applicants.disclosure.members import Member
from applicants.disclosure.staff.population import closed_calls, population
from applicants.disclosure.subjects import Group
from applicants.review.models import Review, Round
from programs.cohorts.models import Cohort, Enrolment

STAGE = "funnel"
STARTED = "started"
LADDER: dict[str, str | Promise] = {
    STARTED: gettext_lazy("Started"),
    "submitted": gettext_lazy("Submitted"),
    "eligible": gettext_lazy("Meets the requirements"),
    "shortlisted": gettext_lazy("On the shortlist"),
    "offered": gettext_lazy("Place offered"),
    "accepted": gettext_lazy("Place accepted"),
    "completed": gettext_lazy("Took part to the end"),
}
BEFORE_LATER_ROUNDS = "offered"
"""Rounds that read the shortlist, after the first of them, stand before this stage."""


WAITING = frozenset({State.SUBMITTED, State.IN_REVIEW, State.SHORTLISTED, State.SELECTED, State.WAITLISTED, State.OFFERED})
"""Somebody waits for a decision of the fund, or the fund for an answer to its offer."""


class Ladder(NamedTuple):
    """The stages that can be told apart from the first hand-in on, in their order; everybody who handed in, with the one at which they stopped; and apart from
    these, who `started` and never did. The first are those of the page of figures, the same people; the others are none of them: so neither page, nor both,
    says more of anybody than one table each."""

    stages: list[str]
    members: list[Member]
    started: list[Member]

    def group(self, names: Mapping[str, str]) -> Group:
        return group_of(self.stages, names)


def group_of(stages: Sequence[str], names: Mapping[str, str]) -> Group:
    return Group(STAGE, _("How far the application came"), [(stage, names[stage]) for stage in stages])


def waiting(cohort: Cohort) -> int:
    """How many applications to the cohort's calls are not decided, or have an open offer; one more for each call that has not closed. The applications of a sample
    cohort are there to be looked at, and speak of nobody."""
    undecided = 0 if cohort.is_sample else Application.objects.filter(call__cohort=cohort.pk, state__in=WAITING).count()
    return undecided + Call.objects.filter(cohort=cohort.pk).exclude(pk__in=closed_calls(cohort)).count()


def anybody(cohort: Cohort) -> bool:
    """Whether there is somebody to be counted: a table of nobody would be settled for good as well."""
    return Application.objects.filter(call__in=closed_calls(cohort)).exclude(submission=None).exists()


def ladder(cohort: Cohort, *, least: int) -> Ladder:
    """Of all who started an application to a call of the cohort that has closed; at each stage at least `least` people stopped. Constant statements."""
    stages = list(stages_of(cohort))
    furthest = last_stages(cohort, stages)
    handed_in = [(member.person, member.call) for member in population(cohort)]
    first = stages[1]
    stopped = {person: first if furthest[person] == STARTED else furthest[person] for person in handed_in}
    where = pooled(Counter(stopped.values()), stages[1:], least)
    members = [Member(*person, ((STAGE, where[stage]),)) for person, stage in stopped.items()]
    return Ladder(list(dict.fromkeys(where.values())), members, [Member(*person) for person in furthest if person not in stopped])


def stages_of(cohort: Cohort) -> dict[str, str]:
    """The codes of all stages in order, with their names in the language of the moment."""
    rounds = Round.objects.filter(call__in=closed_calls(cohort), takes=Round.Takes.SHORTLIST).values_list("ordinal", flat=True)
    later = sorted(set(rounds))[1:]
    found: dict[str, str] = {}
    for code, name in LADDER.items():
        if code == BEFORE_LATER_ROUNDS:
            found |= {f"round-{ordinal}": _("Read in round %(ordinal)d") % {"ordinal": ordinal} for ordinal in later}
        found[code] = str(name)
    return found


def last_stages(cohort: Cohort, stages: Sequence[str]) -> dict[tuple[int, int], str]:
    """(person, call) -> the last stage reached; of several applications of a person to one call the one that came furthest."""
    history = StateChange.objects.filter(application=OuterRef("pk"))
    enrolled = Enrolment.objects.standing().filter(person=OuterRef("applicant"), cohort=cohort.pk)
    reached = {
        "submitted": Q(submission__isnull=False),
        "eligible": Exists(history.filter(to_state=State.IN_REVIEW)),
        "shortlisted": Exists(history.filter(to_state=State.SHORTLISTED)),
        "offered": Exists(history.filter(to_state=State.OFFERED)),
        "accepted": Exists(history.filter(to_state=State.CONFIRMED)),
        "completed": Exists(enrolled.filter(cohort__ends_on__lt=timezone.localdate())) & Q(state=State.CONFIRMED),
    }
    for stage in stages:
        if stage.startswith("round-"):
            ordinal = int(stage.removeprefix("round-"))
            reached[stage] = Exists(Review.objects.filter(application=OuterRef("pk"), round__ordinal=ordinal, submitted_at__isnull=False))
    names = {f"came_{number}": how for number, how in enumerate(reached.values())}
    rows = Application.objects.filter(call__in=closed_calls(cohort)).order_by("pk").annotate(**names)
    place = {stage: number for number, stage in enumerate(stages)}
    found: dict[tuple[int, int], str] = {}
    for person, call, *steps in rows.values_list("applicant_id", "call_id", *names).iterator():
        last = max((stage for stage, came in zip(reached, steps, strict=True) if came), key=place.__getitem__, default=stages[0])
        if (person, call) not in found or place[found[person, call]] < place[last]:
            found[person, call] = last
    return found


def pooled(stopped: Mapping[str, int], stages: Sequence[str], least: int) -> dict[str, str]:
    """Stage -> the stage as which it counts, the first of those that are put together: going down from the last, until at least `least` people stopped
    at them. Who reached one of several reached the first of them."""
    groups: list[list[str]] = []
    for stage in reversed(stages):
        if groups and sum(stopped.get(each, 0) for each in groups[-1]) < least:
            groups[-1].append(stage)
        else:
            groups.append([stage])
    if len(groups) > 1 and sum(stopped.get(each, 0) for each in groups[-1]) < least:
        first = groups.pop()
        groups[-1] += first
    return {stage: group[-1] for group in reversed(groups) for stage in reversed(group)}
