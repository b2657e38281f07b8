"""What is the applicant's own: drafts, files, receipts."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.permissions.doors import tried
from tests.permissions.headers import is_private
from tests.permissions.lists import list_of, rows_of
from tests.permissions.world import DRAFTED, LOGLINE, NAME, PHONE, WHO

pytestmark = pytest.mark.django_db
READING = ("member", "reader", "facilitator")
OTHERS = [who for who in WHO if who not in ("applicant", *READING)]
FOLIO_PAGES = (
    "application",
    "sections",
    "check",
    "receipt",
    "receipt_file",
    "receipt_document",
    "sent",
    "withdraw",
    "offer",
    "about_you",
    "erase_about_you",
)


def page(name, *arguments):
    with override("es-mx"):
        return reverse(name, args=arguments)


@pytest.mark.parametrize("name", FOLIO_PAGES)
@pytest.mark.parametrize("which", ["application", "draft", "offered"])
def test_another_persons_folio_is_nobodys(name, which, world):
    """The same answer as to a folio that does not exist."""
    folio = world.own.rows[which].folio
    for who in ("stranger", "coordinator", "superuser"):
        for method in ("get", "post"):
            answer, written = tried(world.client(who), method, page(name, folio))
            absent, _ = tried(world.client(who), method, page(name, "CCC99-ZZZZZ"))
            assert (answer.status_code, absent.status_code, written) == (404, 404, set())


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("which", ["file", "draft_file"])
def test_a_file_is_its_owners(who, which, world):
    stored = world.own.rows[which]
    answer, _ = tried(world.client(who), "get", page("application_file", stored.about, stored.pk))
    status = {"anonymous": 302, "former member": 403, "former facilitator": 403}.get(who, 404)
    assert (answer.status_code, "X-Accel-Redirect" in answer) == (status, False)


@pytest.mark.parametrize("who", READING)
def test_who_takes_part_gets_a_file_and_only_through_its_own_folio(who, world):
    stored = world.own.draft_file
    assert world.client(who).get(page("application_file", stored.about, stored.pk)).status_code == 200
    assert world.client(who).get(page("application_file", world.own.application.folio, stored.pk)).status_code == 404
    foreign = world.foreign.draft_file
    assert world.client(who).get(page("application_file", foreign.about, foreign.pk)).status_code == 404


def test_a_file_is_not_reached_through_another_folio(world):
    stored, folio = world.own.strangers.stored, world.own.application.folio
    assert world.client("applicant").get(page("application_file", folio, stored.pk)).status_code == 404
    assert world.client("applicant").get(page("application_file", stored.about, stored.pk)).status_code == 404


def test_its_owner_gets_a_file(world):
    answer = world.client("applicant").get(page("application_file", world.own.file.about, world.own.file.pk))
    assert (answer.status_code, answer["X-Accel-Redirect"]) == (200, f"/protected/{world.own.file.blob.name}")
    assert is_private(answer)


@pytest.mark.parametrize("who", ["anonymous", "stranger"])
def test_a_receipt_can_be_verified_by_anybody_and_tells_neither_name_nor_answers(who, world):
    shown = world.client(who).get(page("verify", world.own.application.submission.code))
    text = shown.content.decode()
    assert (shown.status_code, world.own.application.folio in text) == (200, True)
    assert [secret for secret in (NAME, PHONE, LOGLINE, DRAFTED, world.own.application.applicant.email) if secret in text] == []


def test_a_draft_is_nobodys_in_the_admin(world):
    draft, stored = world.own.draft, world.own.draft_file
    client = world.client("superuser")
    assert client.get(page("admin:applicants_application_change", draft.pk)).status_code == 404
    assert client.get(page("admin:application_file", draft.pk, stored.pk)).status_code == 404
    for asked in ({}, {"q": draft.folio}, {"state__exact": "draft"}, {"call": draft.call_id}):
        assert draft not in rows_of(client.get(list_of("applicants.application"), asked))


@pytest.mark.parametrize("who", ["coordinator", "superuser"])
def test_what_was_changed_since_handing_in_is_nobodys(who, world):
    """Staff read what was handed in, the newer words are still a draft."""
    shown = world.client(who).get(page("admin:applicants_application_change", world.own.application.pk)).content.decode()
    assert (LOGLINE in shown, DRAFTED in shown) == (True, False)
