import hashlib
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connection, transaction

from fundportal.accounts.models import User
from fundportal.files.limits import Limits
from fundportal.files.models import StoredFile
from fundportal.files.ranges import goes_on
from fundportal.files.serve import Missing, serve
from fundportal.files.store import discard, store, tidy
from tests.files.contents import CONTENTS

pytestmark = pytest.mark.django_db
PDF = CONTENTS["pdf"]


@pytest.fixture
def owner(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path, "base_url": None}},
    }
    return User.objects.create_user("a@example.org")


def stored_blobs(tmp_path):
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def keep(owner, upload, **limits):
    return store(owner=owner, about="CCC27-X", upload=upload, limits=Limits(**{"types": ("pdf",), "max_bytes": 1000, **limits}))


def test_a_file_is_kept_under_a_name_that_says_nothing(owner, tmp_path):
    stored = keep(owner, SimpleUploadedFile("Sinopsis – versión 3 ꞌ.pdf", PDF))
    assert (stored.name, stored.media_type, stored.size) == ("Sinopsis – versión 3 ꞌ.pdf", "application/pdf", len(PDF))
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    (blob,) = stored_blobs(tmp_path)
    assert blob.read_bytes() == PDF
    assert blob.name == stored.pk.hex
    with StoredFile.objects.get().blob as kept:
        assert kept.read() == PDF


def test_a_large_upload_is_hashed_as_it_streams(owner):
    upload = TemporaryUploadedFile("grande.pdf", "application/pdf", 0, None)
    content = PDF + b"x" * 3_000_000
    upload.write(content)
    upload.size = len(content)
    upload.seek(0)
    stored = keep(owner, upload, max_bytes=10_000_000)
    assert (stored.size, stored.sha256) == (len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    ("content", "limits"), [(b"", {}), (b"<html>", {}), (PDF, {"max_bytes": 5}), (CONTENTS["png"], {}), (PDF, {"types": ("png", "docx")})]
)
def test_a_refusal_is_a_sentence_and_leaves_nothing(owner, tmp_path, content, limits):
    with pytest.raises(ValidationError) as refused:
        keep(owner, SimpleUploadedFile("carpeta.pdf", content), **limits)
    assert refused.value.messages[0].endswith(".")
    assert stored_blobs(tmp_path) == []
    assert StoredFile.objects.count() == 0


def test_bytes_go_when_the_row_cannot_be_written(owner, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE files_storedfile ADD CONSTRAINT refused CHECK (name <> 'no.pdf')")
    with pytest.raises(Exception, match="refused"), transaction.atomic():
        keep(owner, SimpleUploadedFile("no.pdf", PDF))
    assert stored_blobs(tmp_path) == []


def test_a_discarded_file_goes_with_its_bytes_after_the_commit(owner, tmp_path, django_capture_on_commit_callbacks):
    stored = keep(owner, SimpleUploadedFile("a.pdf", PDF))
    with django_capture_on_commit_callbacks(execute=True):
        discard(stored=stored)
        assert len(stored_blobs(tmp_path)) == 1
    assert stored_blobs(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ana\\guión.pdf", "guión.pdf"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        ("fdp.\u202efdp.exe", "fdp.fdp.exe"),
        ("n\u0303andu.pdf", "ñandu.pdf"),
        ("   ", "file"),
        ("x" * 300 + "–final.pdf", "x" * 234 + "…" + "x" * 10 + "–final.pdf"),
    ],
)
def test_names_are_tidied_but_keep_every_script(name, shown):
    assert tidy(name) == shown
    assert len(tidy(name)) <= 255


def test_a_file_is_served_as_a_download_with_its_name(owner, rf):
    stored = keep(owner, SimpleUploadedFile("Guión ꞌ.pdf", PDF))
    response = serve(rf.get("/"), stored)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Gui%C3%B3n%20%EA%9E%8C.pdf"
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == str(len(PDF))
    response.close()


def test_the_reverse_proxy_sends_the_bytes_where_there_is_one(owner, rf, settings):
    settings.PRIVATE_FILES_PROXY_PREFIX = "/private/"
    stored = keep(owner, SimpleUploadedFile("a.pdf", PDF))
    response = serve(rf.get("/"), stored, name="1.pdf")
    assert response["X-Accel-Redirect"] == f"/private/{stored.blob.name}"
    assert response["Content-Disposition"] == 'attachment; filename="1.pdf"'
    assert response.content == b""


@pytest.mark.parametrize("prefix", ["", "/private/"])
def test_bytes_that_are_gone_are_a_page_of_ours_with_a_reverse_proxy_too(owner, rf, settings, prefix):
    settings.PRIVATE_FILES_PROXY_PREFIX = prefix
    stored = keep(owner, SimpleUploadedFile("a.pdf", PDF))
    stored.blob.storage.delete(stored.blob.name)
    with pytest.raises(Missing):
        serve(rf.get("/"), stored)


def test_reading_leaves_the_upload_usable(owner):
    upload = SimpleUploadedFile("a.pdf", PDF)
    keep(owner, upload)
    assert isinstance(upload.file, io.BytesIO)
    upload.seek(0)
    assert upload.read() == PDF


@pytest.fixture
def sound(owner):
    return keep(owner, SimpleUploadedFile("voz ꞌ.weba", CONTENTS["weba"]), types=("weba",))


def test_a_sound_is_served_to_be_played_in_the_page(sound, rf):
    response = serve(rf.get("/"), sound)
    assert response["Content-Disposition"] == "inline; filename*=utf-8''voz%20%EA%9E%8C.weba"
    assert (response.status_code, response["Accept-Ranges"], response["ETag"]) == (200, "bytes", f'"{sound.sha256}"')
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("audio/webm", "nosniff")
    response.close()


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-", 0, None),
        ("bytes=5-9", 5, 10),
        ("bytes=40-", 40, None),
        ("bytes=-7", -7, None),
        ("bytes=10-99999999", 10, None),
        ("bytes=-9999", 0, None),
    ],
)
def test_a_telephone_may_start_in_the_middle(sound, rf, asked, start, stop):
    content = CONTENTS["weba"]
    response = serve(rf.get("/", HTTP_RANGE=asked), sound)
    piece = b"".join(response.streaming_content)
    begins = range(len(content))[start]
    assert (response.status_code, piece) == (206, content[start:stop])
    assert response["Content-Range"] == f"bytes {begins}-{begins + len(piece) - 1}/{len(content)}"
    assert response["Content-Length"] == str(len(piece))
    response.close()


@pytest.mark.parametrize("asked", ["bytes=9-5", "bytes=0-1,5-6", "bytes=-", "lines=1-2", "bytes=a-b", "bytes=٣-", ""])
def test_what_is_no_single_range_brings_the_whole_file(sound, rf, asked):
    response = serve(rf.get("/", HTTP_RANGE=asked), sound)
    assert (response.status_code, b"".join(response.streaming_content)) == (200, CONTENTS["weba"])
    response.close()


@pytest.mark.parametrize("asked", ["bytes=99999-", "bytes=-0"])
def test_a_range_behind_the_end_is_told_the_size(sound, rf, asked):
    response = serve(rf.get("/", HTTP_RANGE=asked), sound)
    assert (response.status_code, response["Content-Range"], response.content) == (416, f"bytes */{sound.size}", b"")


@pytest.mark.parametrize(("etag", "status"), [("same", 206), ('"other"', 200)])
def test_a_piece_of_a_file_that_has_changed_is_the_whole_file(sound, rf, etag, status):
    response = serve(rf.get("/", HTTP_RANGE="bytes=3-", HTTP_IF_RANGE=f'"{sound.sha256}"' if etag == "same" else etag), sound)
    assert response.status_code == status
    response.close()


@pytest.mark.parametrize(
    ("asked", "later"), [("", False), ("bytes=0-", False), ("bytes=00-9", False), ("bytes=-9", False), ("bytes=10-", True)]
)
def test_only_the_beginning_counts_as_opening(rf, asked, later):
    assert goes_on(rf.get("/", HTTP_RANGE=asked)) is later
