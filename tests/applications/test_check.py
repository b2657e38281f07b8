from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.applications.models import Application, StateChange, Submission
from tests.applications.build import COMPLETE, client_of, hand_in, make_call, make_draft, make_person, page_fields
from tests.applications.reading import at, checked, fresh, title, words
from tests.files.contents import CONTENTS

pytestmark = pytest.mark.django_db
PDF = CONTENTS["pdf"]


def test_check_shows_what_is_missing_with_links():
    draft = make_draft(answers={"title": "Agua"})
    response = client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/revisar/")
    assert "2 things are missing before you can submit" in words(response)
    assert f'href="/en/solicitudes/{draft.folio}/film/#div_id_synopsis"' in response.content.decode()
    assert not title(response).startswith("Error:")


def test_submit_without_the_declaration_says_so_and_counts_as_an_attempt():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    response = client.post(at(draft, "revisar"), {"checked": checked(client, draft)})
    assert title(response).startswith("Error:")
    assert fresh(draft).state == "draft"
    assert fresh(draft).first_attempt_at is not None


def test_submit_of_what_is_incomplete_shows_what_is_missing():
    draft = make_draft(answers={"title": "Agua"})
    client = client_of(draft.applicant)
    response = client.post(at(draft, "revisar"), {"checked": checked(client, draft), "declaration": "on"})
    assert response.status_code == 200
    assert title(response).startswith("Error:")
    assert fresh(draft).first_attempt_at is not None


def test_submit_ends_at_the_receipt_every_time_it_is_sent():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    fields = {"checked": checked(client, draft), "declaration": "on"}
    for _again in range(2):
        response = client.post(f"/en/solicitudes/{draft.folio}/revisar/", fields)
        assert (response.status_code, response["Location"]) == (302, f"/en/solicitudes/{draft.folio}/comprobante/")
    submission = Submission.objects.get()
    assert submission.content["declaration"] == "What I say is true, and I meet the requirements of the call."
    page = words(client.get(at(draft, "comprobante")))
    assert draft.folio in page
    assert " ".join(submission.sha256[n : n + 4] for n in range(0, 64, 4)) in page


def test_submit_of_answers_that_another_window_has_changed_asks_to_check_again():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    old = checked(client, draft)
    client.post(at(draft, "film"), page_fields(draft, title="Otra", synopsis=COMPLETE["synopsis"]))
    response = client.post(f"/en/solicitudes/{draft.folio}/revisar/", {"checked": old, "declaration": "on"})
    assert response.status_code == 200
    assert "Your answers have changed since this page was opened" in words(response)
    assert "Otra" in words(response)
    assert Submission.objects.count() == 0
    assert fresh(draft).first_attempt_at is not None


def test_submit_with_a_token_that_nobody_made_asks_to_check_again():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    response = client_of(draft.applicant).post(at(draft, "revisar"), {"checked": "1." + "9" * 5000, "declaration": "on"})
    assert response.status_code == 200


def test_submit_after_the_deadline_is_refused_and_nothing_is_lost():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    fields = {"checked": checked(client, draft), "declaration": "on"}
    draft.call.closes_at = timezone.now() - timedelta(minutes=1)
    draft.call.save()
    response = client.post(f"/en/solicitudes/{draft.folio}/revisar/", fields)
    assert response.status_code == 409
    assert "Your submission arrived after the deadline" in words(response)
    assert fresh(draft).answers == COMPLETE


def test_submit_counts_from_the_arrival_that_the_trusted_proxy_has_stamped(settings):
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    fields = {"checked": checked(client, draft), "declaration": "on"}
    now = timezone.now()
    draft.call.closes_at = now - timedelta(seconds=30)
    draft.call.save()
    response = client.post(at(draft, "revisar"), fields, **{"fundportal.arrived_at": (now - timedelta(seconds=31)).timestamp()})
    assert response.status_code == 302
    assert Submission.objects.get().received_at < draft.call.closes_at


def test_status_page_tells_the_promised_date_and_what_can_be_done():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    page = words(client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/"))
    for part in (
        "We have your application",
        "Fri 30 April 2027",
        "Correct my application",
        "Withdraw my application",
        "See my receipt",
        "See what I submitted",
    ):
        assert part in page
    assert "changes that are not submitted" not in page


def test_status_page_tells_of_changes_that_are_not_submitted():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    client = client_of(draft.applicant)
    client.post(at(draft, "film"), page_fields(draft, title="Otra", synopsis=COMPLETE["synopsis"]))
    assert "You have changes that are not submitted." in words(client.get(f"/en/solicitudes/{draft.folio}/"))
    assert "Agua que vuelve" in words(client.get(at(draft, "enviado")))
    client.post(at(draft, "revisar"), {"checked": checked(client, draft), "declaration": "on"})
    assert Submission.objects.count() == 2
    assert "You have changes that are not submitted." not in words(client.get(f"/en/solicitudes/{draft.folio}/"))


@pytest.mark.parametrize(
    "state",
    [
        "ineligible",
        "in_review",
        "shortlisted",
        "selected",
        "waitlisted",
        "declined",
        "offered",
        "confirmed",
        "offer_declined",
        "offer_expired",
    ],
)
def test_status_page_of_every_state(state):
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    Application.objects.filter(pk=draft.pk).update(state=state)
    client = client_of(draft.applicant)
    assert client.get(at(draft)).status_code == 200
    assert client.get("/es/solicitudes/").status_code == 200
    assert client.get(at(draft, "film"))["Location"] == at(draft)
    assert client.get(at(draft, "revisar"))["Location"] == at(draft)


@pytest.mark.parametrize("state", ["shortlisted", "selected"])
def test_what_is_decided_but_not_released_is_not_shown(state):
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    client = client_of(draft.applicant)
    pages = []
    for each in ("in_review", state):
        Application.objects.filter(pk=draft.pk).update(state=each)
        pages.append([words(client.get(address)) for address in (at(draft), "/es/solicitudes/", at(draft, "comprobante"))])
    assert pages[0] == pages[1]


def test_who_is_screened_out_reads_why_and_nothing_of_an_evaluation():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    Application.objects.filter(pk=draft.pk).update(state="ineligible")
    for reason in ("Otra razón.", "Falta la cadena de derechos."):
        StateChange.objects.create(application=draft, verb="screen_out", from_state="submitted", to_state="ineligible", reason=reason)
    page = words(client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/"))
    assert "The reason Falta la cadena de derechos." in page
    assert "Otra razón." not in page
    assert "Your application is read under a public rubric." not in page


def test_list_says_until_when_on_both_clocks_and_of_ones_own_deadline():
    now = timezone.now()
    person = make_person(time_zone="America/Cancun")
    call = make_call(closes=now - timedelta(minutes=1))
    draft = make_draft(make_call(), person)
    client = client_of(person)
    assert "on your clock, Cancún:" in words(client.get("/en/solicitudes/"))
    Application.objects.filter(pk=draft.pk).update(call=call)
    page = words(client.get("/en/solicitudes/"))
    assert "closed on" in page
    assert "closes" not in page
    Application.objects.filter(pk=draft.pk).update(closes_at=now + timedelta(days=3))
    assert "closes" in words(client.get("/en/solicitudes/"))


@pytest.mark.parametrize("page", ["revisar", "film", "oferta"])
@pytest.mark.parametrize("state", ["shortlisted", "selected"])
def test_what_is_decided_but_not_released_is_not_told_to_who_sends_something(state, page):
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    old = checked(client, draft)
    hand_in(draft)
    fields = {"checked": old.replace(".0", ".1"), "declaration": "on", "title": "Otra", "answer": "accept"}
    told = []
    for each in ("in_review", state):
        Application.objects.filter(pk=draft.pk).update(state=each)
        response = client.post(at(draft, page), fields)
        told.append((response.status_code, response.get("Location"), words(response)))
    assert told[0] == told[1]


def test_receipt_as_pdf():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    response = client_of(draft.applicant).get(f"/es/solicitudes/{draft.folio}/comprobante.pdf")
    assert (response["Content-Type"], response["Content-Disposition"]) == ("application/pdf", f'attachment; filename="{draft.folio}-1.pdf"')
    assert response.content.startswith(b"%PDF-")
    assert len(response.content) < 100_000


def test_document_is_the_one_that_was_hashed():
    draft = make_draft(answers=COMPLETE)
    submission = hand_in(draft)
    response = client_of(draft.applicant).get(f"/es/solicitudes/{draft.folio}/comprobante.json")
    assert response.content == submission.document.encode()


def test_draft_has_no_receipt():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    for page in ("comprobante/", "comprobante.pdf", "comprobante.json", "enviado/"):
        assert client.get(at(draft) + page).status_code == 404
