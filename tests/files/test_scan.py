"""ClamAV looks at every file where it is configured; until its word nobody but the sender opens it, and after a bad one nobody does."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone

from fundportal.audit.models import Entry
from fundportal.files.models import StoredFile
from fundportal.files.scan import scan_waiting
from fundportal.files.serve import Infected, Unchecked, serve
from tests.applications.build import client_of, make_call, make_draft, page_fields, question, section
from tests.applications.reading import at, words
from tests.files.clam import VIRUS, clam
from tests.files.contents import CONTENTS, pdf
from tests.files.tus import whole

pytestmark = pytest.mark.django_db
FORM = [section("papers", question("paper", "file", types=["pdf"], max_mb=5))]
BAD = pdf(change=lambda document: document.docinfo.__setitem__("/Title", VIRUS.decode()))


@pytest.fixture
def scanner(settings):
    with clam() as server:
        settings.CLAMAV_URL = server.url
        yield server


@pytest.fixture
def draft():
    return make_draft(make_call(FORM))


@pytest.fixture
def client(draft):
    return client_of(draft.applicant)


def opening(stored, **options):
    try:
        serve(RequestFactory().get("/"), stored, **options).file_to_stream.close()
    except (Infected, Unchecked) as refusal:
        return type(refusal).__name__
    return "open"


def test_without_a_scanner_nothing_waits(client, draft):
    whole(client, CONTENTS["pdf"], folio=draft.folio)
    assert (StoredFile.objects.get().scan, scan_waiting(at=timezone.now())) == ("", 0)


@pytest.mark.parametrize(
    ("content", "verdict", "after"),
    [(CONTENTS["pdf"], "clean", ["open", "open"]), (BAD, "infected", ["Infected", "Infected"])],
)
def test_a_file_waits_for_its_verdict(scanner, client, draft, content, verdict, after):
    whole(client, content, folio=draft.folio)
    waiting = StoredFile.objects.get()
    assert (waiting.scan, opening(waiting), opening(waiting, to_owner=True)) == ("pending", "Unchecked", "open")
    assert (scan_waiting(at=timezone.now()), scanner.seen) == (1, [content])
    stored = StoredFile.objects.get()
    assert (stored.scan, [opening(stored), opening(stored, to_owner=True)]) == (verdict, after)
    told = [(entry.target, entry.detail["found"]) for entry in Entry.objects.filter(verb="file_infected")]
    assert told == ([(draft.folio, "Eicar-Test")] if verdict == "infected" else [])
    assert scan_waiting(at=timezone.now()) == 0


def test_the_person_is_told_and_cannot_hand_in_a_virus(scanner, client, draft):
    client.post(at(draft, "papers"), page_fields(draft, paper=SimpleUploadedFile("carta.pdf", BAD)))
    page = f"/en/solicitudes/{draft.folio}/papers/"
    assert "It is being checked for viruses." in words(client.get(page))
    assert "The virus check has found" not in words(client.get(f"/en/solicitudes/{draft.folio}/revisar/"))
    scan_waiting(at=timezone.now())
    assert "The virus check has found something in this file." in words(client.get(page))
    assert "The virus check has found something in this file." in words(client.get(f"/en/solicitudes/{draft.folio}/revisar/"))
    client.post(at(draft, "papers"), page_fields(draft, paper=SimpleUploadedFile("carta.pdf", CONTENTS["pdf"])))
    assert "The virus check has found" not in words(client.get(f"/en/solicitudes/{draft.folio}/revisar/"))


@pytest.mark.parametrize("trouble", ["away", "silent", "too long for it"])
def test_a_scanner_in_trouble_is_asked_again_later(scanner, settings, client, draft, trouble):
    whole(client, CONTENTS["pdf"], folio=draft.folio)
    scanner.mood, scanner.most = ("silent" if trouble == "silent" else ""), (5 if trouble == "too long for it" else 10**6)
    settings.CLAMAV_URL = "tcp://127.0.0.1:1" if trouble == "away" else scanner.url
    now = timezone.now()
    assert (scan_waiting(at=now), StoredFile.objects.get().scan, scan_waiting(at=now)) == (0, "pending", 0)
    scanner.mood, scanner.most, settings.CLAMAV_URL = "", 10**6, scanner.url
    assert (scan_waiting(at=now + timedelta(minutes=11)), StoredFile.objects.get().scan) == (1, "clean")


def test_only_who_looks_at_files_pays_for_it(scanner, client, draft, django_assert_num_queries):
    client.get(at(draft, "papers"))
    with django_assert_num_queries(2):
        client.get(at(draft, "papers"))
    client.post(at(draft, "papers"), page_fields(draft, paper=SimpleUploadedFile("carta.pdf", CONTENTS["pdf"])))
    with django_assert_num_queries(3):
        client.get(at(draft, "papers"))
