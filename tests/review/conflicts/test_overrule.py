import pytest

from applicants.applications.states import State
from applicants.review.conflicts.found import found
from applicants.review.conflicts.models import Overruled
from applicants.review.conflicts.overrule import CannotOverrule, NoReason, look_for, overrule, reinstate
from applicants.review.models import Review
from applicants.review.rounds.assign import InConflict, assign
from applicants.review.rounds.require import NotAssigner
from fundportal.accounts.erase import erase
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from programs.projects.models import Project
from tests.review.make import (
    make_application,
    make_call,
    make_member,
    make_person,
    make_program,
    make_review,
    make_round,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return make_round(make_call())


@pytest.fixture
def staff():
    return make_staff()


@pytest.fixture
def reviewer():
    return make_staff(Role.REVIEWER, name="Iván Nava")


@pytest.fixture
def tied(round, reviewer):
    """An application whose person has worked in a team with the reviewer."""
    application = make_application(round.call, State.IN_REVIEW, make_person("Xóchitl Ruiz"))
    make_member(make_application(make_call(), State.DECLINED, application.applicant), reviewer)
    return application


def at(round, *more):
    return "/".join(["/admin/applicants/round", str(round.pk), "conflicts", *map(str, more), ""])


def test_nobody_is_assigned_in_a_conflict_until_it_is_overruled(round, tied, reviewer, staff):
    free = make_application(round.call, State.IN_REVIEW)
    with pytest.raises(InConflict) as refused:
        assign(round=round, applications=[tied.pk, free.pk], reviewers=[reviewer.pk], by=staff)
    assert refused.value.pairs == [(tied.pk, reviewer.pk)]
    assert tied.folio in str(refused.value) and "Iván Nava" in str(refused.value) and Review.objects.count() == 0
    overrule(round=round, application=tied.pk, reviewer=reviewer.pk, reason="Fue hace diez años.", by=staff)
    assert assign(round=round, applications=[tied.pk, free.pk], reviewers=[reviewer.pk], by=staff) == 2
    told = Entry.objects.get(verb="overrule_conflict")
    assert (told.target, told.detail) == (tied.folio, {"kinds": ["team"], "reviewer": reviewer.pk})


def test_who_reads_already_goes_on(round, tied, reviewer, staff):
    make_review(round, tied, reviewer)
    assert assign(round=round, applications=[tied.pk], reviewers=[reviewer.pk], by=staff) == 0


def test_what_turns_up_later_counts_again(round, tied, reviewer, staff):
    overrule(round=round, application=tied.pk, reviewer=reviewer.pk, reason="Sí.", by=staff)
    assert found(round) == {}
    Project.objects.create(program=make_program(), lead=tied.applicant, title="La laguna", team=[{"name": "Iván Nava"}])
    assert [reason.kind.value for reason in found(round)[tied.pk, reviewer.pk]] == ["project"]
    assert reinstate(round=round, application=tied.pk, reviewer=reviewer.pk, by=staff)
    assert [reason.kind.value for reason in found(round)[tied.pk, reviewer.pk]] == ["team", "project"]
    assert not reinstate(round=round, application=tied.pk, reviewer=reviewer.pk, by=staff)


def test_what_cannot_be_overruled(round, tied, reviewer, staff):
    free = make_application(round.call, State.IN_REVIEW)
    with pytest.raises(NoReason):
        overrule(round=round, application=tied.pk, reviewer=reviewer.pk, reason="  ", by=staff)
    with pytest.raises(CannotOverrule):
        overrule(round=round, application=free.pk, reviewer=reviewer.pk, reason="Sí.", by=staff)
    make_review(make_round(round.call), tied, reviewer, conflict="declared")
    with pytest.raises(CannotOverrule):
        overrule(round=round, application=tied.pk, reviewer=reviewer.pk, reason="Sí.", by=staff)
    with pytest.raises(NotAssigner):
        overrule(round=round, application=tied.pk, reviewer=reviewer.pk, reason="Sí.", by=reviewer)
    with pytest.raises(NotAssigner):
        look_for(round=round, kinds=[], by=reviewer)
    assert Overruled.objects.count() == 0


def test_it_goes_with_the_person(round, tied, reviewer, staff):
    overrule(round=round, application=tied.pk, reviewer=reviewer.pk, reason="Fue hace diez años.", by=staff)
    erase(person=tied.applicant)
    assert Overruled.objects.count() == 0


def test_the_pages_say_why_and_let_staff_overrule(client, sign_in, round, tied, reviewer):
    sign_in()
    assert "Iván Nava" in client.get(at(round)).content.decode()
    page = client.get(at(round, reviewer.pk)).content.decode()
    assert page.count(tied.folio) >= 2 and "fp-ties" in page and "Ha trabajado en un equipo" in page
    there = at(round, reviewer.pk, tied.pk)
    assert client.get(there).status_code == 200
    assert client.post(there, {"confirm": "1", "reason": " "}).status_code == 400
    assert client.post(there, {"confirm": "1", "reason": "Fue hace <diez> años."}).url == at(round, reviewer.pk)
    page = client.get(at(round, reviewer.pk)).content.decode()
    assert "Fue hace &lt;diez&gt; años." in page and "fp-ties" not in page
    client.post(there, {"reinstate": "1"})
    assert Overruled.objects.count() == 0


def test_the_page_names_who_was_assigned_before_it_was_found(client, sign_in, round, tied, reviewer):
    sign_in()
    make_review(round, tied, reviewer)
    assert at(round, reviewer.pk, tied.pk) in client.get(at(round)).content.decode()


def test_the_refusal_stands_on_the_page_of_assigning(client, sign_in, round, tied, reviewer):
    sign_in()
    answer = client.post(f"/admin/applicants/round/{round.pk}/assign/", {"application": [tied.pk], "reviewer": [reviewer.pk]})
    assert (answer.status_code, Review.objects.count()) == (400, 0)
    assert tied.folio in answer.content.decode()


def test_what_is_looked_for_is_chosen_for_the_programme(client, sign_in, round, tied, reviewer):
    sign_in()
    assert client.post(at(round, "kinds"), {"kinds": ["locality"]}).url == at(round)
    assert found(round) == {}
    assert Entry.objects.get(verb="conflict_kinds").detail == {"kinds": ["locality"]}
    assert client.post(at(round, "kinds"), {"kinds": ["friends"]}).status_code == 200


@pytest.mark.parametrize("rows", [1, 20])
def test_statements_do_not_grow(client, sign_in, round, reviewer, rows, django_assert_max_num_queries):
    sign_in()
    for _ in range(rows):
        make_member(make_application(round.call, State.IN_REVIEW), reviewer)
        make_staff(Role.REVIEWER)
    for page in (at(round), at(round, reviewer.pk)):
        with django_assert_max_num_queries(32):
            assert client.get(page).status_code == 200
