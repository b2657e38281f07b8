"""Who went on at each step, group by group, out of a table in which small groups are hidden; and the door in front of it."""

from collections import Counter
from itertools import permutations
from random import Random

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from applicants.applications.models import Application, StateChange
from applicants.applications.states import State
from applicants.disclosure.aggregate import table
from applicants.disclosure.control.release import Cell, Mark
from applicants.disclosure.crosstab import crossed
from applicants.disclosure.rule import INTERNAL
from applicants.disclosure.subjects import group as by_answer
from applicants.disclosure.subjects import subjects
from applicants.selection.funnel.funnel import funnel
from applicants.selection.funnel.look import LEAST, STEPS
from applicants.selection.funnel.rates import Compared
from applicants.selection.funnel.settle import StillDeciding, settle
from applicants.selection.funnel.stages import LADDER, WAITING, ladder, pooled
from applicants.selection.funnel.step import Row, within
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from programs.cohorts.models import Cohort
from tests.applications.build import make_call as open_call
from tests.disclosure.test_figures import applied, counted, in_english, make_call, one_cover_where_one_is_enough, staff_client

pytestmark = pytest.mark.django_db
FIXTURES = (in_english, one_cover_where_one_is_enough)
WOMAN, MAN = {"gender": "woman"}, {"gender": "man"}


def went_through(call, descriptions, *states):
    """Applications that were in each of these states, and are decided by now."""
    made = applied(call, descriptions, state="declined")
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
    assert list(steps) == [("Submitted", "Meets the requirements"), ("Meets the requirements", "On the shortlist")]
    first, second = steps.values()
    assert (first.came, first.passed, second.passed) == (210, 150, 90)
    expected = {"No answer": (30, 60), "Woman": (20, 40), "Man": (40, 50)}
    shown = {row.label: (row.others.passed, row.others.came) for row in second.rows if row.others}
    others = shown.pop("All others")
    [(_label, gathered)] = expected.items() - shown.items()
    assert (others, shown.items() < expected.items()) == (gathered, True)


@pytest.mark.parametrize(
    ("compared", "sentence"),
    [
        (Compared(20, 40, 70, 110), "Under four fifths; 1 person more would change that. It may be chance."),
        (Compared(5, 40, 90, 110), "Under four fifths; 17 people more would change that. Chance alone seldom does that: look into it."),
        (Compared(40, 50, 50, 100), "Not under four fifths."),
        (Compared(0, 5, 0, 5), "Nobody of the groups shown went on."),
        (Compared(4000, 5000, 4500, 5000), "Not under four fifths, but chance alone seldom does that: look into it."),
    ],
)
def test_what_it_means_is_said_in_a_sentence(compared, sentence):
    assert Row("x", "x", compared, compared, "y", compared.chance).meaning == sentence


def test_groups_too_small_to_be_shown_are_not_compared():
    call = four_groups()
    went_through(call, [{"gender": "trans_woman"}] * 3, "in_review", "shortlisted")
    labels = {row.label for step in looked(call).steps for row in step.rows if row.others}
    assert "All others" in labels and "Trans woman" not in labels


def test_nothing_is_compared_where_hardly_anybody_applied():
    call = make_call()
    applied(call, [WOMAN] * 3, state="declined")
    found = looked(call)
    assert (found.people, found.steps) == (3, [])


def test_everybody_stands_at_one_stage_and_small_stages_join_the_one_before():
    call = four_groups()
    went_through(call, [WOMAN] * 2, "in_review", "shortlisted", "offered")
    cohort = Cohort.objects.get(pk=call.cohort_id)
    found = ladder(cohort, least=LEAST)
    assert (found.stages, len(found.members), found.started) == (["submitted", "eligible", "shortlisted"], 212, [])


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
    assert client.post(address, {"question": "gender", "kind": "steps"}).status_code == (302 if status == 200 else status)
    page = client.get(address, {"question": "gender"}, headers={"accept-language": "en"})
    assert page.status_code == status
    entries = [(entry.actor_id, entry.target) for entry in Entry.objects.filter(verb="disclosure_read")]
    about = f"cohort:{call.cohort.slug}"
    assert entries == ([(user.pk, about), (user.pk, f"{about}:funnel")] if status == 200 else [])
    assert ("20 of 40" in page.content.decode()) == (status == 200)


def test_the_page_shows_nothing_before_a_question_is_chosen(client):
    call = four_groups()
    staff_client(client, Role.EQUITY)
    for asked in ({}, {"question": "email"}, {"question": "gender"}):
        page = client.get(reverse("admin:applicants_cohortfunnel_change", args=[call.cohort_id]), asked)
        assert (page.status_code, b"<tbody>" in page.content) == (200, False)
    assert not Entry.objects.filter(verb="disclosure_read").exists()


@pytest.mark.parametrize("people", [1, 60])
def test_statements_do_not_grow(client, people, django_assert_max_num_queries):
    call = make_call()
    went_through(call, [WOMAN] * people + [MAN] * people, "in_review")
    staff_client(client, Role.EQUITY)
    address, asked = reverse("admin:applicants_cohortfunnel_change", args=[call.cohort_id]), {"question": "gender"}
    with django_assert_max_num_queries(17):
        client.get(address, asked)
    with django_assert_max_num_queries(32):
        assert client.post(address, {**asked, "kind": "steps"}).status_code == 302
    with django_assert_max_num_queries(17):
        assert client.get(address, asked).context_data["funnel"].people == 2 * people


# ---- somebody who looks twice, or at both pages


def page_of(client, call):
    return client.get(
        reverse("admin:applicants_cohortfunnel_change", args=[call.cohort_id]), {"question": "gender"}, headers={"accept-language": "en"}
    )


def test_whoever_moves_between_two_looks_moves_no_figure(client):
    """An offer is accepted, a place ends, a name is known: with exact figures the difference would be what that person said."""
    call = four_groups()
    staff_client(client, Role.EQUITY)
    address = reverse("admin:applicants_cohortfunnel_change", args=[call.cohort_id])
    client.post(address, {"question": "gender", "kind": "steps"})
    before = page_of(client, call)
    moved = StateChange.objects.filter(to_state="shortlisted").first().application
    StateChange.objects.create(application=moved, verb="x", from_state="declined", to_state="offered")
    Application.objects.filter(pk=moved.pk).update(state="confirmed")
    more = went_through(call, [WOMAN] * 30, "in_review", "shortlisted")
    client.post(address, {"question": "gender", "kind": "steps"})
    again = page_of(client, call)
    assert [step.rows for step in again.context_data["funnel"].steps] == [step.rows for step in before.context_data["funnel"].steps]
    assert (more != [], again.context_data["funnel"].people) == (True, 210)
    assert "as of" in again.content.decode()


@pytest.mark.parametrize("state", ["waitlisted", "offered"])
def test_nothing_is_settled_while_somebody_waits(client, state):
    assert set(State) - WAITING == {
        "draft",
        "ineligible",
        "declined",
        "confirmed",
        "offer_declined",
        "offer_expired",
        "place_ended",
        "withdrawn",
    }
    call = make_call()
    applied(call, [WOMAN] * 20 + [MAN] * 20, state="declined")
    waits = applied(call, [WOMAN], state=state)[0]
    user = staff_client(client, Role.EQUITY)
    page = page_of(client, call)
    assert (
        "1 application or call still waits" in page.content.decode()
        and '<button type="submit" class="button" name="kind"' not in page.content.decode()
    )
    with pytest.raises(StillDeciding):
        settle(cohort=Cohort.objects.select_related("strand__program").get(pk=call.cohort_id), question="gender", kind=STEPS, by=user)
    assert not Entry.objects.filter(verb="disclosure_read").exists()
    Cohort.objects.filter(pk=call.cohort_id).update(is_sample=True)
    assert "still waits" not in page_of(client, call).content.decode()
    Cohort.objects.filter(pk=call.cohort_id).update(is_sample=False)
    Application.objects.filter(pk=waits.pk).update(state="declined")
    assert "still waits" not in page_of(client, call).content.decode()


def test_a_call_that_is_open_still_waits(client):
    call = make_call()
    beside = open_call()
    type(beside).objects.filter(pk=beside.pk).update(cohort=call.cohort_id)
    user = staff_client(client, Role.EQUITY)
    for is_sample in (False, True):
        Cohort.objects.filter(pk=call.cohort_id).update(is_sample=is_sample)
        assert "1 application or call still waits" in page_of(client, call).content.decode()
    type(beside).objects.filter(pk=beside.pk).update(closes_at=call.closes_at, opens_at=call.opens_at)
    assert "Nobody is counted yet" in page_of(client, call).content.decode()
    with pytest.raises(StillDeciding):
        settle(cohort=Cohort.objects.select_related("strand__program").get(pk=call.cohort_id), question="gender", kind=STEPS, by=user)


def test_who_started_alone_does_not_follow_from_both_pages(client):
    """Two women started and never handed in: the funnel shows nobody together with those whom the page of figures counts."""
    call = four_groups()
    drafts = applied(call, [WOMAN] * 2 + [MAN] * 20 + [None] * 20, state="draft")
    Application.objects.filter(pk__in=[row.pk for row in drafts]).update(submission=None)
    staff_client(client, Role.EQUITY)
    figures = {row.code: row.people for row in counted(call, "gender").rows}
    client.post(reverse("admin:applicants_cohortfunnel_change", args=[call.cohort_id]), {"question": "gender", "kind": "steps"})
    steps = page_of(client, call).context_data["funnel"].steps
    assert (steps[0].before, steps[0].came, steps[0].passed) == ("Started", 252, 210)
    first = {row.code: row.others for row in steps[0].rows}
    assert first["woman"] is None
    for step in steps:
        for row in step.rows:
            shown = figures.get(row.code)
            if row.others and shown and shown.is_shown:
                assert not 0 < abs(row.others.came - shown.value) < 5


@pytest.mark.parametrize("seed", range(40))
def test_no_small_count_follows_from_the_steps_and_the_figures_together(seed):
    """Every number of both pages about one answer, by the stages that it is about: none lies less than five below one that holds it, and in the table no hidden
    cell is bounded by all sums at once."""
    chance = Random(seed)
    stages, answers = ["a", "b", "c", "d"], ["none", "woman", "man", "other"]
    shares = {answer: chance.choice((0.02, 0.2, 1)) for answer in answers}
    counts = Counter({(answer, stage): int(chance.random() * 60 * shares[answer]) for answer in answers for stage in stages})
    rows, columns = (by_answer(code, code, {each: each for each in own}) for code, own in (("answer", answers), ("stage", stages)))
    found = crossed(counts, about="t", rows=rows, columns=columns, rule=INTERNAL)
    alone = {
        row.code: row.people for row in table("t", rows, Counter({a: sum(counts[a, s] for s in stages) for a in answers}), INTERNAL).rows
    }
    for line in found.lines:
        cells = dict(zip(found.codes, line.cells, strict=True))
        asked = [set(stages[number:]) for number in range(len(stages))] + [{stage} for stage in stages]
        seen = {frozenset(some): people for some in asked if (people := within(cells, line.whole, stages, some)) is not None}
        if line.code in alone and alone[line.code].is_shown:
            assert seen.get(frozenset(stages), alone[line.code].value) == alone[line.code].value
            seen[frozenset(stages)] = alone[line.code].value
        for (one, people), (other, more) in permutations(seen.items(), 2):
            assert not one < other or more - people >= 5
