import pytest
from django.test import Client

from applicants.applications.models import DraftEntry
from tests.applications.build import make_draft, make_person, page_fields
from tests.applications.reading import at, fresh, words

pytestmark = pytest.mark.django_db


def test_what_was_typed_when_the_session_was_over_is_kept_and_saved_after_signing_in():
    draft = make_draft()
    client = Client()
    response = client.post(at(draft, "film"), page_fields(draft, title="Agua", synopsis="palabra " * 11))
    assert response["Location"] == f"/es/cuenta/login/?next={at(draft, 'film')}"
    assert fresh(draft).answers == {}
    client.force_login(draft.applicant, backend="fundportal.accounts.backends.PortalBackend")
    page = client.get(f"/en/solicitudes/{draft.folio}/film/")
    assert fresh(draft).answers == {}, "another address, other words"
    page = client.get(at(draft, "film"))
    assert fresh(draft).answers == {"title": "Agua"}
    assert "palabra palabra" in words(page)
    assert client.get(at(draft, "film")).status_code == 200
    assert DraftEntry.objects.count() == 1


def test_what_was_parked_is_not_shown_to_another_person():
    draft = make_draft()
    client = Client()
    client.post(at(draft, "film"), page_fields(draft, title="Secreto"))
    client.force_login(make_person(), backend="fundportal.accounts.backends.PortalBackend")
    assert client.get(at(draft, "film")).status_code == 404
    assert fresh(draft).answers == {}


def test_more_than_is_kept_for_somebody_unknown_is_told():
    draft = make_draft()
    response = Client().post(f"/en/solicitudes/{draft.folio}/film/", page_fields(draft, synopsis="palabra " * 60_000))
    assert response.status_code == 413
    assert "your words are still there" in words(response)


def test_only_a_few_forms_are_kept():
    drafts = [make_draft() for _each in range(6)]
    client = Client()
    for draft in drafts:
        client.post(at(draft, "film"), page_fields(draft, title="Agua"))
    assert list(client.session["parked"]) == [at(draft, "film") for draft in drafts[2:]]
