"""From the rows of the portal to a plan, and from the plan to reviews."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applicants.applications.advance import OwnApplication
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.transcripts.models import Transcript
from applicants.applications.transcripts.source import source_of
from applicants.review.assignment.apply import NotReady, Outdated, apply
from applicants.review.assignment.ask import AtWork, ask, stop
from applicants.review.assignment.models import Plan
from applicants.review.assignment.rules import Rules
from applicants.review.assignment.work import make, make_waiting
from applicants.review.assignment.world import fingerprint, world
from applicants.review.calibration.calibrate import calibrate
from applicants.review.models import Review, Round
from applicants.review.panel.write import write_profile
from applicants.review.rounds.assign import CannotAssign, NotAssigner, RoundClosed
from applicants.review.rounds.close import close
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.review.make import (
    DOCUMENT,
    in_review,
    make_application,
    make_applications,
    make_call,
    make_member,
    make_review,
    make_round,
    make_staff,
    question,
    text,
)

pytestmark = pytest.mark.django_db
GENRES = [{"code": "fiction", "es": "Ficción", "en": "Fiction"}, {"code": "doc", "es": "Documental", "en": "Documentary"}]
ASKED = {
    "key": "more",
    "title": text("Más"),
    "help": text(""),
    "questions": [question("genre", "choice", options=GENRES), question("story", "long_text")],
}
FORM = {"sections": [*DOCUMENT["sections"], ASKED]}
RULES = Rules(slack=5, topics=("genre",), shared=0)


@pytest.fixture
def staff():
    return make_staff()


@pytest.fixture
def round():
    return make_round(make_call(document=FORM), reviews_wanted=2)


@pytest.fixture
def panel():
    return [make_staff(Role.REVIEWER, name=name) for name in ("Ana", "Beto", "Caro", "Dani")]


def about(call, genre, **more):
    return make_application(call, State.IN_REVIEW, answers={"genre": genre, **more})


def planned(round, by, rules=RULES):
    plan = ask(round=round, rules=rules, by=by)
    make(plan.pk)
    return Plan.objects.select_related("by", "round__call__cohort__strand__program").get(pk=plan.pk)


def given(plan):
    return {(pk, reviewer) for pk, pairs in plan.pairs for reviewer, *_rest in pairs}


def assigned(round):
    return set(Review.objects.filter(round=round).values_list("application", "reviewer"))


def profile(reviewer, by, **values):
    write_profile(program_code="morelia", reviewer=reviewer, by=by, **values)


def test_who_knows_the_topic_reads_it(round, staff, panel):
    fiction, documentary = (about(round.call, genre) for genre in ("fiction", "doc"))
    for reviewer, word in zip(panel, ("ficción", "Fiction", "doc", "DOCUMENTAL"), strict=True):
        profile(reviewer, staff, knows=[word])
    plan = planned(round, staff)
    ana, beto, caro, dani = (person.pk for person in panel)
    assert given(plan) == {(fiction.pk, ana), (fiction.pk, beto), (documentary.pk, caro), (documentary.pk, dani)}
    assert (plan.state, plan.done, plan.gone, plan.figures["gap"]) == ("ready", 100, [], 0)
    assert plan.figures["unfulfilled"] == {"L": 0, "A": 0, "T": 0}
    assert assigned(round) == set(), "a plan assigns nothing"


def test_wishes_count_and_are_told_when_they_are_not_fulfilled(round, staff, panel):
    fiction = [about(round.call, "fiction") for _ in range(2)]
    for reviewer in panel[:3]:
        profile(reviewer, staff, avoids=["fiction"])
    profile(panel[3], staff, likes=["fiction"])
    plan = planned(round, staff)
    assert {(each.pk, panel[3].pk) for each in fiction} <= given(plan)
    assert plan.figures["unfulfilled"] == {"L": 0, "A": 2, "T": 4}


def test_a_language_has_to_be_understood_or_should_be(round, staff, panel):
    mixe = about(round.call, "doc", story={"text": "Ayuujk", "language": {"code": "mixe"}})
    for reviewer in panel[1:3]:
        profile(reviewer, staff, languages=["spa", "mixe"])
    assert given(planned(round, staff)) == {(mixe.pk, person.pk) for person in panel[1:3]}
    assert given(planned(round, staff, Rules(languages="must", shared=0))) == {(mixe.pk, person.pk) for person in panel[1:3]}
    profile(panel[2], staff, languages=["spa"])
    soft, hard = planned(round, staff), planned(round, staff, Rules(languages="must", shared=0))
    assert (soft.state, soft.figures["unfulfilled"]["L"]) == ("ready", 1)
    assert (hard.state, hard.reason["enough"], hard.reason["languages"]) == ("impossible", [mixe.pk], 3)
    translated(mixe, staff)
    assert planned(round, staff, Rules(languages="must", shared=0)).state == "ready"


def translated(application, staff):
    answer = application.submission.content["answers"]["story"]
    Transcript.objects.create(
        application=application,
        key="story",
        source=source_of(answer),
        number=1,
        kind="translation",
        language={"code": "spa"},
        text="Mixe",
        author=staff,
    )


def test_an_answer_that_the_round_hides_asks_for_no_language(staff, panel):
    hidden = {"sections": [*DOCUMENT["sections"], {**ASKED, "questions": [question("story", "long_text", tier=1)]}]}
    round = make_round(make_call(document=hidden), reviews_wanted=2)
    make_application(round.call, State.IN_REVIEW, answers={"story": {"text": "Ayuujk", "language": {"code": "mixe"}}})
    assert planned(round, staff, Rules(languages="must", shared=0)).state == "ready"


def test_each_gets_one_of_the_pool(round, staff, panel):
    make_applications(6, round.call, State.IN_REVIEW)
    profile(panel[0], staff, pools=["Egresadas"])
    profile(panel[1], staff, pools=["egresadas"])
    plan = planned(round, staff, Rules(pool="egresadas", shared=0))
    pool = {panel[0].pk, panel[1].pk}
    assert all(pool & {reviewer for reviewer, *_rest in pairs} for _pk, pairs in plan.pairs)


def test_nobody_gets_what_they_must_not_read(round, staff, panel):
    mine, other = make_applications(2, round.call, State.IN_REVIEW)
    make_member(make_application(round.call, State.WITHDRAWN), panel[0])
    make_member(mine, panel[1])
    for person in panel[2:]:
        make_review(round, other, person, conflict="declared", conflict_at=timezone.now())
    plan = planned(round, staff)
    assert plan.state == "impossible"
    assert plan.reason["enough"] == [other.pk]
    fifth = make_staff(Role.REVIEWER)
    plan = planned(round, staff)
    assert given(plan) & {(mine.pk, panel[1].pk), (other.pk, panel[1].pk), (other.pk, panel[2].pk)} == set()
    assert (other.pk, fifth.pk) in given(plan)


def test_who_wishes_for_fewer_gets_fewer(round, staff, panel):
    make_applications(10, round.call, State.IN_REVIEW)
    profile(panel[0], staff, load=1)
    plan = planned(round, staff, Rules(slack=1, shared=0))
    assert {pk: after for pk, _before, after, *_rest in plan.figures["loads"]}[panel[0].pk] <= 1


def test_a_plan_is_applied_and_what_it_says_is_so(round, staff, panel):
    make_applications(4, round.call, State.IN_REVIEW)
    plan = planned(round, staff)
    apply(plan=plan, by=staff)
    assert assigned(round) == given(plan)
    assert set(Review.objects.values_list("assigned_by", flat=True)) == {staff.pk}
    assert Entry.objects.filter(verb="assign").count() == 4
    assert apply(plan=plan, by=staff).state == "applied"
    assert Review.objects.count() == 8, "a second time changes nothing"
    again = planned(round, staff)
    assert (given(again), again.gone, again.figures["new"], again.figures["kept"]) == (given(plan), [], 0, 8)


def test_after_a_drop_out_only_what_is_theirs_moves(round, staff, panel):
    make_applications(6, round.call, State.IN_REVIEW)
    apply(plan=planned(round, staff), by=staff)
    panel[3].memberships.all().delete()
    before = assigned(round)
    theirs = {pair for pair in before if pair[1] == panel[3].pk}
    plan = planned(round, staff)
    assert {tuple(pair) for pair in plan.gone} == theirs
    apply(plan=plan, by=staff)
    assert before - theirs < assigned(round)
    assert len(assigned(round)) == 12
    assert Entry.objects.filter(verb="unassign").count() == len(theirs)


def test_what_is_begun_or_handed_in_is_never_touched(round, staff, panel):
    applications = make_applications(3, round.call, State.IN_REVIEW)
    begun = in_review(make_review(round, applications[0], panel[0], saved_at=timezone.now(), scores={"mirada": 2}))
    opened = in_review(make_review(round, applications[0], panel[1]))
    waiting = make_review(round, applications[1], panel[0])
    left = make_staff(Role.REVIEWER)
    done = make_review(round, applications[2], left, conflict="none", mean=50, submitted_at=timezone.now())
    left.memberships.all().delete()
    plan = planned(round, staff, Rules(slack=5, shared=0, keep=False))
    apply(plan=plan, by=staff)
    assert set(Review.objects.filter(pk__in=[begun.pk, opened.pk, done.pk]).values_list("pk", flat=True)) == {begun.pk, opened.pk, done.pk}
    assert Review.objects.filter(application=applications[0]).count() == 2, "both places were taken"
    assert Review.objects.filter(application=applications[2]).count() == 2, "one was handed in by who has left"
    assert Review.objects.filter(application=applications[1]).count() == 2
    assert Review.objects.get(pk=begun.pk).scores == {"mirada": 2}
    assert waiting.pk is not None


def test_what_the_whole_panel_reads_to_be_calibrated_is_left_alone(round, staff, panel):
    applications = make_applications(4, round.call, State.IN_REVIEW)
    calibrate(round=round, folios=[each.folio for each in applications[:3]], counts=True, shown="own", by=staff)
    plan = planned(round, staff)
    assert ([pk for pk, _pairs in plan.pairs], plan.gone) == ([applications[3].pk], [])
    apply(plan=plan, by=staff)
    assert Review.objects.count() == 14


def test_what_is_read_again_is_read_by_others(round, staff, panel):
    application = make_application(round.call, State.IN_REVIEW)
    make_review(round, application, panel[0], conflict="none", mean=50, submitted_at=timezone.now())
    again = make_round(round.call, reviews_wanted=2, only=application)
    make_application(round.call, State.IN_REVIEW)
    plan = planned(again, staff)
    assert [pk for pk, _pairs in plan.pairs] == [application.pk]
    assert (application.pk, panel[0].pk) not in given(plan)


def withdrawn(round, staff, panel):
    Application.objects.filter(pk=Application.objects.order_by("pk").first().pk).update(state=State.WITHDRAWN)


def begun(round, staff, panel):
    review = Review.objects.filter(submitted_at=None).order_by("pk").first()
    Review.objects.filter(pk=review.pk).update(saved_at=timezone.now())


def joined(round, staff, panel):
    make_staff(Role.REVIEWER)


def said(round, staff, panel):
    profile(panel[0], staff, avoids=["doc"])


def conflicted(round, staff, panel):
    make_member(Application.objects.order_by("pk").first(), panel[0])


def more_wanted(round, staff, panel):
    Round.objects.filter(pk=round.pk).update(reviews_wanted=3)


@pytest.mark.parametrize("happens", [withdrawn, begun, joined, said, conflicted, more_wanted])
def test_a_plan_is_refused_when_the_world_has_changed(round, staff, panel, happens):
    make_applications(4, round.call, State.IN_REVIEW)
    make_review(round, Application.objects.order_by("pk").first(), panel[0])
    plan = planned(round, staff)
    before = assigned(round)
    happens(round, staff, panel)
    with pytest.raises(Outdated):
        apply(plan=plan, by=staff)
    assert assigned(round) == before
    assert Plan.objects.get(pk=plan.pk).state == "ready"


def test_who_may_not_assign_neither_plans_nor_applies(round, staff, panel):
    make_applications(2, round.call, State.IN_REVIEW)
    plan = planned(round, staff)
    for somebody in (panel[0], make_staff(program="ccc")):
        with pytest.raises(NotAssigner):
            ask(round=round, rules=RULES, by=somebody)
        with pytest.raises(NotAssigner):
            apply(plan=plan, by=somebody)
        with pytest.raises(NotAssigner):
            stop(plan=plan, by=somebody)
    assert assigned(round) == set()


def test_nobody_plans_who_reads_their_own(round, staff, panel):
    own, other = make_application(round.call, State.IN_REVIEW, staff), make_application(round.call, State.IN_REVIEW)
    assert [pk for pk, _pairs in planned(round, staff).pairs] == [other.pk]
    plan = planned(round, make_staff())
    assert {pk for pk, _pairs in plan.pairs} == {own.pk, other.pk}
    with pytest.raises(OwnApplication):
        apply(plan=plan, by=staff)
    assert assigned(round) == set()


def test_nothing_to_read_nobody_who_reads_or_a_closed_round_make_no_plan(round, staff):
    with pytest.raises(CannotAssign, match="no reviewers"):
        ask(round=round, rules=RULES, by=staff)
    make_staff(Role.REVIEWER)
    with pytest.raises(CannotAssign, match="No application"):
        ask(round=round, rules=RULES, by=staff)
    make_application(round.call, State.IN_REVIEW)
    plan = ask(round=round, rules=RULES, by=staff)
    with pytest.raises(AtWork):
        ask(round=round, rules=RULES, by=staff)
    with pytest.raises(NotReady):
        apply(plan=plan, by=staff)
    stop(plan=plan, by=staff)
    assert not make(plan.pk)
    close(round=round, by=staff)
    with pytest.raises(RoundClosed):
        ask(round=round, rules=RULES, by=staff)


def test_a_round_closed_meanwhile_takes_no_plan(round, staff, panel):
    make_applications(2, round.call, State.IN_REVIEW)
    plan = planned(round, staff)
    close(round=round, by=staff)
    with pytest.raises(RoundClosed):
        apply(plan=plan, by=staff)
    assert assigned(round) == set()


def test_a_plan_is_stopped_at_the_next_look(round, staff, panel, monkeypatch):
    make_applications(2, round.call, State.IN_REVIEW)
    plan = ask(round=round, rules=RULES, by=staff)

    def stopped_on_the_way(*args, **kwargs):
        stop(plan=plan, by=staff)
        return world(*args, **kwargs)

    monkeypatch.setattr("applicants.review.assignment.work.world", stopped_on_the_way)
    assert make(plan.pk)
    kept = Plan.objects.get(pk=plan.pk)
    assert (kept.state, kept.pairs) == ("stopped", [])


def test_what_a_dead_worker_left_is_taken_up_and_what_goes_wrong_is_said(round, staff, panel, monkeypatch):
    make_applications(2, round.call, State.IN_REVIEW)
    plan = ask(round=round, rules=RULES, by=staff)
    now = timezone.now()
    Plan.objects.filter(pk=plan.pk).update(state="running", seen_at=now)
    assert make_waiting(at=now) == 0, "its worker was heard of just now"
    Plan.objects.filter(pk=plan.pk).update(seen_at=now - timedelta(minutes=6))
    assert make_waiting(at=now) == 1
    assert Plan.objects.get(pk=plan.pk).state == "ready"
    monkeypatch.setattr("applicants.review.assignment.work.world", lambda *args: 1 / 0)
    assert planned(round, staff).state == "failed"


def test_reading_the_world_takes_as_many_statements_for_many(round, staff, panel):
    def statements():
        with CaptureQueriesContext(connection) as caught:
            world(round, RULES, staff)
        return len(caught)

    make_applications(1, round.call, State.IN_REVIEW)
    statements()  # the form is read once a process
    few = statements()
    make_applications(12, round.call, State.IN_REVIEW)
    make_staff(Role.REVIEWER)
    assert statements() == few


def test_the_fingerprint_is_the_same_for_the_same(round, staff, panel):
    make_applications(3, round.call, State.IN_REVIEW)
    first, second = (fingerprint(world(round, RULES, staff), round) for _ in range(2))
    assert (first, len(first)) == (second, 64)


@pytest.mark.django_db(transaction=True)
def test_two_who_apply_at_once_assign_once(round, staff, panel):
    make_applications(6, round.call, State.IN_REVIEW)
    plans = [planned(round, staff), planned(round, staff, Rules(shared=0, by_topic=0))]
    ended = []

    def run(plan):
        try:
            ended.append(apply(plan=plan, by=staff).state)
        except Outdated:
            ended.append("outdated")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(plan,)) for plan in (*plans, plans[0])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(assigned(round)) == Review.objects.count() == 12
    applied = Plan.objects.get(state="applied")
    assert assigned(round) == given(applied)
    assert sorted(ended).count("outdated") in (1, 2)
