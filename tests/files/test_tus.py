"""The protocol, word for word: tus 1.0 with creation, creation-with-upload, expiration, checksum and termination."""

import hashlib
import os
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from fundportal.files.models import StoredFile, Upload
from fundportal.files.resumable import pieces
from fundportal.files.resumable.end import end_expired
from tests.applications.build import make_call, make_draft, make_person, question, section
from tests.files.contents import CONTENTS
from tests.files.tus import PIECE, ROOT, TUS, announce, checksum, look, metadata, send, whole

pytestmark = pytest.mark.django_db
PDF = CONTENTS["pdf"]
FORM = [section("papers", question("paper", "file", types=["pdf"], max_mb=5, required=False), question("line", required=False))]


@pytest.fixture
def draft():
    return make_draft(make_call(FORM))


@pytest.fixture
def client(draft):
    return browser(draft.applicant)


def browser(person, **options):
    client = Client(**options)
    client.force_login(person)
    return client


def said(answer):
    return answer.status_code, answer.json()["refused"]


def test_the_server_says_what_it_can():
    answer = Client().options(ROOT)
    told = {name: answer[name] for name in ("Tus-Resumable", "Tus-Version", "Tus-Max-Size", "Tus-Extension", "Tus-Checksum-Algorithm")}
    assert answer.status_code == 204
    assert told == {
        "Tus-Resumable": "1.0.0",
        "Tus-Version": "1.0.0",
        "Tus-Max-Size": "500000000",
        "Tus-Extension": "creation,creation-with-upload,expiration,checksum,termination",
        "Tus-Checksum-Algorithm": "sha1,sha256,md5",
    }


def test_a_file_in_pieces_becomes_a_stored_one(client, draft, django_capture_on_commit_callbacks):
    made = announce(client, len(PDF), folio=draft.folio)
    place = made["Location"]
    assert (made.status_code, made["Upload-Offset"], made["Tus-Resumable"]) == (201, "0", "1.0.0")
    with django_capture_on_commit_callbacks(execute=True):
        first = send(client, place, 0, PDF[:10])
    assert (first.status_code, first["Upload-Offset"], "Upload-Expires" in first) == (204, "10", True)
    found = look(client, place)
    assert (found.status_code, found["Upload-Offset"], found["Upload-Length"]) == (200, "10", str(len(PDF)))
    assert "no-store" in found["Cache-Control"]
    assert found["Upload-Metadata"] == metadata(folio=draft.folio, question="paper", filename="carta ñandú.pdf")
    with django_capture_on_commit_callbacks(execute=True):
        last = send(client, place, 10, PDF[10:])
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(PDF)))
    stored = StoredFile.objects.get()
    with stored.blob.open("rb") as kept:
        assert kept.read() == PDF
    assert (stored.owner, stored.about, stored.name, stored.media_type) == (
        draft.applicant,
        draft.folio,
        "carta ñandú.pdf",
        "application/pdf",
    )
    assert (stored.size, stored.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    upload = Upload.objects.get()
    assert (upload.file, pieces.held(upload.pk)) == (stored.pk, 0)
    assert look(client, place)["Upload-Offset"] == str(len(PDF))


def test_the_announcement_may_bring_the_first_piece(client, draft):
    made = client.post(
        ROOT,
        PDF[:7],
        content_type=PIECE,
        **TUS,
        HTTP_UPLOAD_LENGTH=str(len(PDF)),
        HTTP_UPLOAD_METADATA=metadata(folio=draft.folio, question="paper"),
    )
    assert (made.status_code, made["Upload-Offset"]) == (201, "7")
    assert send(client, made["Location"], 7, PDF[7:])["Upload-Offset"] == str(len(PDF))


@pytest.mark.parametrize("name", ["sha1", "sha256", "md5"])
def test_a_piece_that_was_damaged_is_not_kept(client, draft, name):
    place = announce(client, len(PDF), folio=draft.folio)["Location"]
    bad = send(client, place, 0, PDF[:20], **checksum(name, PDF[:21]))
    assert (bad.status_code, look(client, place)["Upload-Offset"]) == (460, "0")
    assert send(client, place, 0, PDF[:20], **checksum(name, PDF[:20]))["Upload-Offset"] == "20"


@pytest.mark.parametrize("header", ["crc32 AAAA", "sha1 ???", "", "sha1"])
def test_a_checksum_that_says_nothing_is_refused(client, draft, header):
    place = announce(client, len(PDF), folio=draft.folio)["Location"]
    answer = send(client, place, 0, PDF[:20], HTTP_UPLOAD_CHECKSUM=header)
    assert (answer.status_code, look(client, place)["Upload-Offset"]) == (460 if header == "sha1" else 400, "0")


def test_a_piece_that_does_not_join_is_refused(client, draft):
    place = announce(client, len(PDF), folio=draft.folio)["Location"]
    send(client, place, 0, PDF[:10])
    answers = [send(client, place, offset, b"x").status_code for offset in (0, 9, 11, 10**14)]
    assert (answers, look(client, place)["Upload-Offset"]) == ([409] * 4, "10")


def test_more_than_was_announced_is_refused(client, draft):
    place = announce(client, 12, folio=draft.folio)["Location"]
    send(client, place, 0, PDF[:10])
    status, sentence = said(send(client, place, 10, PDF[10:13]))
    assert (status, "announced" in sentence or "anunció" in sentence) == (413, True)
    assert (look(client, place)["Upload-Offset"], StoredFile.objects.count()) == ("10", 0)


def test_the_database_itself_lets_no_upload_overflow(client, draft):
    announce(client, 12, folio=draft.folio)
    for wrong in ({"received": 13}, {"length": 0}, {"file": Upload.objects.get().pk}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Upload.objects.update(**wrong)


def test_a_piece_that_is_too_large_is_refused_unread(client, draft):
    place = announce(client, 3_000_000, folio=draft.folio)["Location"]
    assert send(client, place, 0, b"x" * (1024 * 1024 + 1)).status_code == 413
    assert send(client, place, 0, b"x" * 1024 * 1024)["Upload-Offset"] == str(1024 * 1024)


@pytest.mark.parametrize("length", [4_000_000_000, 5_000_001, 10**15 - 1])
def test_a_file_that_is_too_large_is_refused_when_it_is_announced(client, draft, length):
    status, sentence = said(announce(client, length, folio=draft.folio))
    assert (status, "5 MB" in sentence, Upload.objects.count()) == (413, True, 0)


@pytest.mark.parametrize("length", ["0", "", "-1", "1e6", "٣", "9" * 16])
def test_a_length_that_is_none_is_refused(client, draft, length):
    assert announce(client, length, folio=draft.folio).status_code == 400


@pytest.mark.parametrize(
    "about",
    [
        "folio",
        "folio ñ",
        "folio QQ==,folio QQ==",
        f"folio {'A' * 4001}",
        "folio gICA",
        "folio AA==",
        "two words QQ==",
        metadata(purpose="no such purpose"),
        "",
    ],
)
def test_a_description_that_says_nothing_is_refused(client, about):
    answer = client.post(ROOT, **TUS, HTTP_UPLOAD_LENGTH="10", HTTP_UPLOAD_METADATA=about.encode().decode("latin-1"))
    assert (answer.status_code in (400, 404, 413), Upload.objects.count(), bool(answer.json()["refused"])) == (True, 0, True)


@pytest.mark.parametrize("question", ["line", "no-such", ""])
def test_a_question_that_takes_no_file_is_refused(client, draft, question):
    assert announce(client, 10, folio=draft.folio, question=question).status_code == 404


def test_another_person_finds_nothing(client, draft):
    place = announce(client, len(PDF), folio=draft.folio)["Location"]
    other = browser(make_person())
    answers = [look(other, place), send(other, place, 0, PDF), other.delete(place, **TUS), announce(other, 10, folio=draft.folio)]
    assert ([answer.status_code for answer in answers], look(client, place)["Upload-Offset"]) == ([404] * 4, "0")
    assert look(client, f"{ROOT}00000000-0000-4000-8000-000000000000").status_code == 404


def test_who_is_signed_out_is_told_so(client, draft):
    place = announce(client, len(PDF), folio=draft.folio)["Location"]
    answers = [
        announce(Client(), 10, folio=draft.folio),
        look(Client(), place),
        send(Client(), place, 0, PDF),
        Client().delete(place, **TUS),
    ]
    assert [answer.status_code for answer in answers] == [401] * 4


def test_without_the_token_of_the_form_nothing_is_written(draft):
    client = browser(draft.applicant, enforce_csrf_checks=True)
    refused = announce(client, len(PDF), folio=draft.folio)
    assert (refused.status_code, bool(refused.json()["refused"]), Upload.objects.count()) == (403, True, 0)
    token = client.get(f"/es/solicitudes/{draft.folio}/papers/").context["csrf_token"]
    place = announce(client, len(PDF), folio=draft.folio, HTTP_X_CSRFTOKEN=str(token))["Location"]
    assert send(client, place, 0, PDF).status_code == 403
    assert send(client, place, 0, PDF, HTTP_X_CSRFTOKEN=str(token)).status_code == 204


def test_other_versions_and_methods_are_refused(client, draft):
    place = announce(client, len(PDF), folio=draft.folio)["Location"]
    old = client.head(place, HTTP_TUS_RESUMABLE="0.2.1")
    assert (old.status_code, old["Tus-Version"]) == (412, "1.0.0")
    assert [client.get(place).status_code, client.post(place).status_code, client.get(ROOT).status_code] == [405] * 3
    assert send(client, place, 0, PDF, kind="application/octet-stream").status_code == 415
    assert client.patch(place, PDF, content_type=PIECE, **TUS).status_code == 400


def test_a_line_that_lets_no_patch_through_may_say_it_in_a_header(client, draft):
    place = announce(client, len(PDF), folio=draft.folio)["Location"]
    answer = client.post(place, PDF[:5], content_type=PIECE, **TUS, HTTP_UPLOAD_OFFSET="0", HTTP_X_HTTP_METHOD_OVERRIDE="PATCH")
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "5")
    assert client.get(place, **TUS, HTTP_X_HTTP_METHOD_OVERRIDE="DELETE").status_code == 405


def test_an_upload_can_be_given_up(client, draft, django_capture_on_commit_callbacks):
    place = announce(client, len(PDF), folio=draft.folio)["Location"]
    send(client, place, 0, PDF[:10])
    upload = Upload.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.delete(place, **TUS)
    assert (answer.status_code, Upload.objects.count(), pieces.held(upload.pk)) == (204, 0, 0)
    assert look(client, place).status_code == 404


def test_what_is_left_for_too_long_expires(client, draft, django_capture_on_commit_callbacks):
    place = announce(client, len(PDF), folio=draft.folio)["Location"]
    send(client, place, 0, PDF[:10])
    upload = Upload.objects.get()
    assert (end_expired(at=timezone.now() + timedelta(days=6)), Upload.objects.count()) == (0, 1)
    Upload.objects.update(expires_at=timezone.now())
    assert [look(client, place).status_code, send(client, place, 10, PDF[10:]).status_code] == [410, 410]
    with django_capture_on_commit_callbacks(execute=True):
        assert end_expired(at=timezone.now()) == 1
    assert (Upload.objects.count(), pieces.held(upload.pk)) == (0, 0)


def test_bytes_that_no_row_knows_are_removed_after_a_day(client, draft, django_capture_on_commit_callbacks):
    announce(client, len(PDF), folio=draft.folio)
    known, unknown = Upload.objects.get().pk, draft.call.form_version and Upload().pk
    pieces.begin(unknown)
    old = (timezone.now() - timedelta(days=2)).timestamp()
    for pk in (known, unknown):
        os.utime(pieces.place(pk), (old, old))
    with django_capture_on_commit_callbacks(execute=True):
        end_expired(at=timezone.now())
    assert (pieces.place(known).exists(), pieces.place(unknown).exists()) == (True, False)


def test_bytes_behind_what_the_row_counts_are_written_over(client, draft):
    """A process that was killed after the bytes and before the row."""
    place = announce(client, len(PDF), folio=draft.folio)["Location"]
    pieces.write(
        Upload.objects.get().pk, 0, b"something else that nobody counts, and that is longer than the whole file will be in the end"
    )
    answers = [send(client, place, 0, PDF[:10]), send(client, place, 10, PDF[10:])]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert StoredFile.objects.get().sha256 == hashlib.sha256(PDF).hexdigest()


def test_an_upload_whose_bytes_are_lost_begins_anew(client, draft):
    place = announce(client, len(PDF), folio=draft.folio)["Location"]
    send(client, place, 0, PDF[:10])
    pieces.drop(Upload.objects.get().pk)
    assert [look(client, place).status_code, send(client, place, 10, PDF[10:]).status_code] == [410, 410]


@pytest.mark.parametrize(
    ("content", "status"), [(b"<svg onload='x'/>", 415), (b"<!doctype html><script>1</script>", 415), (b"\0" * 30, 415)]
)
def test_what_may_not_be_handed_in_is_refused_with_its_last_piece(client, draft, content, status, django_capture_on_commit_callbacks):
    place = announce(client, len(content), folio=draft.folio, filename="guion.pdf")["Location"]
    upload = Upload.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        refused = said(send(client, place, 0, content))
    assert (refused[0], "PDF" in refused[1]) == (status, True)
    assert (Upload.objects.count(), StoredFile.objects.count(), pieces.held(upload.pk)) == (0, 0, 0)
    assert look(client, place).status_code == 404


def test_a_file_may_not_weigh_more_than_announced_to_the_quota(client, draft, settings):
    settings.PERSON_QUOTA = 1000
    assert announce(client, 900, folio=draft.folio).status_code == 201
    status, sentence = said(announce(client, 101, folio=draft.folio))
    assert (status, "1 kB" in sentence, Upload.objects.count()) == (413, True, 1)
    assert announce(client, 100, folio=draft.folio).status_code == 201


def test_only_so_many_are_on_their_way_at_once(client, draft):
    answers = [announce(client, 10, folio=draft.folio).status_code for _ in range(21)]
    assert answers == [201] * 20 + [413]


def test_the_last_of_two_files_for_one_question_overtakes(client, draft):
    whole(client, PDF, folio=draft.folio)
    first = Upload.objects.get()
    whole(client, PDF + b"%\n", folio=draft.folio)
    assert (Upload.objects.filter(pk=first.pk).exists(), Upload.objects.count(), StoredFile.objects.count()) == (False, 1, 2)


def test_an_upload_of_another_person_for_the_same_place_is_not_overtaken(client, draft):
    whole(client, PDF, folio=draft.folio)
    Upload.objects.update(person=make_person())
    whole(client, PDF + b"%\n", folio=draft.folio)
    assert Upload.objects.exclude(file=None).count() == 2


def test_how_many_statements_a_piece_costs(client, draft, django_assert_num_queries):
    place = announce(client, len(PDF), folio=draft.folio)["Location"]
    client.get(f"/es/solicitudes/{draft.folio}/papers/")
    with django_assert_num_queries(5):  # session and person, the row, its counting, and the transaction's two
        send(client, place, 0, PDF[:10])
    assert connection.in_atomic_block
