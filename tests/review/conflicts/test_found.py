from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.applications.states import State
from applicants.applications.team.references.models import Reference
from applicants.review.conflicts.found import found
from applicants.review.conflicts.kinds import CHOSEN, Kind
from applicants.review.conflicts.models import ConflictKinds
from applicants.review.panel.models import ReviewerProfile
from fundportal.accounts.roles import Role
from programs.cohorts.models import Enrolment
from programs.projects.models import Project
from programs.training.models import Guest, Session
from tests.review.blinding.apply import FORM
from tests.review.make import (
    make_application,
    make_applications,
    make_call,
    make_cohort,
    make_help,
    make_member,
    make_person,
    make_program,
    make_review,
    make_round,
    make_staff,
    question,
    text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return make_round(make_call(document=FORM))


@pytest.fixture
def reviewer():
    return make_staff(Role.REVIEWER, name="Iván Cruz Nava", email="ivan@example.org")


@pytest.fixture
def application(round):
    return make_application(round.call, State.IN_REVIEW, make_person("Xóchitl Tlapaltecatl"), {"logline": "x"})


def kinds(round, application, reviewer):
    return [(reason.kind.value, reason.detail) for reason in found(round).get((application.pk, reviewer.pk), [])]


def look_for(*wanted):
    ConflictKinds.objects.create(program=make_program(), kinds=[kind.value for kind in wanted])


def known(reviewer, **facts):
    ReviewerProfile.objects.create(program_code="morelia", reviewer=reviewer, **facts)


def test_strangers_have_none(round, application, reviewer):
    assert found(round) == {}


def test_what_was_declared(round, application, reviewer):
    elsewhere = make_application(make_call(), State.IN_REVIEW, application.applicant)
    make_review(make_round(elsewhere.call), elsewhere, reviewer, conflict="declared")
    assert kinds(round, application, reviewer) == [("before", elsewhere.folio)]
    make_review(make_round(round.call), application, reviewer, conflict="declared")
    assert kinds(round, application, reviewer) == [("declared", application.folio), ("before", elsewhere.folio)]


def test_who_competes_or_takes_part(round, application, reviewer):
    other = make_application(round.call, State.IN_REVIEW)
    rival = make_application(round.call, State.SUBMITTED, reviewer)
    assert kinds(round, application, reviewer) == [("rival", rival.folio)]
    type(rival).objects.filter(pk=rival.pk).update(state=State.WITHDRAWN)
    make_member(other, reviewer, ended_at=timezone.now())
    assert kinds(round, other, reviewer) == [("rival", other.folio), ("part", other.folio)]


@pytest.mark.parametrize("join", [make_member, make_help])
def test_who_has_worked_in_a_team_with_them(round, application, reviewer, join):
    earlier = make_application(make_call(), State.DECLINED, application.applicant)
    join(earlier, reviewer)
    assert kinds(round, application, reviewer) == [("team", earlier.folio)]


def test_who_is_named_in_the_team_by_address_or_by_full_name(round, reviewer):
    by_address, by_name, namesake = (
        make_application(round.call, State.IN_REVIEW, None, {"team": [row]})
        for row in (
            {"name": "I.", "role": "Foto", "email": "Ivan@example.org"},
            {"name": "IVAN CRUZ NAVA", "role": "Foto"},
            {"name": "Iván", "role": "Foto"},
        )
    )
    assert [kinds(round, each, reviewer) for each in (by_address, by_name, namesake)] == [
        [("team", by_address.folio)],
        [("team", by_name.folio)],
        [],
    ]


def test_who_was_asked_for_a_letter(round, application, reviewer):
    elsewhere = make_application(make_call(), State.DECLINED, application.applicant)
    asked = Reference.objects.create(application=elsewhere, name="Iván", email="ivan@example.org", token_sha256="a" * 64)
    assert kinds(round, application, reviewer) == [("reference", elsewhere.folio)]
    Reference.objects.filter(pk=asked.pk).update(declined_at=timezone.now())
    assert kinds(round, application, reviewer) == []


def test_who_has_worked_on_a_film_with_them(round, application, reviewer):
    team = [{"name": "Ivan Cruz Nava", "role": "Foto"}]
    Project.objects.create(program=make_program(), lead=application.applicant, title="La laguna", team=team)
    other = make_application(round.call, State.IN_REVIEW, make_person("Abel Ruiz", email="abel@example.org"), {"logline": "x"})
    Project.objects.create(program=make_program(), lead=reviewer, title="El cerro", team=[{"name": "A.", "email": "abel@example.org"}])
    assert [kinds(round, each, reviewer) for each in (application, other)] == [[("project", "La laguna")], [("project", "El cerro")]]


def test_teachers_students_and_classmates(round, application, reviewer):
    cohort = make_cohort()
    Enrolment.objects.create(cohort=cohort, person=application.applicant)
    assert kinds(round, application, reviewer) == []
    now = timezone.now()
    session = Session.objects.create(cohort=cohort, title_es="Guion", title_en="Script", starts_at=now, ends_at=now + timedelta(hours=1))
    session.guests.add(Guest.objects.create(name="Ivan Cruz Nava"))
    assert kinds(round, application, reviewer) == [("cohort", "Generación 1")]
    session.delete()
    Enrolment.objects.create(cohort=cohort, person=reviewer)
    assert kinds(round, application, reviewer) == [("cohort", "Generación 1")]
    Enrolment.objects.filter(person=application.applicant).delete()
    again = Session.objects.create(cohort=cohort, title_es="Foto", title_en="Photo", starts_at=now, ends_at=now + timedelta(hours=1))
    again.guests.add(Guest.objects.create(name="Xochitl Tlapaltecatl"))
    assert kinds(round, application, reviewer) == [("cohort", "Generación 1")]


def test_organisations_are_told_by_what_is_known_and_by_addresses(round, reviewer):
    at_school = make_application(round.call, State.IN_REVIEW, None, {"school": "Centro de Capacitación Cinematográfica, 2019"})
    elsewhere = make_application(round.call, State.IN_REVIEW, None, {"school": "Centro de Capacitación Rural"})
    colleague = make_application(round.call, State.IN_REVIEW, make_person("Ana", email="ana@cine.unam.mx"), {"logline": "x"})
    known(reviewer, organisations=["CENTRO DE CAPACITACION CINEMATOGRAFICA"])
    type(reviewer).objects.filter(pk=reviewer.pk).update(email="ivan@cine.unam.mx")
    assert [kinds(round, each, reviewer) for each in (at_school, elsewhere, colleague)] == [
        [("organisation", "CENTRO DE CAPACITACION CINEMATOGRAFICA")],
        [],
        [("organisation", "cine.unam.mx")],
    ]


def test_places_count_where_the_programme_wants_it(reviewer):
    document = {
        "sections": [{"key": "all", "title": text("Todo"), "help": text(""), "questions": [question("place", "municipality", tier=1)]}]
    }
    round = make_round(make_call(document=document))
    kin = make_application(round.call, State.IN_REVIEW, make_person("Rosa Nava Luis"), {"place": "20002"})
    neighbour = make_application(round.call, State.IN_REVIEW, make_person("Abel Ruiz"), {"place": "20002"})
    known(reviewer, entity="20", locality="ACATLAN de Pérez Figueroa")
    assert found(round) == {}
    look_for(Kind.HOUSEHOLD, Kind.LOCALITY)
    here = "Acatlán de Pérez Figueroa, Oaxaca"
    assert kinds(round, kin, reviewer) == [("household", here), ("locality", here)]
    assert kinds(round, neighbour, reviewer) == [("locality", here)]


def test_a_programme_may_leave_out_all_but_the_firm_ones(round, application, reviewer):
    earlier = make_application(make_call(), State.DECLINED, application.applicant)
    make_member(earlier, reviewer)
    look_for()
    assert found(round) == {}
    make_review(make_round(round.call), application, reviewer, conflict="declared")
    assert kinds(round, application, reviewer) == [("declared", application.folio)]


def test_it_is_asked_for_some_alone(round, application, reviewer):
    other = make_application(round.call, State.IN_REVIEW, None, {"logline": "x"})
    for each in (application, other):
        make_member(each, reviewer)
    assert set(found(round, [other.pk], [reviewer.pk])) == {(other.pk, reviewer.pk)}
    assert found(round, [other.pk], [make_staff(Role.REVIEWER).pk]) == {}


def test_every_kind_has_its_sentence():
    from applicants.review.conflicts.kinds import Reason

    assert all("AAAA27-1" in Reason(kind, "AAAA27-1").words for kind in Kind)
    assert len(CHOSEN) == len(Kind) - 3


@pytest.mark.parametrize("rows", [1, 25])
def test_statements_do_not_grow(round, rows, django_assert_num_queries):
    for application in make_applications(rows, round.call, State.IN_REVIEW):
        make_member(application, make_staff(Role.REVIEWER, name=f"Iván {application.pk}"))
    with django_assert_num_queries(19):
        assert len(found(round)) == rows * rows
