from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from applicants.applications.models import Application
from applicants.calls.models import Call
from tests.applications.build import COMPLETE, client_of, hand_in, make_call, make_draft, make_person, question, section
from tests.applications.reading import at, fresh, title, words

pytestmark = pytest.mark.django_db


def test_task_list_counts_sections_and_says_what_is_left():
    draft = make_draft(answers={"title": "Agua", "town": "Bacalar"})
    response = client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/")
    assert title(response).startswith("Your application: 1 of 2 sections")
    assert "1 of 2 sections ready." in words(response)
    assert "Film Half done You Ready" in words(response)
    assert "8 days left." in words(response)
    assert "Saved today at" in words(response)


def test_task_list_shows_two_clocks_to_who_lives_elsewhere():
    person = make_person(time_zone="America/Cancun")
    draft = make_draft(make_call(closes=timezone.now() + timedelta(days=9)), person)
    assert "on your clock, Cancún:" in words(client_of(person).get(f"/en/solicitudes/{draft.folio}/"))


def test_task_list_of_a_closed_call_says_so():
    draft = make_draft()
    draft.call.closes_at = timezone.now() - timedelta(minutes=1)
    draft.call.save()
    response = client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/")
    assert response.status_code == 200
    assert "The call has closed, so this draft cannot be submitted." in words(response)


def test_list_shows_ones_own_applications_only():
    mine, other = make_draft(), make_draft()
    response = client_of(mine.applicant).get("/es/solicitudes/")
    assert mine.folio in words(response)
    assert other.folio not in words(response)


PAGES = ("", "secciones", "film", "revisar", "comprobante", "enviado", "retirar")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_persons_folio_is_not_found(page, method):
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    client = client_of(make_person())
    assert getattr(client, method)(at(draft, *filter(None, [page])), {"title": "mío"}).status_code == 404
    assert fresh(draft).answers == COMPLETE


@pytest.mark.parametrize("page", ["", "film", "revisar", "comprobante", "comprobante.pdf", "enviado", "retirar", "archivos/0"])
def test_a_forged_folio_is_not_found(page):
    response = client_of(make_person()).get(f"/es/solicitudes/CCC27-ZZZZZZ/{page}{'/' if page and '.' not in page else ''}")
    assert response.status_code == 404


def test_a_forged_section_is_not_found():
    draft = make_draft()
    client = client_of(draft.applicant)
    assert client.get(at(draft, "oculta")).status_code == 404
    assert client.post(at(draft, "oculta"), {"title": "x"}).status_code == 404


def test_a_draft_of_a_call_that_was_taken_down_can_be_read_and_says_that_it_is_over():
    draft = make_draft(make_call([section("you", question("self", sensitive=True))], is_sample=True), purposes=("evaluate",))
    client = client_of(draft.applicant)
    assert "Sample form" in words(client.get(f"/en/solicitudes/{draft.folio}/"))
    assert "Sample form" in words(client.get(f"/en/solicitudes/{draft.folio}/you/"))
    Call.objects.update(status="archived")
    assert "cannot be submitted" in words(client.get(f"/en/solicitudes/{draft.folio}/"))
    assert client.get(f"/en/solicitudes/{draft.folio}/you/").status_code == 200


@pytest.mark.parametrize(
    ("state", "green"), [("confirmed", True), ("in_review", True), ("ineligible", False), ("declined", False), ("offer_expired", False), ("place_ended", False)]
)  # fmt: skip
def test_only_what_goes_well_is_marked_green(state, green):
    assert ("fp-tag--ok" in render_to_string("applications/_state.html", {"application": Application(state=state)})) is green
