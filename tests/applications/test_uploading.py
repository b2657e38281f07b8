"""A file that came in pieces becomes an answer like any other."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from applicants.applications.draft.save import NotEditable
from applicants.applications.draft.unused_files import forget_unused_files
from applicants.applications.models import Application, DraftEntry
from fundportal.consents.give import withdraw as take_back
from fundportal.consents.models import Consent
from fundportal.files.models import StoredFile, Upload
from fundportal.files.resumable import pieces
from tests.applications.build import client_of, hand_in, make_call, make_draft, make_person, page_fields, question, section
from tests.applications.reading import at, autosave, fresh, words
from tests.files.contents import CONTENTS
from tests.files.tus import announce, send, whole

pytestmark = pytest.mark.django_db
PDF = CONTENTS["pdf"]
PAPERS = section(
    "papers",
    question("paper", "file", types=["pdf"], max_mb=5, required=False),
    question("other", "file", types=["pdf"], max_mb=5, required=False),
    question("private", "file", types=["pdf"], max_mb=5, required=False, sensitive=True),
    question("line", required=False),
)


@pytest.fixture
def draft():
    return make_draft(make_call([PAPERS]))


@pytest.fixture
def client(draft):
    return client_of(draft.applicant)


def number(place):
    return place.rsplit("/", 1)[-1]


def answer_of(stored):
    return {"file": str(stored.pk), "name": stored.name, "size": stored.size, "sha256": stored.sha256, "media_type": stored.media_type}


def test_it_is_saved_without_a_button(client, draft):
    place, _ = whole(client, PDF, folio=draft.folio)
    told = autosave(client, at(draft, "papers"), "paper", **{"paper-upload": number(place), ".base": "0", ".page": "aaaa", ".turn": "1"})
    stored = StoredFile.objects.get()
    assert (told.status_code, told.json()["keys"], "errors" in told.json()) == (200, ["paper"], False)
    assert fresh(draft).answers == {"paper": answer_of(stored)}
    assert DraftEntry.objects.get().changes == {"paper": answer_of(stored)}
    assert "carta ñandú.pdf" in words(client.get(at(draft, "papers")))


def test_a_save_that_is_sent_twice_writes_once(client, draft):
    place, _ = whole(client, PDF, folio=draft.folio)
    for _ in range(2):
        autosave(client, at(draft, "papers"), "paper", **{"paper-upload": number(place), ".base": "0", ".page": "aaaa"})
    assert (DraftEntry.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_it_is_saved_with_the_button_as_well(client, draft):
    place, _ = whole(client, PDF, folio=draft.folio)
    answer = client.post(at(draft, "papers"), page_fields(draft, line="hola", **{"paper-upload": number(place)}))
    assert (answer.status_code, fresh(draft).answers) == (302, {"paper": answer_of(StoredFile.objects.get()), "line": "hola"})


def test_a_box_that_was_ticked_does_not_take_the_new_file_away(client, draft):
    place, _ = whole(client, PDF, folio=draft.folio)
    client.post(at(draft, "papers"), page_fields(draft, **{"paper-upload": number(place), "paper-clear": "on"}))
    assert fresh(draft).answers == {"paper": answer_of(StoredFile.objects.get())}


def unknown(client, draft):
    return str(uuid.uuid4())


def nonsense(client, draft):
    return "../../etc/passwd"


def of_another_question(client, draft):
    return number(whole(client, PDF, folio=draft.folio, question="other")[0])


def of_another_person(client, draft):
    other = make_draft(draft.call, make_person())
    return number(whole(client_of(other.applicant), PDF, folio=other.folio)[0])


def of_another_application(client, draft):
    other = make_draft(make_call([PAPERS]), draft.applicant)
    return number(whole(client, PDF, folio=other.folio)[0])


def unfinished(client, draft):
    place = announce(client, len(PDF), folio=draft.folio)["Location"]
    send(client, place, 0, PDF[:10])
    return number(place)


def overtaken(client, draft):
    first, _ = whole(client, PDF, folio=draft.folio)
    whole(client, PDF, folio=draft.folio)
    return number(first)


@pytest.mark.parametrize(
    "named", [unknown, nonsense, of_another_question, of_another_person, of_another_application, unfinished, overtaken]
)
def test_what_is_not_ones_own_finished_file_for_this_question_is_no_answer(client, draft, named):
    sent = named(client, draft)
    told = autosave(client, at(draft, "papers"), "paper line", line="hola", **{"paper-upload": sent, ".base": "0"}).json()
    assert (told["keys"], list(told["errors"]), fresh(draft).answers) == (["line"], ["paper"], {"line": "hola"})
    shown = client.post(at(draft, "papers"), page_fields(draft, line="hola", **{"paper-upload": sent}))
    assert (shown.status_code, fresh(draft).answers) == (200, {"line": "hola"})
    assert told["errors"]["paper"] in words(shown)


def test_the_last_of_two_is_the_answer_and_the_other_is_removed(client, draft):
    for content in (PDF, PDF + b"%\n"):
        place, _ = whole(client, content, folio=draft.folio)
        autosave(client, at(draft, "papers"), "paper", **{"paper-upload": number(place), ".base": "0", ".page": "aaaa"})
    last = StoredFile.objects.get(size=len(PDF) + 2)
    assert fresh(draft).answers == {"paper": answer_of(last)}
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=2))
    Application.objects.update(saved_at=timezone.now() - timedelta(days=2))
    assert (forget_unused_files(at=timezone.now()), list(StoredFile.objects.all())) == (1, [last])


def test_a_file_that_no_page_has_saved_waits_as_long_as_its_upload(client, draft):
    whole(client, PDF, folio=draft.folio)
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=2))
    Application.objects.update(saved_at=timezone.now() - timedelta(days=2))
    assert forget_unused_files(at=timezone.now()) == 0
    assert forget_unused_files(at=timezone.now() + timedelta(days=8)) == 1


def test_sensitive_files_need_the_consent_and_go_with_it(client, draft, django_capture_on_commit_callbacks):
    place, _ = whole(client, PDF, folio=draft.folio, question="private")
    autosave(client, at(draft, "papers"), "private", **{"private-upload": number(place), ".base": "0"})
    announce(client, 10, folio=draft.folio, question="private")
    going = Upload.objects.get(file=None)
    with django_capture_on_commit_callbacks(execute=True):
        take_back(consent=Consent.objects.get(about=draft.folio, purpose="sensitive"))
    assert (StoredFile.objects.count(), Upload.objects.count(), pieces.place(going.pk).exists()) == (0, 0, False)
    refused = announce(client, 10, folio=draft.folio, question="private")
    assert (refused.status_code, announce(client, 10, folio=draft.folio).status_code) == (403, 201)


def test_with_the_consent_go_files_that_were_replaced_and_those_that_wait_for_a_choice(client, draft, django_capture_on_commit_callbacks):
    def sent(name, mark):
        upload = SimpleUploadedFile(name, CONTENTS["pdf"] + f"\n% {name}".encode())
        client.post(at(draft, "papers"), page_fields(draft, private=upload, **{".page": mark, ".base": "0"}))

    for name, mark in (("uno.pdf", "aaaa"), ("dos.pdf", "aaaa"), ("tres.pdf", "bbbb")):
        sent(name, mark)
    client.post(at(draft, "papers"), page_fields(draft, paper=SimpleUploadedFile("abierto.pdf", PDF), **{".page": "cccc"}))
    assert (StoredFile.objects.count(), list(fresh(draft).conflicts)) == (4, ["private"])
    with django_capture_on_commit_callbacks(execute=True):
        take_back(consent=Consent.objects.get(about=draft.folio, purpose="sensitive"))
    assert [stored.name for stored in StoredFile.objects.all()] == ["abierto.pdf"]
    assert [key for entry in DraftEntry.objects.all() for key in entry.changes if key.startswith("private") and entry.changes[key]] == []


def test_with_the_consent_go_uploads_of_every_time_also_whole_ones_that_no_page_has_saved(django_capture_on_commit_callbacks):
    films = section("papers", question("private", "file", types=["pdf"], max_mb=5, required=False, sensitive=True))
    draft = make_draft(make_call([films | {"repeat": {"min": 2, "max": 3}}]))
    client = client_of(draft.applicant)
    assert whole(client, PDF, folio=draft.folio, question="private-2")[1].status_code == 204
    announce(client, 10, folio=draft.folio, question="private-2")
    assert (StoredFile.objects.count(), Upload.objects.count()) == (1, 2)
    with django_capture_on_commit_callbacks(execute=True):
        take_back(consent=Consent.objects.get(about=draft.folio, purpose="sensitive"))
    assert (StoredFile.objects.count(), Upload.objects.count()) == (0, 0)


def test_after_the_deadline_of_what_was_handed_in_nothing_comes(client, draft):
    hand_in(draft)
    place = announce(client, len(PDF), folio=draft.folio)["Location"]
    Application.objects.get().call.__class__.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    with translation.override("es-mx"):
        sentence = str(NotEditable().message)
    late = [announce(client, 10, folio=draft.folio), send(client, place, 0, PDF)]
    assert [answer.status_code for answer in late] == [403, 403]  # 409 would have the page's script try again for ever
    assert {answer.json()["refused"] for answer in late} == {sentence}
    assert StoredFile.objects.count() == 0


def test_the_page_says_beforehand_what_may_be_sent_and_what_it_costs(client, draft):
    page = client.get(f"/en/solicitudes/{draft.folio}/papers/")
    assert "PDF; at most 5 MB. On a slow line that takes about 2 minutes." in words(page)
    assert 'aria-describedby="id_paper_limits"' in page.content.decode()
    large = make_draft(make_call([section("film", question("sample", "file", types=["mp4"], max_mb=200, max_minutes=3))]))
    shown = words(client_of(large.applicant).get(f"/en/solicitudes/{large.folio}/film/"))
    assert "MP4; at most 200 MB; at most 3 minutes. On a slow line that takes about 67 minutes. Without JavaScript" in shown


def test_a_plain_upload_above_the_quota_is_an_error_of_its_question(client, draft, settings):
    settings.PERSON_QUOTA = 10
    shown = client.post(at(draft, "papers"), page_fields(draft, line="hola", paper=SimpleUploadedFile("a.pdf", PDF)))
    assert (shown.status_code, fresh(draft).answers, StoredFile.objects.count()) == (200, {"line": "hola"}, 0)
