"""The service: what it reads, writes down and answers."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import override

from applicants.calls.models import Call
from applicants.disclosure.composition.problem import problem_of
from applicants.disclosure.composition.solve import TooHard
from applicants.disclosure.floors import compose as service
from applicants.disclosure.floors.caution import BUDGET, Objection
from applicants.disclosure.floors.compose import Answer, compose_with_floors, first_points
from applicants.disclosure.floors.models import FloorQuestion, FloorStated
from applicants.disclosure.floors.question import Floor, Question
from applicants.disclosure.floors.stated import askable, may_be_stated
from fundportal.accounts.erase import erase
from fundportal.audit.models import Entry
from tests.applications.build import make_call as open_call
from tests.applications.build import make_person
from tests.disclosure.test_figures import applied

pytestmark = pytest.mark.django_db
MANY, PLACES = 24, 12


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def never_withheld(monkeypatch):
    monkeypatch.setattr("applicants.disclosure.floors.draw.is_withheld", lambda fingerprint: False)


@pytest.fixture
def call():
    made = open_call(closes=timezone.now() - timedelta(days=2))
    state(made)
    return made


def state(call, subject="speaks"):
    said = {"sentence_es": "Se usa para integrar.", "sentence_en": "To compose.", "law": "x"}
    return FloorStated.objects.create(call=call, subject=subject, at=call.opens_at - timedelta(days=1), **said)


def make_pool(call, holders):
    """Applications of whom the first `holders` speak an Indigenous language; the others say no, or nothing."""
    said = [{"speaks": "yes"}] * holders + [{"speaks": "no"}, None] * MANY
    return applied(call, said[:MANY], "in_review")


def ask(call, rows, by, floor=5, codes=("yes",), subject="speaks", **more):
    scores = {row.pk: 50_000 for row in rows}
    return compose_with_floors(call=call, question=Question(problem_of(scores, PLACES, **more), (Floor(subject, codes, floor),), 0), by=by)


def test_a_composition_meets_its_floor_and_the_look_is_written_down(call):
    rows, by = make_pool(call, 6), make_person()
    answer = ask(call, rows, by)
    assert answer.refused is None
    assert len(answer.chosen) == PLACES
    assert len(answer.chosen & {row.pk for row in rows[:6]}) >= 5
    entry = Entry.objects.get(verb="disclosure_read")
    assert (entry.actor_id, entry.target, entry.detail["questions"], entry.program_code) == (
        by.pk,
        f"composition:{call.slug}",
        ["speaks"],
        "ccc",
    )


def test_none_is_shown_where_there_is_none(call):
    assert ask(call, make_pool(call, 4), make_person()) == Answer(None)


def test_the_same_question_has_the_same_answer_whatever_people_answer_since(call, monkeypatch):
    rows, by = make_pool(call, 6), make_person()
    first = ask(call, rows, by)
    monkeypatch.setattr(service, "having", None)
    assert ask(call, rows, make_person()) == first
    assert FloorQuestion.objects.count() == Entry.objects.filter(verb="disclosure_read").count() == 1


def test_a_refused_question_opens_nothing_and_is_the_same_whatever_was_said(call, monkeypatch):
    rows, by = make_pool(call, 6), make_person()
    ask(call, rows, by)
    monkeypatch.setattr(service, "having", None)
    assert ask(call, rows, by, pinned=[rows[9].pk]) == Answer(refused=Objection.ONE)
    assert ask(call, rows, by, banned=[rows[0].pk]) == Answer(refused=Objection.ONE)
    assert ask(call, rows, by, floor=6) == Answer(refused=Objection.CLOSE)
    assert ask(call, rows, by, codes=("yes", "understands")) == Answer(refused=Objection.OTHER_WORDS)
    assert FloorQuestion.objects.count() == 1


def test_the_budget_is_the_cohorts(call):
    rows, by = make_pool(call, 6), make_person()
    for number in range(BUDGET):
        FloorQuestion.objects.create(call=open_call(), fingerprint=f"{number}", asked={}, by=by)
    assert ask(call, rows, by).refused is None
    for number in range(BUDGET - 1):
        beside = open_call()
        beside.cohort_id = call.cohort_id
        beside.save()
        FloorQuestion.objects.create(call=beside, fingerprint=f"b{number}", asked={}, by=by)
    other = [row for row in rows if row not in rows[12:18]]
    assert ask(call, other, by) == Answer(refused=Objection.SPENT)


def test_what_the_call_does_not_state_is_not_asked(call):
    rows, by = make_pool(call, 6), make_person()
    for more in ({"subject": "indigenous"}, {"codes": ("yes", "no_answer")}, {"codes": ("prefer_not",)}):
        with pytest.raises(ValueError, match="not stated"):
            ask(call, rows, by, **more)
    assert list(askable(call)) == ["speaks"]
    FloorStated.objects.update(at=call.opens_at)
    assert askable(call) == {}


def test_before_and_after_one_has_left_there_is_one_answer(call):
    """By withdrawing or by erasing the account: "met" before and nothing said after would point at whoever has gone. Five at once may go."""
    rows, by = make_pool(call, 8), make_person()
    first = ask(call, rows, by)
    gone = rows.pop(0)
    assert ask(call, rows, by) == Answer(refused=Objection.ONE)
    type(gone).objects.filter(pk=gone.pk).update(state="withdrawn")
    assert ask(call, rows, by) == Answer(refused=Objection.ONE)
    erase(person=gone.applicant)
    erase(person=rows.pop().applicant)
    assert ask(call, rows, by) == Answer(refused=Objection.ONE)
    assert sorted(int(each) for each in FloorQuestion.objects.get().asked["scores"])[:2] == [-2, -1]
    assert first.chosen and ask(call, rows[:-3], by).refused is None


def test_a_review_more_moves_no_question(call):
    """It moves everybody's points by a thousandth, and one is left out."""
    rows, by = make_pool(call, 8), make_person()
    ask(call, rows, by)
    scores = {row.pk: 50_001 for row in rows}
    later = Question(problem_of(scores, PLACES, banned=[rows[0].pk]), (Floor("speaks", ("yes",), 5),), 0)
    assert compose_with_floors(call=call, question=later, by=by) == Answer(refused=Objection.ONE)
    same = Question(problem_of(scores, PLACES), (Floor("speaks", ("yes",), 5),), 0)
    assert compose_with_floors(call=call, question=same, by=by) == Answer(refused=Objection.POINTS)
    assert first_points(call) == {row.pk: 50_000 for row in rows}


def test_what_is_too_hard_to_solve_is_not_said_and_counts(call, monkeypatch):
    """It depends on what people said: an error would say so, and a question that leaves no trace could be asked for ever."""

    def give_up(*_asked):
        raise TooHard

    rows, by = make_pool(call, 6), make_person()
    monkeypatch.setattr(service, "draw", give_up)
    assert ask(call, rows, by) == Answer(None)
    assert (FloorQuestion.objects.get().chosen, Entry.objects.filter(verb="disclosure_read").count()) == (None, 1)
    monkeypatch.undo()
    assert ask(call, rows, by) == Answer(None)


def test_what_was_asked_never_changes_and_says_nothing_of_anybody(call):
    rows, by = make_pool(call, 6), make_person()
    ask(call, rows, by)
    row = FloorQuestion.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        FloorQuestion.objects.update(chosen=[])
    assert "yes" not in str(row.asked["scores"]) + str(row.asked["limits"])


def test_who_erases_the_account_leaves_the_questions(call):
    rows, by = make_pool(call, 6), make_person()
    chosen = ask(call, rows, by, pinned=[rows[0].pk]).chosen
    assert rows[0].pk in chosen
    erase(person=rows[0].applicant)
    row = FloorQuestion.objects.get()
    assert str(rows[0].pk) not in row.asked["scores"]
    assert [members for _floor, _number, members in row.asked["limits"] if rows[0].pk in members] == []
    assert row.chosen == sorted(chosen - {rows[0].pk})


def test_what_may_be_stated_has_answers_that_say_something():
    codes = dict(may_be_stated())
    assert {"gender", "speaks", "indigenous"} <= codes.keys()
    assert not {"gender_words", "language"} & codes.keys()


def test_nothing_is_answered_while_the_call_is_open(call):
    """An application more, or an answer changed, would be told by two looks. What was answered before stays as it is; samples are walked through at once."""
    rows, by = make_pool(call, MANY), make_person()
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() + timedelta(days=1))
    call.refresh_from_db()
    assert ask(call, rows, by).refused is Objection.OPEN
    assert (FloorQuestion.objects.count(), Entry.objects.filter(verb="disclosure_read").count()) == (0, 0)
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(days=1))
    call.refresh_from_db()
    answered = ask(call, rows, by)
    assert answered.chosen
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() + timedelta(days=1))
    call.refresh_from_db()
    assert ask(call, rows, by) == answered
    Call.objects.filter(pk=call.pk).update(is_sample=True)
    call.refresh_from_db()
    assert ask(call, rows, by, floor=7, codes=("yes",)).refused is not Objection.OPEN
