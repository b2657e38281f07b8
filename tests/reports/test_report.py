"""What a report says of a cohort."""

import pytest
from django.utils.translation import override

from applicants.applications.states import State
from applicants.reports.figures import figures
from applicants.reports.release import Cell, Mark
from applicants.reports.report import ELSEWHERE, Participant, make_report
from tests.reports.builders import add_version, apply, consent, enrol, make_call, make_cohort, make_people, question, review

pytestmark = pytest.mark.django_db

SMALL, COVERED = Cell(None, Mark.SMALL), Cell(None, Mark.COVERED)


def shown(value):
    return Cell(value, Mark.SHOWN)


def test_an_empty_cohort_has_a_report_without_figures():
    report = make_report(make_cohort())
    assert [stage.people for stage in report.stages] == [SMALL] * 6
    assert (report.entities, report.countries, report.roster, report.unnamed) == ([], [], [], SMALL)


def test_the_funnel_counts_each_stage_that_was_ever_reached():
    cohort = make_cohort(taken=12)
    call = make_call(cohort)
    apply(call, [None] * 20)
    apply(call, [{}] * 23, State.SUBMITTED)
    apply(call, [{}] * 11, State.INELIGIBLE)
    review(apply(call, [{}] * 30, State.IN_REVIEW)[:20])
    confirmed = apply(call, [{}] * 12, State.CONFIRMED)
    review(confirmed)
    enrol(confirmed)
    other = make_call(make_cohort())
    enrol(apply(other, [{}] * 15, State.CONFIRMED))
    found = figures(cohort_id=cohort.pk)
    assert [found.started, found.submitted, found.eligible, found.reviewed, found.offered, found.enrolled] == [96, 76, 42, 32, 12, 12]
    report = make_report(cohort)
    assert [(stage.people.value, stage.passes) for stage in report.stages] == [
        (95, None),
        (75, 79),
        (40, 53),
        (30, 75),
        (10, 33),
        (10, 100),
    ]
    assert (report.places, report.offered, report.taken) == (30, shown(10), shown(10))


def test_entities_come_from_the_answers_handed_in():
    cohort = make_cohort()
    call = make_call(cohort, [question("motive", "long_text"), question("state", "entity"), question("born", "entity")])
    made = apply(
        call,
        [{"state": "20", "born": "09"}] * 41
        + [{"state": "09"}] * 25
        + [{"state": "99"}] * 12
        + [{"state": "07"}] * 8
        + [{"state": "08"}] * 3
        + [{}] * 2,
    )
    made[0].answers = {"state": "31"}  # changed after submitting, not submitted again
    made[0].save()
    older = make_call(cohort, [question("lives", "municipality")])
    apply(older, [{"lives": "20067"}] * 10)
    apply(older, [{"place": "09015"}] * 11, version=add_version(older, [question("place", "municipality")]))
    places = {place.code: place for place in make_report(cohort).entities}
    assert len(places) == 33
    assert places["20"].submitted == shown(50)
    assert places["09"].submitted == shown(35)
    assert places[ELSEWHERE].submitted == shown(15)
    assert places["07"].submitted == SMALL
    assert places["31"].submitted == SMALL


def test_a_lone_small_entity_is_covered():
    cohort = make_cohort()
    call = make_call(cohort, [question("state", "entity")])
    codes = [f"{number:02}" for number in range(1, 33)]
    apply(call, [{"state": code} for code in codes for _ in range(3 if code == "05" else 20)] + [{}] * 15)
    places = {place.code: place.submitted for place in make_report(cohort).entities}
    assert places["05"] == SMALL
    assert [code for code, cell in places.items() if cell == COVERED] == ["01"]


def test_countries_with_few_people_are_not_named():
    cohort = make_cohort()
    call = make_call(cohort, [question("country", "country")])
    apply(
        call,
        [{"country": "MX"}] * 30 + [{"country": "GT"}] * 52 + [{"country": "BR"}] * 9 + [{"country": "ZZ"}] * 12 + [{"country": "CO"}] * 11,
    )
    with override("en"):
        countries = make_report(cohort).countries
    assert [(place.name, place.submitted.value) for place in countries] == [
        ("Guatemala", 50),
        ("Mexico", 30),
        ("Colombia", 10),
        ("Other countries, or not said", 20),
    ]
    assert [place.enrolled for place in countries] == [COVERED] * 4


def test_only_those_who_agreed_and_still_do_are_named():
    cohort = make_cohort(taken=14)
    call = make_call(cohort, [question("state", "entity")])
    people = make_people(13, "Persona {}")
    (first,) = make_people(1, "Ángela Ñuu")
    made = apply(call, [{"state": "20"}] * 14, State.CONFIRMED, people=[*people, first])
    enrol(made)
    consent(made[13]).save()
    consent(made[0], withdrawn_at="2026-10-02T00:00Z").save()
    consent(made[1], purpose="evaluate").save()
    elsewhere = consent(made[2])
    elsewhere.about = "OTHER-1"
    elsewhere.save()
    nameless = make_people(1, "")
    (gone,) = apply(call, [{"state": "20"}], State.CONFIRMED, people=nameless)
    enrol([gone], agreed=1)
    report = make_report(cohort)
    assert report.roster == [Participant("Ángela Ñuu", "", "Oaxaca")]
    assert report.unnamed == shown(15)


@pytest.mark.parametrize("number", [1, 40])
def test_a_report_is_one_statement(number, django_assert_num_queries):
    cohort = make_cohort()
    call = make_call(cohort, [question("state", "entity"), question("country", "country")])
    enrol(apply(call, [{"state": "20", "country": "MX"}] * number, State.CONFIRMED), agreed=number)
    with django_assert_num_queries(1):
        assert len(make_report(cohort).roster) == number
