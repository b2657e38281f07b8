"""Who went on at each step, group by group, out of a table in which small groups are hidden; and the door in front of it."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from applicants.applications.models import StateChange
from applicants.disclosure.control.release import Cell, Mark
from applicants.disclosure.subjects import subjects
from applicants.selection.funnel.funnel import funnel
from applicants.selection.funnel.rates import Compared
from applicants.selection.funnel.settle import LEAST, STEPS, settle
from applicants.selection.funnel.stages import LADDER, ladder, pooled
from applicants.selection.funnel.step import Row, within
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from programs.cohorts.models import Cohort
from tests.disclosure.test_figures import applied, in_english, make_call, one_cover_where_one_is_enough, staff_client

pytestmark = pytest.mark.django_db
FIXTURES = (in_english, one_cover_where_one_is_enough)
WOMAN, MAN = {"gender": "woman"}, {"gender": "man"}


def went_through(call, descriptions, *states):
    """Applications that were in each of these states, the last one now."""
    made = applied(call, descriptions, state=states[-1])
    StateChange.objects.bulk_create(
        StateChange(application=row, verb="x", from_state="submitted", to_state=state) for row in made for state in states
    )
    return made


def four_groups():
    """60 women, 60 men and 90 who did not say handed in; 40, 50 and 60 were eligible; 20, 40 and 30 came on the shortlist."""
    call = make_call()
    went_through(call, [WOMAN] * 20 + [MAN] * 10 + [None] * 30, "submitted")
    went_through(call, [WOMAN] * 20 + [MAN] * 10 + [None] * 30, "in_review")
    went_through(call, [WOMAN] * 20 + [MAN] * 40 + [None] * 30, "in_review", "shortlisted")
    return call


def looked(call, code="gender"):
    user = staff_client(FakeClient(), Role.EQUITY)
    cohort = Cohort.objects.select_related("strand__program").get(pk=call.cohort_id)
    return funnel(settled=settle(cohort=cohort, question=code, kind=STEPS, by=user), subject=subjects()[code], by=user)


class FakeClient:
    def __init__(self):
        self.cookies = {}


def test_each_step_compares_a_group_with_all_others():
    """One answer, by lot, stands with those that hardly anybody gave, which could not be shown alone."""
    steps = {(step.before, step.after): step for step in looked(four_groups()).steps}
    assert list(steps) == [("Started", "Meets the requirements"), ("Meets the requirements", "On the shortlist")]
    first, second = steps.values()
    assert (first.came, first.passed, second.passed) == (210, 150, 90)
    expected = {"No answer": (30, 60), "Woman": (20, 40), "Man": (40, 50)}
    shown = {row.label: (row.compared.passed, row.compared.came) for row in second.rows if row.compared}
    others = shown.pop("All others")
    [(_label, gathered)] = expected.items() - shown.items()
    assert (others, shown.items() < expected.items()) == (gathered, True)


@pytest.mark.parametrize(
    ("compared", "sentence"),
    [
        (Compared(20, 40, 70, 110), "Under four fifths; 1 person more would change that. It may be chance."),
        (Compared(5, 40, 90, 110), "Under four fifths; 17 people more would change that. Chance alone seldom does that: look into it."),
        (Compared(40, 50, 50, 100), "Not under four fifths."),
        (Compared(1, 5, 0, 5), "None of the others went on."),
    ],
)
def test_what_it_means_is_said_in_a_sentence(compared, sentence):
    assert Row("x", compared).meaning == sentence


def test_groups_too_small_to_be_shown_are_not_compared():
    call = four_groups()
    went_through(call, [{"gender": "trans_woman"}] * 3, "in_review", "shortlisted")
    labels = {row.label for step in looked(call).steps for row in step.rows if row.compared}
    assert "All others" in labels and "Trans woman" not in labels


def test_nothing_is_compared_where_hardly_anybody_applied():
    call = make_call()
    applied(call, [WOMAN] * 3)
    found = looked(call)
    assert (found.people, found.steps) == (3, [])


def test_everybody_stands_at_one_stage_and_small_stages_join_the_one_before():
    call = four_groups()
    went_through(call, [WOMAN] * 2, "in_review", "shortlisted", "offered")
    cohort = Cohort.objects.get(pk=call.cohort_id)
    found = ladder(cohort, least=LEAST)
    assert list(found.stages) == ["started", "eligible", "shortlisted"]
    assert len(found.members) == 212


@given(st.lists(st.integers(0, 40), min_size=len(LADDER), max_size=len(LADDER)), st.integers(1, 30))
def test_pooled_stages_keep_their_order_and_hold_enough(numbers, least):
    stages = list(LADDER)
    stopped = dict(zip(stages, numbers, strict=True))
    where = pooled(stopped, stages, least)
    assert list(where) == stages
    assert [stages.index(where[stage]) for stage in stages] == sorted(stages.index(where[stage]) for stage in stages)
    held = {as_: sum(stopped[stage] for stage in stages if where[stage] == as_) for as_ in where.values()}
    assert len(held) == 1 or all(people >= least for people in held.values())


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=2, max_size=6), st.booleans())
def test_what_is_reckoned_follows_from_what_is_shown(stops, whole_is_shown):
    stages = [str(number) for number in range(len(stops))]
    cells = {
        stage: Cell(people if shown else None, Mark.SHOWN if shown else Mark.COVERED)
        for stage, (people, shown) in zip(stages, stops, strict=True)
    }
    everybody = sum(people for people, _shown in stops)
    whole = Cell(everybody if whole_is_shown else None, Mark.SHOWN if whole_is_shown else Mark.COVERED)
    for number in range(len(stages)):
        found = within(cells, whole, stages, stages[number:])
        if found is not None:
            assert found == sum(people for people, _shown in stops[number:])
        else:
            assert not all(shown for _people, shown in stops[number:])


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [("equity", "ccc", 200), ("equity", "amacc", 404), ("coordinator", "ccc", 404), ("privacy", "ccc", 404), ("pr", "ccc", 404)],
)
def test_the_page_is_the_equity_officers_alone_and_each_look_is_written_down(client, role, code, status):
    call = four_groups()
    user = staff_client(client, role, code)
    address = reverse("admin:applicants_cohortfunnel_change", args=[call.cohort_id])
    page = client.get(address, {"question": "gender"}, headers={"accept-language": "en"})
    assert page.status_code == status
    entries = [(entry.actor_id, entry.target) for entry in Entry.objects.filter(verb="disclosure_read")]
    assert entries == ([(user.pk, f"cohort:{call.cohort.slug}:funnel")] if status == 200 else [])
    assert ("20 of 40" in page.content.decode()) == (status == 200)


def test_the_page_shows_nothing_before_a_question_is_chosen(client):
    call = four_groups()
    staff_client(client, Role.EQUITY)
    for asked in ({}, {"question": "email"}):
        page = client.get(reverse("admin:applicants_cohortfunnel_change", args=[call.cohort_id]), asked)
        assert (page.status_code, b"<tbody>" in page.content) == (200, False)
    assert not Entry.objects.filter(verb="disclosure_read").exists()


@pytest.mark.parametrize("people", [1, 60])
def test_statements_do_not_grow(client, people, django_assert_max_num_queries):
    call = make_call()
    went_through(call, [WOMAN] * people + [MAN] * people, "in_review")
    staff_client(client, Role.EQUITY)
    with django_assert_max_num_queries(19):
        client.get(reverse("admin:applicants_cohortfunnel_change", args=[call.cohort_id]), {"question": "gender"})
