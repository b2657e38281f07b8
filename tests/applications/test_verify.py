import pytest
from django.test import Client

from tests.applications.build import COMPLETE, client_of, hand_in, make_draft, page_fields
from tests.applications.reading import at, words

pytestmark = pytest.mark.django_db


def test_anybody_verifies_a_receipt_and_learns_neither_name_nor_answers():
    draft = make_draft(answers=COMPLETE)
    submission = hand_in(draft)
    response = Client().get(f"/en/verificar/{submission.code}/")
    assert response.status_code == 200
    assert "The receipt is genuine" in words(response)
    assert draft.folio in words(response)
    for secret in ("Itzel", "Canul", draft.applicant.email, *COMPLETE.values()):
        assert secret not in words(response)


def test_receipt_of_an_earlier_submission_still_verifies():
    draft = make_draft(answers=COMPLETE)
    first = hand_in(draft)
    client = client_of(draft.applicant)
    client.post(at(draft, "film"), page_fields(draft, title="Otra", synopsis=COMPLETE["synopsis"]))
    hand_in(draft)
    page = words(Client().get(f"/en/verificar/{first.code}/"))
    assert "The receipt is genuine" in page
    assert "A later submission of this application has a receipt of its own." in page


def test_receipt_under_another_key_cannot_be_checked(settings):
    submission = hand_in(make_draft(answers=COMPLETE))
    settings.SIGNING_KEYS = "new:" + "A" * 43 + "="
    assert "its key is not" in words(Client().get(f"/en/verificar/{submission.code}/"))


def test_receipt_that_was_tampered_with_does_not_hold(monkeypatch):
    submission = hand_in(make_draft(answers=COMPLETE))
    monkeypatch.setattr("applicants.applications.pages.verify.verdict", lambda **facts: False)
    assert "The receipt does not hold" in words(Client().get(f"/en/verificar/{submission.code}/"))


def test_code_may_be_typed_carelessly():
    code = hand_in(make_draft(answers=COMPLETE)).code
    response = Client().get("/es/verificar/", {"codigo": f" {code.lower().replace('-', ' ')} "})
    assert response["Location"] == f"/es/verificar/{code}/"
    assert Client().get(f"/es/verificar/{code.lower()}/")["Location"] == f"/es/verificar/{code}/"


@pytest.mark.parametrize("code", ["x", "BCDFG-BCDFG-BCDFG-BCDFG", "%27--", "ñ" * 30])
def test_unknown_code_is_told_on_a_page(code):
    response = Client().get(f"/en/verificar/{code}/")
    assert response.status_code == 404
    assert "There is no receipt with this code" in words(response)


def test_public_keys_are_public():
    assert [sorted(key) for key in Client().get("/es/verificar/llaves.json").json()["keys"]] == [["id", "kind", "public_key_base64"]]
