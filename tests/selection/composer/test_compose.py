"""Scenarios, votes and confirmations."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils.translation import override

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.withdraw import withdraw
from applicants.disclosure.describe import keep
from applicants.disclosure.description import Description
from applicants.disclosure.floors.compose import Answer
from applicants.disclosure.floors.models import FloorStated
from applicants.disclosure.rule import INTERNAL
from applicants.disclosure.wording import newest
from applicants.review.models import Review
from applicants.selection.composer import compose as verb
from applicants.selection.composer.compose import HasAPart, Impossible, compose
from applicants.selection.composer.confirm import NotDecidable, confirm
from applicants.selection.composer.models import Confirmation, Scenario, Vote
from applicants.selection.composer.plan import Plan, Rule
from applicants.selection.composer.pool import pool_of
from applicants.selection.composer.result import Other
from applicants.selection.composer.vote import NoReason, counted, vote
from applicants.selection.decisions.stage import NotDecider, stage
from applicants.selection.models import Decision, Release
from fundportal.accounts.erase import erase
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.consents.models import Consent, Purpose
from fundportal.notifications.models import Notification
from tests.review.make import make_application, make_help, make_member, make_staff
from tests.selection.composer.rounds import applications_of, close, read, read_round

pytestmark = pytest.mark.django_db
POINTS = (90, 80, 70, 60, 50, 40)


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def round():
    return read_round(POINTS)


@pytest.fixture
def staff():
    return make_staff()


def composed(round, by, *rules, name="First", places=3, **more):
    return compose(round=round, name=name, plan=Plan(places, rules, **more), by=by)


def chosen(scenario, round):
    places = {application.pk: place for place, application in enumerate(applications_of(round))}
    return sorted(places[pk] for pk in scenario.result.chosen)


def test_without_rules_it_is_whoever_has_the_most_points(round, staff):
    made = composed(round, staff)
    assert (chosen(made, round), made.result.total, made.number, made.by) == ([0, 1, 2], 240_000, 1, staff)
    assert set(Application.objects.values_list("state", flat=True)) == {State.IN_REVIEW}
    assert (Decision.objects.count(), Notification.objects.count()) == (0, 0)
    entry = Entry.objects.get(verb="compose")
    assert (entry.target, entry.detail) == (f"{round.call.slug}:{round.ordinal}:1", {"candidates": 6, "places": 3})


def test_a_rule_moves_whom_it_has_to_and_its_price_is_exact(round, staff):
    made = composed(round, staff, Rule("stage", ("script",), 2), Rule("state", ("12",), 2))
    assert chosen(made, round) == [1, 2, 5]
    assert (made.result.total, made.result.counts) == (190_000, {"r0": 2, "r1": 2})
    assert made.result.prices == {"r0": 10_000, "r1": 40_000}


def test_ceilings_pins_and_bans_with_their_reasons(round, staff):
    first, *_rest, last = [application.pk for application in applications_of(round)]
    made = composed(round, staff, Rule("stage", ("idea",), 1, is_floor=False), pins={last: "Needed"}, bans={first: "Did it before"})
    assert chosen(made, round) == [1, 2, 5]
    assert made.result.prices == {"r0": 0, f"in:{last}": 20_000, f"out:{first}": 20_000}
    assert (made.plan.pins, made.plan.bans) == ({last: "Needed"}, {first: "Did it before"})


def test_what_is_as_good_is_listed_and_who_is_in_all_of_it(staff):
    round = read_round((90, 80, 70, 70, 69, 10))
    made = composed(round, staff, band=1_000)
    pks = [application.pk for application in applications_of(round)]
    assert {(made.result.total - other.total, other.out, other.into) for other in made.result.others} <= {
        (0, (pks[2],), (pks[3],)),
        (0, (pks[3],), (pks[2],)),
        (1_000, (pks[2],), (pks[4],)),
        (1_000, (pks[3],), (pks[4],)),
    }
    assert (len(made.result.others), made.result.number, made.result.is_all, made.result.always) == (2, 2, True, (pks[0], pks[1]))
    assert isinstance(made.result.others[0], Other)


def test_the_impossible_names_the_rules_that_contradict_and_stores_nothing(round, staff):
    with pytest.raises(Impossible) as refusal:
        composed(round, staff, Rule("stage", ("idea",), 2), Rule("stage", ("script",), 2), Rule("state", ("07",), 1))
    assert refusal.value.why == [
        "There are 3 places",
        "At least 2 with “stage?”: Idea (3 candidates fit that)",
        "At least 2 with “stage?”: Script (3 candidates fit that)",
    ]
    assert Scenario.objects.count() == 0
    with pytest.raises(Impossible) as refusal:
        composed(round, staff, Rule("state", ("20",), 3))
    assert refusal.value.why == ["At least 3 with “state?”: Oaxaca (2 candidates fit that)"]
    with pytest.raises(Impossible) as refusal:
        composed(round, staff, places=7)
    assert refusal.value.why == ["All 7 places are to be filled; 6 candidates are there"]


def test_a_name_cannot_be_both_in_and_out(round, staff):
    one = applications_of(round)[0]
    with pytest.raises(Impossible) as refusal:
        composed(round, staff, pins={one.pk: "Best"}, bans={one.pk: "Worst"})
    assert refusal.value.why == [f"{one.folio} is set: Best", f"{one.folio} is left out: Worst"]


def test_asked_twice_it_is_one_scenario_and_asked_anew_another(round, staff):
    first = composed(round, staff)
    assert composed(round, staff).pk == first.pk
    second = compose(round=round, name="Second", plan=Plan(3), by=staff, parent=first)
    assert (second.number, second.parent, Scenario.objects.count()) == (2, first, 2)


def test_the_fingerprint_knows_when_points_or_answers_have_changed(round, staff):
    made = composed(round, staff, Rule("stage", ("script",), 2))
    assert made.plan.fingerprint(pool_of(round)) == made.fingerprint
    read(round, applications_of(round)[3], 10)
    assert made.plan.fingerprint(pool_of(round)) != made.fingerprint


def test_candidates_were_read_and_are_still_to_be_decided(round, staff):
    first, second, third, *_rest = applications_of(round)
    make_application(round.call, State.IN_REVIEW)  # read by nobody
    withdraw(application=first, person=first.applicant)
    Application.objects.filter(pk=second.pk).update(state=State.DECLINED)
    pool = pool_of(round)
    assert next(iter(pool.candidates)) == third.pk
    assert len(pool.candidates) == 4
    assert [option for option in pool.countables["state"].options if option[2]] == [
        ("07", "Chiapas", 1),
        ("12", "Guerrero", 2),
        ("20", "Oaxaca", 1),
    ]


def test_sensitive_answers_count_while_the_consent_stands(staff):
    round = read_round((90, 80), answers=[{"ascribed": True}, {"ascribed": True}])
    first = applications_of(round)[0]
    assert pool_of(round).members("ascribed", ["true"]) == frozenset()
    Consent.objects.create(
        person=first.applicant, notice=round.call.notice, purpose=Purpose.SENSITIVE, about=first.folio, notice_sha256="0" * 64, wording="x",
        language="es-mx", authentication="code",
    )  # fmt: skip
    pool = pool_of(round)
    assert pool.members("ascribed", ["true"]) == {first.pk}
    assert pool.countables["ascribed"].needs_ground


def test_who_does_not_decide_or_has_a_part_composes_nothing(round, staff):
    with pytest.raises(NotDecider):
        composed(round, make_staff(Role.REVIEWER))
    with pytest.raises(NotDecider):
        composed(round, make_staff(program="ccc"))
    for number, part in enumerate((make_member, make_help)):
        one = make_staff()
        part(applications_of(round)[number], one)
        with pytest.raises(HasAPart):
            composed(round, one)
    made = composed(round, staff)
    own = make_staff()
    make_application(round.call, State.DRAFT, own)
    with pytest.raises(HasAPart):
        vote(scenario=made, stand="for", reason="Mine", by=own)
    with pytest.raises(HasAPart):
        confirm(scenario=made, application=applications_of(round)[0], outcome="select", by=own)


def test_votes_are_kept_and_the_newest_counts(round, staff):
    made, other, first = composed(round, staff), make_staff(name="Juana"), applications_of(round)[0]
    vote(scenario=made, stand="for", reason="Broad", by=staff)
    vote(scenario=made, stand="against", reason="Too broad", by=staff)
    again = vote(scenario=made, stand="against", reason="Too broad ", by=staff)
    vote(scenario=made, stand="abstain", reason="", by=other, application=first.pk)
    assert Vote.objects.count() == 3
    assert [(row.person, row.application_id, row.stand) for row in counted(Vote.objects.all())] == [
        (staff, None, "against"),
        (other, first.pk, "abstain"),
    ]
    assert again.reason == "Too broad"
    with pytest.raises(NoReason):
        vote(scenario=made, stand="for", reason="  ", by=staff)
    assert Entry.objects.filter(verb="vote").count() == 3


def test_only_a_person_makes_a_decision_of_it_one_application_at_a_time(round, staff):
    made, first = composed(round, staff), applications_of(round)[0]
    row = confirm(scenario=made, application=first, outcome="select", by=staff, reason=" Agreed ")
    assert [(d.application, d.outcome, d.staged_by) for d in Decision.objects.all()] == [(first, "select", staff)]
    assert (row.scenario, row.reason, Application.objects.get(pk=first.pk).state) == (made, "Agreed", State.IN_REVIEW)
    assert confirm(scenario=made, application=first, outcome="select", by=staff, reason="Agreed").pk == row.pk
    confirm(scenario=made, application=first, outcome="decline", by=staff)
    assert list(Confirmation.objects.order_by("pk").values_list("outcome", flat=True)) == ["select", "decline"]
    assert Decision.objects.get().outcome == "decline"
    assert Entry.objects.filter(verb="confirm_composed", target=first.folio).count() == 2


def test_what_was_written_to_the_person_before_stays(round, staff):
    made, first = composed(round, staff), applications_of(round)[0]
    stage(call=round.call, applications=[first.pk], outcome="decline", by=staff, feedback={first.pk: "Falta ritmo."})
    confirm(scenario=made, application=first, outcome="select", by=make_staff())
    assert list(Decision.objects.values_list("outcome", "feedback")) == [("select", "Falta ritmo.")]


def test_why_a_known_decision_changes_is_not_lost_with_the_outcome(round, staff):
    made, first = composed(round, staff), applications_of(round)[0]
    stage(call=round.call, applications=[first.pk], outcome="decline", by=staff)
    Decision.objects.update(why="Se leyó mal.")
    known = Decision.objects.get()
    Decision.objects.filter(pk=known.pk).update(release=Release.objects.create(call=round.call, by=staff))
    stage(call=round.call, applications=[first.pk], outcome="decline", by=staff, why="Se leyó mal.")
    confirm(scenario=made, application=first, outcome="select", by=staff)
    assert Decision.objects.staged().get().why == "Se leyó mal."


def test_the_person_reads_what_the_reviewers_wrote(round, staff):
    made, first = composed(round, staff), applications_of(round)[0]
    review = Review.objects.get(application=first)
    Review.objects.filter(pk=review.pk).update(comment="Mira de cerca.", scores={criterion.key: 4 for criterion in round.criteria.all()})
    confirm(scenario=made, application=first, outcome="waitlist", by=staff)
    noted = Decision.objects.get()
    assert (noted.feedback, "nivel 4" in noted.strong) == ("Mira de cerca.", True)


def test_nothing_is_confirmed_about_what_is_not_read_any_more_or_of_another_call(round, staff):
    made, first = composed(round, staff), applications_of(round)[0]
    withdraw(application=first, person=first.applicant)
    with pytest.raises(NotDecidable):
        confirm(scenario=made, application=first, outcome="select", by=staff)
    foreign = applications_of(read_round((50,), places=1))[0]
    with pytest.raises(NotDecidable):
        confirm(scenario=made, application=foreign, outcome="select", by=staff)
    assert (Decision.objects.count(), Confirmation.objects.count()) == (0, 0)


def test_the_record_never_changes(round, staff):
    made, first = composed(round, staff), applications_of(round)[0]
    vote(scenario=made, stand="for", reason="Broad", by=staff)
    confirm(scenario=made, application=first, outcome="select", by=staff)
    for model, change in ((Scenario, {"name": "x"}), (Vote, {"stand": "against"}), (Confirmation, {"outcome": "decline"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete("default")


def test_who_erases_the_account_leaves_no_word_of_theirs_or_about_them(round, staff):
    first, second, *_rest = applications_of(round)
    made = composed(round, staff, pins={first.pk: "Xóchitl has to be in"}, bans={second.pk: "Two of a kind"})
    vote(scenario=made, stand="for", reason="Xóchitl!", by=staff, application=first.pk)
    confirm(scenario=made, application=first, outcome="select", by=staff, reason="Xóchitl it is")
    erase(person=first.applicant)
    kept = Scenario.objects.get()
    assert (kept.plan.pins, kept.plan.bans) == ({first.pk: ""}, {second.pk: "Two of a kind"})
    assert (Vote.objects.get().reason, Confirmation.objects.get().reason, kept.result) == ("", "", made.result)


def test_floors_on_self_descriptions_go_through_the_service(round, staff, monkeypatch):
    FloorStated.objects.create(
        call=round.call, subject="speaks", sentence_es="x", sentence_en="y", law="z", at=round.call.opens_at - timedelta(1)
    )
    assert "self:speaks" in pool_of(round).countables
    open_still = composed(round, staff, Rule("self:speaks", ("yes",), 5), name="While it is read")
    assert (open_still.result.floors, Entry.objects.filter(verb="disclosure_read").count()) == ("read", 0)
    close(round)
    asked = []
    pks = frozenset(application.pk for application in applications_of(round)[3:])
    monkeypatch.setattr(verb, "compose_with_floors", lambda **more: asked.append(more["question"]) or Answer(pks))
    made = composed(round, staff, Rule("self:speaks", ("yes",), 5))
    assert (made.result.floors, chosen(made, round), made.result.best - made.result.total) == ("met", [3, 4, 5], 90_000)
    assert [floor.number for floor in asked[0].floors] == [INTERNAL.threshold]
    best = {application.pk for application in applications_of(round)[:3]}
    assert [(set(other.out), set(other.into), other.total) for other in made.result.others] == [(pks, best, 240_000)]


def test_a_floor_that_is_refused_leaves_the_best_by_the_open_rules(round, staff):
    FloorStated.objects.create(
        call=round.call, subject="speaks", sentence_es="x", sentence_en="y", law="z", at=round.call.opens_at - timedelta(1)
    )
    close(round)
    made = composed(round, staff, Rule("self:speaks", ("yes",), 5))
    assert (made.result.floors, chosen(made, round)) == ("room", [0, 1, 2])
    assert Entry.objects.filter(verb="disclosure_read").count() == 0


def test_one_more_who_is_set_is_not_answered_about_after_a_floor_on_self_descriptions(staff, monkeypatch):
    monkeypatch.setattr("applicants.disclosure.floors.draw.is_withheld", lambda fingerprint: False)
    round = read_round([70] * 24, places=12)
    FloorStated.objects.create(
        call=round.call, subject="speaks", sentence_es="x", sentence_en="y", law="z", at=round.call.opens_at - timedelta(1)
    )
    close(round)
    people = applications_of(round)
    for application in people[:6]:
        keep(application.applicant_id, round.call_id, Description({"speaks": "yes"}, {"speaks": newest().version}))
    rule = Rule("self:speaks", ("yes",), 5)
    first = composed(round, staff, rule, places=12)
    assert first.result.floors == "met"
    assert len(set(first.result.chosen) & {application.pk for application in people[:6]}) >= 5
    second = composed(round, staff, rule, places=12, name="With one more", pins={people[20].pk: "Needed"})
    assert (second.result.floors, people[20].pk in second.result.chosen) == ("one", True)
    assert composed(round, staff, rule, places=12, name="Again").result == first.result
    assert Entry.objects.filter(verb="disclosure_read").count() == 1
    monkeypatch.setattr("applicants.selection.composer.pool.points", lambda round: {each.pk: 70_000 + each.pk for each in people})
    later = composed(round, staff, rule, places=12, name="After a correction of points")
    assert (later.result.floors, later.result.total, later.result.chosen) == ("met", first.result.total, first.result.chosen)


def test_what_explains_a_cohort_comes_before_its_floors_and_nothing_is_locked_while_it_is_solved(round, staff, monkeypatch):
    """An error after the answer would take the record of the question away with it."""
    order = []
    FloorStated.objects.create(
        call=round.call, subject="speaks", sentence_es="x", sentence_en="y", law="z", at=round.call.opens_at - timedelta(1)
    )
    close(round)
    monkeypatch.setattr(verb, "prices", lambda *_asked, **_more: order.append("prices") or {})
    monkeypatch.setattr(verb, "compose_with_floors", lambda **_more: order.append("floors") or Answer(None))
    made = composed(round, staff, Rule("self:speaks", ("yes",), 5))
    assert (order, made.result.floors) == (["prices", "floors"], "not_said")
