"""Pages of the team ask as much for many as for one."""

import pytest
from django.utils import timezone

from applicants.applications.team.help.consent import revoke
from applicants.applications.team.help.models import Help
from applicants.applications.team.references.ask import ask, take_back
from applicants.applications.team.references.models import ReferencesAsked
from tests.applications.build import client_of, make_draft, make_person
from tests.applications.reading import at
from tests.applications.team.people import make_help, make_invitation, make_member
from tests.applications.test_statements import counted

pytestmark = pytest.mark.django_db


def statements(client, address):
    client.get(address)
    with counted() as asked:
        assert client.get(address).status_code == 200
    return asked.number


@pytest.mark.parametrize("many", [1, 4])
def test_the_page_of_the_team(many):
    draft = make_draft()
    for n in range(many):
        make_member(draft)
        make_invitation(draft, f"p{n}@example.org")
    assert statements(client_of(draft.applicant), at(draft, "equipo")) == 6


@pytest.mark.parametrize("many", [1, 5])
def test_the_pages_of_who_helps_and_is_helped(many):
    draft, person = make_draft(), make_person()
    for _ in range(many):
        helper = make_help(draft)
        revoke(application=draft, person=draft.applicant, help_id=Help.objects.get(facilitator=helper).pk)
        make_help(make_draft(), person)
    assert statements(client_of(draft.applicant), at(draft, "equipo", "ayuda")) == 6
    assert statements(client_of(person), "/es/ayudar/") == 4


@pytest.mark.parametrize("many", [1, 5])
def test_the_page_of_letters(many):
    draft = make_draft()
    ReferencesAsked.objects.create(call=draft.call, at_most=5, question_es="¿?", question_en="?")
    for n in range(many):
        ask(application=draft, person=draft.applicant, name="X", email=f"r{n}@example.org", language="es-mx", note="", at=timezone.now())
    assert statements(client_of(draft.applicant), at(draft, "equipo", "cartas")) == 6
    row = (
        ask(application=draft, person=draft.applicant, name="X", email="z@example.org", language="es-mx", note="", at=timezone.now())
        if many == 1
        else None
    )
    assert row is None or take_back(application=draft, person=draft.applicant, reference_id=row.pk)


def test_members_cost_the_applicant_nothing_and_themselves_two_statements_more():
    draft = make_draft()
    person = make_member(draft)
    assert [statements(client_of(who), at(draft)) for who in (draft.applicant, person)] == [2, 4]
    assert [statements(client_of(who), at(draft, "film")) for who in (draft.applicant, person)] == [2, 4]
    assert statements(client_of(person), "/es/solicitudes/") == 2
