import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.applications.build import COMPLETE, EVERY, client_of, hand_in, make_call, make_draft
from tests.applications.reading import at, autosave, fresh

pytestmark = pytest.mark.django_db


def test_autosave_stores_the_questions_that_it_names():
    draft = make_draft(answers=COMPLETE)
    response = autosave(
        client_of(draft.applicant), f"/en/solicitudes/{draft.folio}/film/", "title", title="Otra", **{".base": "2", ".page": "aaaa"}
    )
    told = response.json()
    assert (response.status_code, told["revision"], told["keys"], told["conflicts"]) == (200, 3, ["title"], [])
    assert re.fullmatch(r"Saved today at \d\d:\d\d\.", told["saved"])
    assert fresh(draft).answers == {**COMPLETE, "title": "Otra"}


def test_autosave_leaves_choices_that_it_does_not_name():
    draft = make_draft(make_call(EVERY), answers={"help": ["idea"], "fits": True, "line": "Agua"})
    autosave(client_of(draft.applicant), at(draft, "every"), "line", line="Otra", **{".base": "1"})
    assert fresh(draft).answers == {"help": ["idea"], "fits": True, "line": "Otra"}
    autosave(client_of(draft.applicant), at(draft, "every"), "help fits", **{".base": "2"})
    assert fresh(draft).answers == {"line": "Otra"}


def test_autosave_keeps_text_that_is_too_long():
    draft = make_draft()
    response = autosave(client_of(draft.applicant), at(draft, "film"), "synopsis", synopsis="palabra " * 11, **{".base": "0"})
    assert response.json()["keys"] == ["synopsis"]
    assert fresh(draft).unfinished == {"synopsis": "palabra " * 11}


def test_autosave_tells_of_another_device():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    autosave(client, at(draft, "film"), "title", title="De A", **{".base": "1", ".page": "aaaa"})
    response = autosave(client, at(draft, "film"), "title", title="De B", **{".base": "1", ".page": "bbbb"})
    assert response.json()["conflicts"] == ["title"]
    assert fresh(draft).answers["title"] == "De A"


def test_autosave_of_who_is_signed_out_says_what_to_do():
    draft = make_draft()
    response = autosave(Client(), f"/en/solicitudes/{draft.folio}/film/", "title", title="Agua")
    assert response.status_code == 401
    assert response.json()["refused"].startswith("You are signed out.")


def test_autosave_after_the_deadline_of_what_was_submitted_is_refused():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    draft.call.closes_at = timezone.now() - timedelta(minutes=1)
    draft.call.save()
    response = autosave(client_of(draft.applicant), at(draft, "film"), "title", title="Tarde")
    assert response.status_code == 409
    assert set(response.json()) == {"refused"}


@pytest.mark.parametrize(
    ("address", "fields", "status"),
    [("/en/solicitudes/NOBODYS/film/", {}, 404), ("{film}", {"title": "palabra " * 300_000}, 413), ("{film}", {"title": "nulo \0"}, 400)],
)
def test_autosave_that_is_refused_says_why_in_a_sentence(address, fields, status):
    draft = make_draft()
    response = autosave(client_of(draft.applicant), address.format(film=f"/en/solicitudes/{draft.folio}/film/"), "title", **fields)
    assert response.status_code == status
    assert len(response.json()["refused"]) > 20


def test_autosave_from_a_page_whose_token_has_become_old_says_so():
    draft = make_draft()
    client = Client(enforce_csrf_checks=True)
    client.force_login(draft.applicant, backend="fundportal.accounts.backends.PortalBackend")
    response = autosave(client, f"/en/solicitudes/{draft.folio}/film/", "title", title="Agua")
    assert (response.status_code, list(response.json())) == (403, ["refused"])
