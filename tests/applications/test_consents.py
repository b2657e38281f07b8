import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applicants.applications.models import Application, DraftEntry
from fundportal.accounts.devices import name_of
from fundportal.audit.models import Entry
from fundportal.consents.give import standing, withdraw
from fundportal.consents.models import Consent
from fundportal.files.models import StoredFile
from tests.applications.build import client_of, hand_in, make_call, make_draft, opened_by, page_fields, question, section
from tests.applications.reading import at, fresh, words
from tests.files.contents import CONTENTS

pytestmark = pytest.mark.django_db
ASKS = [
    section("film", question("title")),
    section("you", question("self", sensitive=True, required=False), question("paper", "file", sensitive=True, required=False, types=["pdf"], max_mb=1)),
]  # fmt: skip
PDF = CONTENTS["pdf"]


def of(draft, purpose):
    return f"/en/solicitudes/{draft.folio}/consentimientos/{purpose}/"


def take_back(draft, purpose):
    client = client_of(draft.applicant)
    page = client.get(of(draft, purpose))
    for _again in range(2):
        assert client.post(of(draft, purpose), {"answer": "take_back"})["Location"] == "/en/cuenta/consentimientos/"
    return words(page)


def test_the_page_says_what_was_agreed_to_and_when():
    draft = make_draft()
    page = words(client_of(draft.applicant).get("/en/cuenta/consentimientos/"))
    assert page.count("You agreed on") == page.count("Take it back") == 2
    assert f"Privacy notice, version {draft.call.notice.version}" in page
    for address in ("/en/cuenta/", f"/en/solicitudes/{draft.folio}/"):
        assert "/en/cuenta/consentimientos/" in client_of(draft.applicant).get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_sensitive_answers_leave_the_draft_its_log_and_the_files():
    draft = make_draft(make_call(ASKS))
    client = client_of(draft.applicant)
    client.post(at(draft, "film"), page_fields(draft, title="Agua"))
    client.post(at(draft, "you"), page_fields(draft, self="maya", paper=SimpleUploadedFile("uno.pdf", PDF)))
    assert fresh(draft).answers.keys() == {"title", "self", "paper"}
    assert "deleted from your draft" in take_back(draft, "sensitive")
    stored = fresh(draft)
    assert (stored.answers, stored.progress, StoredFile.objects.count()) == ({"title": "Agua"}, {"film": "done", "you": ""}, 0)
    assert "maya" not in str([*DraftEntry.objects.values_list("changes", flat=True)])
    assert standing(draft.applicant, draft.folio) == {"evaluate"}
    assert [*Entry.objects.filter(verb="consent_withdrawn").values_list("target", "detail__purpose")] == [(draft.folio, "sensitive")]
    hand_in(draft)
    assert fresh(draft).submission.content["answers"] == {"title": "Agua"}


@pytest.mark.parametrize(("purpose", "goes"), [("sensitive", True), ("evaluate", True), ("publicity", False)])
def test_what_the_device_keeps_of_it_goes_too_and_nothing_else(purpose, goes):
    """By the service worker, which learns from the form's address whose words they are."""
    draft = make_draft()
    client = client_of(draft.applicant)
    page = client.get(of(draft, purpose)).content.decode()
    name = name_of(draft.applicant_id)
    told = ("What this phone keeps of this application" in page, f'action="?keep={name}"' in page, "js/offline" in page)
    assert told == (goes, goes, goes)
    answer = client.post(of(draft, purpose) + f"?keep={name}", {"answer": "take_back"})
    assert (answer.status_code, answer.headers.get("Clear-Site-Data")) == (302, None)


@pytest.mark.parametrize("script", [False, True])
def test_a_save_under_way_writes_nothing_back_after_the_withdrawal(monkeypatch, script):
    """Its consent was asked about, then the withdrawal came, then the lock."""
    draft = make_draft(make_call(ASKS))

    def withheld_then_withdrawn(*args):
        withdraw(consent=Consent.objects.get(about=draft.folio, purpose="sensitive"))
        return frozenset()

    for page in ("section", "autosave"):
        monkeypatch.setattr(f"applicants.applications.pages.{page}.withheld", withheld_then_withdrawn)
    client = client_of(draft.applicant)
    fields = {**page_fields(draft), "self": "maya"} | ({".keys": "self"} if script else {"paper": SimpleUploadedFile("uno.pdf", PDF)})
    page = client.post(at(draft, "you"), fields, headers={"X-Autosave": "1"} if script else {})
    assert page.status_code == (403 if script else 200)
    assert (fresh(draft).answers, DraftEntry.objects.count(), StoredFile.objects.count()) == ({}, 0, 0)
    assert script or "maya" in str(client.session["parked"]), "the words wait for the person's choice"


def test_sensitive_answers_that_wait_in_the_session_go_with_the_consent():
    draft, client = make_draft(make_call([section("you", question("town"), question("self", sensitive=True))])), Client()
    client.post(at(draft, "you"), page_fields(draft, town="Bacalar", self="maya", **opened_by(draft.applicant)))
    client.force_login(draft.applicant, backend="fundportal.accounts.backends.PortalBackend")
    client.post(of(draft, "sensitive"), {"answer": "take_back"})
    assert "Bacalar" in str(client.session["parked"]) and "maya" not in str(client.session["parked"])
    client.get(at(draft, "you"))
    assert fresh(draft).answers == {"town": "Bacalar"}


def test_what_was_submitted_stays_sealed_and_the_page_says_so():
    draft = make_draft(make_call(ASKS), answers={"title": "Agua", "self": "maya"})
    hand_in(draft)
    assert "Check and submit again" in take_back(draft, "sensitive")
    assert fresh(draft).submission.content["answers"]["self"] == "maya"
    assert "changes that are not submitted" in words(client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/"))


def test_without_the_consent_to_evaluation_the_application_is_withdrawn():
    draft = make_draft(make_call(ASKS), answers={"title": "Agua"})
    hand_in(draft)
    assert "it is withdrawn" in take_back(draft, "evaluate")
    assert fresh(draft).state == "withdrawn"
    assert not Consent.objects.standing().filter(about=draft.folio).exists()


def test_publicity_is_given_and_taken_back_by_who_has_a_place():
    draft = make_draft(make_call(ASKS), answers={"title": "Agua"})
    hand_in(draft)
    client = client_of(draft.applicant)
    assert client.post(of(draft, "publicity"), {"answer": "give"}).status_code == 409
    Application.objects.filter(pk=draft.pk).update(state="confirmed")
    assert "you may publish my name" in words(client.get("/en/cuenta/consentimientos/"))
    for _again in range(2):
        assert client.post(of(draft, "publicity"), {"answer": "give"}).status_code == 302
    assert "publicity" in standing(draft.applicant, draft.folio)
    assert Entry.objects.filter(verb="consent_given", target=draft.folio).count() == 1
    assert "leaves the list" in take_back(draft, "publicity")
    assert "publicity" not in standing(draft.applicant, draft.folio)
    assert fresh(draft).state == "confirmed"
