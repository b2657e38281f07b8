"""How many SQL statements the pages take, transaction control not counted, session and person included."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applicants.applications.models import Application, Submission
from tests.applications.build import COMPLETE, FIVE, client_of, make_call, make_draft, make_person, page_fields, question, section

pytestmark = pytest.mark.django_db
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
MANY = [section(f"s{n}", *(question(f"q{n}-{m}") for m in range(8))) for n in range(30)]


class Counted(CaptureQueriesContext):
    """`number` of statements inside the block, and their texts."""

    @property
    def texts(self):
        return [query["sql"] for query in self.captured_queries if not query["sql"].startswith(CONTROL)]

    @property
    def number(self):
        return len(self.texts)


def counted():
    return Counted(connection)


def warm(client, *addresses):
    """Forms are read once a process."""
    for address in addresses:
        client.get(address)


def test_task_list_and_section_take_as_many_for_thirty_sections_as_for_one():
    numbers = []
    for sections in (MANY[:1], MANY):
        draft = make_draft(make_call(sections))
        client = client_of(draft.applicant)
        addresses = (f"/es/solicitudes/{draft.folio}/", f"/es/solicitudes/{draft.folio}/s0/")
        warm(client, *addresses)
        for address in addresses:
            with counted() as statements:
                assert client.get(address).status_code == 200
            numbers.append(statements.number)
    assert numbers == [2, 2, 2, 2]


def test_section_save():
    draft = make_draft(make_call(MANY))
    client = client_of(draft.applicant)
    warm(client, f"/es/solicitudes/{draft.folio}/s0/")
    fields = page_fields(draft, **{f"q0-{n}": f"respuesta {n}" for n in range(8)})
    with counted() as statements:
        assert client.post(f"/es/solicitudes/{draft.folio}/s0/", fields).status_code == 302
    assert statements.number == 4, statements.texts


def test_saving_sensitive_answers_asks_for_the_consent_again_under_the_lock():
    draft = make_draft(make_call([section("you", *(question(f"q{n}", sensitive=True) for n in range(8)))]))
    client = client_of(draft.applicant)
    warm(client, f"/es/solicitudes/{draft.folio}/you/")
    fields = page_fields(draft, **{f"q{n}": "sí" for n in range(8)})
    with counted() as statements:
        assert client.post(f"/es/solicitudes/{draft.folio}/you/", fields).status_code == 302
    assert statements.number == 6, statements.texts


def test_autosave_beyond_session_and_person():
    draft = make_draft(make_call(MANY))
    client = client_of(draft.applicant)
    warm(client, f"/es/solicitudes/{draft.folio}/s0/")
    with counted() as statements:
        fields = {".keys": "q0-1", ".base": "0", "q0-1": "respuesta"}
        assert client.post(f"/es/solicitudes/{draft.folio}/s0/", fields, headers={"X-Autosave": "1"}).status_code == 200
    assert statements.number - 1 == 2, statements.texts  # session and person are one


@pytest.mark.parametrize("rows", [1, 30])
def test_list_of_ones_own_applications(rows):
    person = make_person()
    for _each in range(rows):
        make_draft(person=person)
    client = client_of(person)
    with counted() as statements:
        assert client.get("/es/solicitudes/").status_code == 200
    assert statements.number == 2, statements.texts


def test_submit():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    page = client.get(f"/es/solicitudes/{draft.folio}/revisar/").content.decode()
    fields = {"checked": re.search('name="checked" value="(.*?)"', page)[1], "declaration": "on"}
    with counted() as statements:
        assert client.post(f"/es/solicitudes/{draft.folio}/revisar/", fields).status_code == 302
    assert Submission.objects.count() == 1
    assert statements.number <= 12, statements.texts


def test_whole_application_of_five_text_questions_from_start_to_receipt():
    call = make_call(FIVE)
    client = client_of(make_person())
    warm(client, f"/es/convocatorias/{call.slug}/solicitar/")
    with counted() as statements:
        assert client.get(f"/es/convocatorias/{call.slug}/solicitar/").status_code == 200
        listed = client.post(f"/es/convocatorias/{call.slug}/solicitar/", {"evaluate": "on"})["Location"]
        assert client.get(listed).status_code == 200
        form = listed + "all/"
        page = client.get(form).content.decode()
        fields = {name: re.search(rf'name="\{name}" value="(.*?)"', page)[1] for name in (".base", ".page")}
        checking = client.post(form, {**fields, "accion": "seguir", **{f"q{n}": "Una respuesta." for n in range(1, 6)}})["Location"]
        token = re.search('name="checked" value="(.*?)"', client.get(checking).content.decode())[1]
        receipt = client.post(checking, {"checked": token, "declaration": "on"})["Location"]
        assert client.get(receipt).status_code == 200
    assert Application.objects.get().state == "submitted"
    assert statements.number <= 33, statements.texts
    print("whole application:", statements.number)
