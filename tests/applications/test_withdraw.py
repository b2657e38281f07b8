import pytest

from applicants.applications.models import Application
from applicants.applications.withdraw import withdraw
from tests.applications.build import COMPLETE, client_of, hand_in, make_draft
from tests.applications.reading import at, fresh, words

pytestmark = pytest.mark.django_db


def test_withdrawing_says_what_happens_and_then_does_it_once():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    client = client_of(draft.applicant)
    page = client.get(f"/en/solicitudes/{draft.folio}/retirar/")
    assert "It cannot be undone." in words(page)
    assert fresh(draft).state == "submitted"
    for _again in range(2):
        assert client.post(at(draft, "retirar"))["Location"] == at(draft)
    assert fresh(draft).state == "withdrawn"
    assert "You withdrew your application" in words(client.get(f"/en/solicitudes/{draft.folio}/"))


def test_what_is_over_cannot_be_withdrawn():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    Application.objects.filter(pk=draft.pk).update(state="declined")
    client = client_of(draft.applicant)
    assert client.get(at(draft, "retirar"))["Location"] == at(draft)
    assert client.post(at(draft, "retirar")).status_code == 409


def test_withdrawn_draft_can_be_looked_at():
    draft = make_draft(answers=COMPLETE)
    withdraw(application=draft, person=draft.applicant)
    assert client_of(draft.applicant).get(at(draft)).status_code == 200
