import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fundportal.consents.give import withdraw as take_back
from fundportal.consents.models import Consent
from fundportal.files.models import StoredFile
from tests.applications.build import EVERY, client_of, hand_in, make_call, make_draft, make_person, page_fields, question, section
from tests.applications.reading import at, fresh, words
from tests.files.contents import CONTENTS

pytestmark = pytest.mark.django_db
PDF = CONTENTS["pdf"]


def test_every_kind_of_question_is_saved_and_shown_again():
    draft = make_draft(make_call(EVERY))
    client = client_of(draft.applicant)
    fields = {
        "line": "Agua", "story": "Una laguna crece.", "stage": "script", "help": ["idea", "script"], "state": "23", "place_0": "23", "place_1": "Bacalar",
        "land": "MX", "born_0": "27", "born_1": "3", "born_2": "1996", "years": "7", "cash": "45,000", "cash_currency": "MXN",
        "teaser": "https://example.org/v", "fits": "on", "budget-0-item": "Cámara", "budget-0-cost": "2,500", "team-0-name": "Itzel", "team-0-role": "Dirección",
        "paper": SimpleUploadedFile("Carpeta ꞌë.pdf", PDF, "text/html"),
    }  # fmt: skip
    response = client.post(at(draft, "every"), page_fields(draft, **fields))
    assert (response.status_code, response["Location"]) == (302, at(draft, "revisar"))
    stored = StoredFile.objects.get()
    assert fresh(draft).answers == {
        "line": "Agua",
        "story": "Una laguna crece.",
        "stage": "script",
        "help": ["idea", "script"],
        "state": "23",
        "place": "23010",
        "land": "MX",
        "born": "1996-03-27",
        "years": 7,
        "cash": {"amount": "45000", "currency": "MXN"},
        "teaser": "https://example.org/v",
        "fits": True,
        "budget": [{"item": "Cámara", "cost": "2500"}],
        "team": [{"name": "Itzel", "role": "Dirección"}],
        "paper": {
            "file": str(stored.pk),
            "name": "Carpeta ꞌë.pdf",
            "size": len(PDF),
            "sha256": stored.sha256,
            "media_type": "application/pdf",
        },
    }
    assert fresh(draft).progress == {"every": "done"}
    shown = words(client.get(f"/en/solicitudes/{draft.folio}/revisar/"))
    for answer in (
        "Agua",
        "Una laguna crece.",
        "Script",
        "Quintana Roo",
        "Bacalar",
        "Mexico",
        "27 March 1996",
        "45,000",
        "Cámara",
        "Itzel",
        "Carpeta ꞌë.pdf",
    ):
        assert answer in shown
    submission = hand_in(draft)
    assert submission.content["answers"] == fresh(draft).answers
    assert submission.content["files"] == [
        {"id": str(stored.pk), "name": "Carpeta ꞌë.pdf", "size": len(PDF), "media_type": "application/pdf", "sha256": stored.sha256}
    ]


WRONG = {
    "line": "x" * 500, "story": "palabra " * 61, "stage": "nada", "help": ["nada"], "state": "77", "place_0": "23", "place_1": "Ningún lado", "land": "XX",
    "born_0": "31", "born_1": "2", "born_2": "2000", "years": "muchos", "cash": "cuarenta", "cash_currency": "MXN", "teaser": "no es enlace",
    "budget-0-item": "Cámara", "budget-0-cost": "mucho", "team-0-name": "", "team-0-role": "Dirección", "team-0-email": "x",
}  # fmt: skip


def test_every_kind_of_question_keeps_what_was_typed_wrong():
    draft = make_draft(make_call(EVERY))
    client = client_of(draft.applicant)
    response = client.post(at(draft, "every"), page_fields(draft, **WRONG, paper=SimpleUploadedFile("a.pdf", b"<html>", "application/pdf")))
    assert response.status_code == 200
    assert fresh(draft).answers == {}
    assert StoredFile.objects.count() == 0
    again = client.get(at(draft, "every"))
    assert again.status_code == 200
    assert sorted(fresh(draft).unfinished) == sorted(
        ["line", "story", "stage", "help", "state", "place", "land", "born", "years", "cash", "teaser", "budget", "team"]
    )
    for typed in (
        "x" * 500,
        "palabra palabra",
        'value="31"',
        'value="Ningún lado"',
        'value="muchos"',
        'value="cuarenta"',
        'value="no es enlace"',
        'value="mucho"',
    ):
        assert typed in again.content.decode()
    assert client.get(at(draft, "revisar")).status_code == 200


def test_add_row_saves_and_shows_one_row_more():
    draft = make_draft(make_call(EVERY))
    client = client_of(draft.applicant)
    fields = {**page_fields(draft), "budget-0-item": "Cámara", "budget-0-cost": "2,500", "budget-add": "1"}
    del fields["accion"]
    response = client.post(at(draft, "every"), fields)
    assert response.status_code == 200
    assert 'name="budget-1-item"' in response.content.decode()
    assert fresh(draft).answers == {"budget": [{"item": "Cámara", "cost": "2500"}]}


def test_a_file_can_be_seen_replaced_and_removed():
    draft = make_draft(make_call(EVERY))
    client = client_of(draft.applicant)

    def send(**fields):
        return client.post(at(draft, "every"), page_fields(draft, **fields))

    send(paper=SimpleUploadedFile("uno.pdf", PDF))
    first = fresh(draft).answers["paper"]["file"]
    page = client.get(at(draft, "every")).content.decode()
    assert f'href="/es/solicitudes/{draft.folio}/archivos/{first}/"' in page
    got = client.get(f"/es/solicitudes/{draft.folio}/archivos/{first}/")
    assert (b"".join(got.streaming_content), got["Content-Disposition"]) == (PDF, 'attachment; filename="uno.pdf"')
    send()
    assert fresh(draft).answers["paper"]["file"] == first
    send(paper=SimpleUploadedFile("dos.pdf", PDF))
    assert fresh(draft).answers["paper"]["name"] == "dos.pdf"
    send(**{"paper-clear": "on"})
    assert "paper" not in fresh(draft).answers


def test_a_file_is_nobodys_but_its_owners_as_long_as_it_is_in_a_draft():
    draft = make_draft(make_call(EVERY))
    client_of(draft.applicant).post(at(draft, "every"), page_fields(draft, paper=SimpleUploadedFile("uno.pdf", PDF)))
    file = fresh(draft).answers["paper"]["file"]
    address = f"/es/solicitudes/{draft.folio}/archivos/{file}/"
    assert client_of(make_person()).get(address).status_code == 404
    assert client_of(make_person(is_staff=True, is_superuser=True)).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_consent_to_sensitive_data_is_asked_before_its_questions_are_shown():
    call = make_call([section("film", question("title")), section("roots", question("people", sensitive=True))])
    draft = make_draft(call, purposes=["evaluate"])
    client = client_of(draft.applicant)
    page = client.get(at(draft, "roots"))
    assert 'name="people"' not in page.content.decode()
    assert 'name="sensitive"' in page.content.decode()
    assert client.post(at(draft, "roots"), {".consent": "1"}).status_code == 200
    assert client.post(at(draft, "roots"), {".consent": "1", "sensitive": "on"})["Location"] == at(draft, "roots")
    assert 'name="people"' in client.get(at(draft, "roots")).content.decode()
    assert Consent.objects.filter(about=draft.folio, purpose="sensitive").count() == 1


def test_sensitive_answers_that_come_without_consent_wait_for_it():
    call = make_call([section("roots", question("people", sensitive=True))])
    draft = make_draft(call)
    client = client_of(draft.applicant)
    take_back(consent=Consent.objects.get(about=draft.folio, purpose="sensitive"))
    page = client.post(at(draft, "roots"), page_fields(draft, people="Zoque"))
    assert 'name="sensitive"' in page.content.decode()
    assert fresh(draft).answers == {}
    page = client.post(at(draft, "roots"), {".consent": "1", "sensitive": "on"}, follow=True)
    assert fresh(draft).answers == {"people": "Zoque"}
    assert 'value="Zoque"' in page.content.decode()


MIXED = [section("help", question("days"), question("support", required=False, sensitive=True), question("note", required=False))]


def test_who_does_not_agree_answers_the_rest_and_submits():
    draft = make_draft(make_call(MIXED), purposes=["evaluate"])
    client = client_of(draft.applicant)
    page = client.get(f"/en/solicitudes/{draft.folio}/help/")
    assert 'name="support"' not in page.content.decode()
    assert "1 question about sensitive data You may leave them out" in words(page)
    fields = page_fields(draft, days="Todos", **{".form": f"{draft.form_version_id}.plain"})
    assert client.post(at(draft, "help"), fields)["Location"] == at(draft, "revisar")
    assert fresh(draft).progress == {"help": "done"}
    assert hand_in(draft).content["answers"] == {"days": "Todos"}


def test_a_page_without_the_sensitive_questions_clears_none_of_them():
    draft = make_draft(make_call(MIXED), answers={"days": "Todos", "support": "Traslado"})
    client_of(draft.applicant).post(at(draft, "help"), page_fields(draft, days="Uno", **{".form": f"{draft.form_version_id}.plain"}))
    assert fresh(draft).answers == {"days": "Uno", "support": "Traslado"}


def test_a_required_sensitive_question_stays_behind_the_consent_and_says_so():
    draft = make_draft(make_call([section("help", question("days"), question("health", sensitive=True))]), purposes=["evaluate"])
    client = client_of(draft.applicant)
    assert "You have to answer here to submit." in words(client.get(f"/en/solicitudes/{draft.folio}/help/"))
    assert 'name="sensitive"' in client.get(at(draft, "help") + "?consentir").content.decode()
    client.post(at(draft, "help"), page_fields(draft, days="Todos", **{".form": f"{draft.form_version_id}.plain"}))
    assert "needs your consent" in words(client.get(f"/en/solicitudes/{draft.folio}/revisar/"))


def test_the_rest_is_saved_when_the_consent_was_taken_back_meanwhile():
    draft = make_draft(make_call(MIXED))
    client = client_of(draft.applicant)
    take_back(consent=Consent.objects.get(about=draft.folio, purpose="sensitive"))
    page = client.post(at(draft, "help"), page_fields(draft, days="Todos", support="Traslado"))
    assert 'name="sensitive"' in page.content.decode()
    assert fresh(draft).answers == {"days": "Todos"}
    client.post(at(draft, "help"), page_fields(draft, days="Uno", **{".form": f"{draft.form_version_id}.plain"}))
    for _each in range(2):
        assert client.get(at(draft, "help")).status_code == 200
    client.post(at(draft, "help"), {".consent": "1", "sensitive": "on"}, follow=True)
    assert fresh(draft).answers == {"days": "Uno", "support": "Traslado"}


def test_sensitive_answers_that_are_too_long_to_wait_are_not_dropped():
    draft = make_draft(make_call(MIXED))
    take_back(consent=Consent.objects.get(about=draft.folio, purpose="sensitive"))
    response = client_of(draft.applicant).post(at(draft, "help"), page_fields(draft, days="Todos", support="x" * 500_000))
    assert response.status_code == 413
