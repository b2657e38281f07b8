"""A committee at once, with real threads."""

from collections import Counter
from functools import partial

import pytest

from applicants.selection.composer.compose import compose
from applicants.selection.composer.confirm import confirm
from applicants.selection.composer.models import Confirmation, Scenario
from applicants.selection.composer.plan import Plan
from applicants.selection.decisions.stage import mark
from applicants.selection.models import Decision
from tests.review.make import make_staff
from tests.selection.composer.rounds import applications_of, read_round
from tests.selection.race import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_committee_at_once_makes_one_of_each():
    """The same scenario by one person, others by others, each with a number of its own; and of those who confirm one application the first alone."""
    round, staff = read_round((90, 80, 70, 60)), [make_staff() for _ in range(4)]
    made = race([partial(compose, round=round, name="Same", plan=Plan(2), by=by) for by in (staff[0], staff[0], *staff[1:])])
    assert [type(each).__name__ for each in made] == ["Scenario"] * 5
    numbers = sorted(Scenario.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    one, first = Scenario.objects.get(number=1), applications_of(round)[0]
    scenario = Scenario.objects.select_related("round__call__cohort__strand__program").get(pk=one.pk)
    outcomes = ("select", "decline", "waitlist", "select")
    results = race(
        [
            partial(confirm, scenario=scenario, application=first, outcome=outcome, by=by, seen=mark([]))
            for by, outcome in zip(staff, outcomes, strict=True)
        ]
    )
    assert Counter(type(result).__name__ for result in results) == {"Confirmation": 1, "NotedMeanwhile": 3}
    kept = Confirmation.objects.get()
    assert [(d.application, d.outcome, d.staged_by) for d in Decision.objects.all()] == [(first, kept.outcome, kept.by)]
