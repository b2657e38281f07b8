"""What a report says of a cohort."""

import csv
import io

import pytest
from django.db import connection
from django.utils.translation import override

from applicants.applications.models import Application, StateChange, Submission
from applicants.applications.states import State
from applicants.disclosure.control.release import Cell, Mark
from applicants.reports.as_csv import as_csv
from applicants.reports.figures import Figures, figures
from applicants.reports.report import ABROAD, ELSEWHERE, STAGES, Participant, by_country, by_entity, make_report
from fundportal.accounts.models import User
from tests.reports.builders import NOW, add_version, apply, consent, enrol, make_call, make_cohort, make_people, question, review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_cover_where_one_is_enough")]

SMALL, COVERED = Cell(None, Mark.SMALL), Cell(None, Mark.COVERED)


def shown(value):
    return Cell(value, Mark.SHOWN)


def test_an_empty_cohort_has_a_report_without_figures():
    report = make_report(make_cohort())
    assert [stage.people for stage in report.stages] == [SMALL] * 6
    assert (report.entities, report.countries, report.roster, report.unnamed) == ([], [], [], SMALL)


@override("en")
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
    assert [(str(stage.people), stage.passes) for stage in report.stages] == [
        ("95", None),
        ("75", 79),
        ("40", 53),
        ("30", 75),
        ("about 10", None),
        ("10", None),
    ]
    assert report.places == 30


def test_who_was_screened_out_after_all_is_not_eligible_until_let_in_again():
    cohort = make_cohort()
    read = apply(make_call(cohort), [{}] * 3, State.IN_REVIEW)
    review(read)
    seen = []
    for verb, before, after in (("rule_out", State.IN_REVIEW, State.INELIGIBLE), ("readmit", State.INELIGIBLE, State.IN_REVIEW)):
        StateChange.objects.create(application=read[0], verb=verb, from_state=before, to_state=after)
        Application.objects.filter(pk=read[0].pk).update(state=after)
        found = figures(cohort_id=cohort.pk)
        seen.append((found.submitted, found.eligible, found.reviewed))
    assert seen == [(3, 2, 2), (3, 3, 3)]


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
        + [{"state": "10"}] * 9
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


def counted(entities, countries=None):
    """Figures of which only the places matter; "" is no answer."""
    stages = dict.fromkeys(STAGES, sum(entities.values()))
    asked = {"asks_entity": True, "asks_country": countries is not None}
    return Figures(at="", is_sample=False, **stages, **asked, entities=entities, countries=countries or {}, roster=[])


def test_a_lone_small_entity_is_covered():
    places = by_entity(counted({f"{number:02}": 3 if number == 5 else 20 for number in range(1, 33)} | {"": 15}), "1:entities")
    assert [place.submitted for place in places if place.code == "05"] == [SMALL]
    assert [place.submitted for place in places].count(COVERED) == 1


def test_where_few_are_from_abroad_the_states_do_not_tell_how_many():
    found = counted({f"{number:02}": 20 for number in range(1, 33)} | {"": 15}, {"MX": 652, "GT": 3})
    assert [place.submitted for place in by_country(found, "1:countries")] == [COVERED, SMALL]
    places = by_entity(found, "1:entities")
    assert [place.submitted for place in places].count(COVERED) == 1
    assert ABROAD not in [place.code for place in places]


def test_countries_with_few_people_are_not_listed():
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


def test_where_the_other_countries_are_too_few_the_smallest_one_is_among_them():
    cohort = make_cohort()
    apply(
        make_call(cohort, [question("country", "country")]), [{"country": "MX"}] * 30 + [{"country": "GT"}] * 12 + [{"country": "BR"}] * 3
    )
    assert [(place.code, place.submitted) for place in make_report(cohort).countries] == [("MX", shown(30)), (ELSEWHERE, shown(15))]


BOTH = [question("state", "entity"), question("country", "country")]


def test_states_and_countries_do_not_tell_each_others_small_counts():
    """Of 80 people 60 are of Mexico: that 4 of them named no state, and that some gave a state and another country, is no matter for subtraction."""
    cohort = make_cohort()
    mexico = [{"state": "20", "country": "MX"}] * 36 + [{"state": "09"}] * 20 + [{"country": "MX"}] * 4
    apply(make_call(cohort, BOTH), mexico + [{"state": "07", "country": "GT"}] * 15 + [{"country": "BR"}] * 5)
    report = make_report(cohort)
    assert [(place.code, place.submitted) for place in report.countries] == [("MX", shown(60)), (ELSEWHERE, shown(20))]
    states = {place.code: place.submitted for place in report.entities}
    assert (states["07"], states[ELSEWHERE]) == (SMALL, SMALL)
    assert sorted([states["20"] == COVERED, states["09"] == COVERED]) == [False, True]


@override("en")
def test_who_is_not_named_does_not_follow_from_who_is():
    """30 have a place, 29 of them are named, 9 of these from Oaxaca: nothing tells that the last one is from Oaxaca, nor whether there is one."""
    seen = []
    for refusing in ("20", "09", None):
        cohort = make_cohort(taken=30)
        call = make_call(cohort, [question("state", "entity")])
        apply(call, [{"state": "09"}] * 30 + [{"state": "15"}] * 31 + [{"state": "05"}] * 9 + [{"state": "06"}] * 9 + [{"state": "07"}] * 7)
        named = [{"state": "20"}] * 9 + [{"state": "09"}] * 20
        people = make_people(29, "Persona")
        made = apply(call, named, State.CONFIRMED, people=people)
        enrol(made, agreed=29)
        if refusing:
            enrol(apply(call, [{"state": refusing}], State.CONFIRMED))
        report = make_report(cohort)
        seen.append(
            (
                [str(stage.people) for stage in report.stages],
                report.unnamed,
                report.roster,
                {p.code: (p.submitted.mark, p.named) for p in report.entities},
            )
        )
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0][-1] == "29 or more"
    assert seen[0][1] == SMALL
    assert seen[0][3]["20"] == (Mark.COVERED, 9)


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
    apply(call, [{"state": "20"}] * 16)
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


def test_a_file_has_a_line_for_each_person_named():
    cohort = make_cohort()
    enrol(apply(make_call(cohort), [{}], State.CONFIRMED, people=make_people(1, "=Ana Ix")), agreed=1)
    lines = list(csv.DictReader(io.StringIO(as_csv(make_report(cohort)).decode(), newline="")))
    assert [line for line in lines if line["table"] == "roster"] == [
        {"table": "roster", "row": "1", "item": "'=Ana Ix", "measure": "name", "value": "'=Ana Ix"}
    ]


def test_who_has_erased_the_account_is_counted_and_not_named():
    cohort = make_cohort()
    call = make_call(cohort, [question("state", "entity")])
    (made,) = apply(call, [{"state": "20"}], State.CONFIRMED)
    enrol([made], agreed=1)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL fundportal.erasing = 'on'")
        Submission.objects.update(document="")
        cursor.execute("SET LOCAL fundportal.erasing = 'off'")
    User.objects.filter(pk=made.applicant_id).update(erased_at=NOW)
    assert make_report(cohort).roster == []
    assert (figures(cohort_id=cohort.pk).entities, figures(cohort_id=cohort.pk).enrolled) == ({"": 1}, 1)
