"""The clients that others have written, against a real server: in pieces, broken off, taken up again, over a narrow line."""

import hashlib
import io
import json
import os
import random
import subprocess
import threading
from urllib.parse import urlsplit

import psutil
import pytest
from django.db import connection
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from fundportal.files.models import StoredFile, Upload
from fundportal.local.node import NODE, node_modules
from tests.applications.build import client_of, make_call, make_draft, question, section
from tests.files.contents import mp4
from tests.files.tus import ROOT, announce, look, send
from tests.soak.line import bad_line

pytestmark = pytest.mark.django_db(transaction=True)
FORM = [section("film", question("sample", "file", types=["mp4"], max_mb=60, required=False))]
TOKEN = "t" * 32
ABOUT = {"question": "sample", "filename": "ꞌë película.mp4", "filetype": "video/mp4"}


@pytest.fixture
def draft():
    return make_draft(make_call(FORM))


@pytest.fixture
def headers(draft):
    session = client_of(draft.applicant).cookies["sessionid"].value
    return {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}


def video(size, seed=1):
    return mp4() + (size - 8).to_bytes(4) + b"free" + random.Random(seed).randbytes(size - 8)


def arrived(content, draft):
    stored = StoredFile.objects.get()
    assert (stored.sha256, stored.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (stored.name, stored.owner, stored.about, stored.media_type) == (ABOUT["filename"], draft.applicant, draft.folio, "video/mp4")


def workers(site):
    """Of the web server that listens at this address."""
    port = urlsplit(site).port
    [master] = [each for each in psutil.Process().children() if each.status() != psutil.STATUS_ZOMBIE and listens(each, port)]
    return master.children()


def listens(process, port):
    return any(line.laddr.port == port for line in process.net_connections("tcp") if line.status == psutil.CONN_LISTEN)


def test_tuspy_breaks_off_and_goes_on_anywhere_while_workers_are_killed(site, draft, headers):
    content, dice, place = video(1_500_000), random.Random(7), None
    client = TusClient(f"{site}{ROOT}", headers=headers)
    for cut in [*sorted(dice.randrange(len(content)) for _ in range(5)), len(content)]:
        if place:
            dice.choice(workers(site)).kill()
        uploader = client.uploader(
            file_stream=io.BytesIO(content),
            url=place,
            chunk_size=200_000,
            metadata={**ABOUT, "folio": draft.folio},
            upload_checksum=True,
            retries=20,
            retry_delay=1,
        )
        uploader.upload(stop_at=cut)
        place = uploader.url
    arrived(content, draft)


def test_tuspy_over_a_narrow_line_that_breaks(site, draft, headers):
    """50 kB a second, and it breaks more often than a piece takes: what had arrived of a piece is kept."""
    content, place, broken = video(70_000), None, 0
    with bad_line(urlsplit(site).port, speed=50_000, delay=0.01, loss=0.0, every=0.7) as line:
        client = TusClient(f"http://127.0.0.1:{line.port}{ROOT}", headers=headers)
        while True:
            uploader = None
            try:
                uploader = client.uploader(
                    file_stream=io.BytesIO(content), url=place, chunk_size=100_000, metadata={**ABOUT, "folio": draft.folio}
                )
                uploader.upload()
                break
            except TusCommunicationError:
                broken += 1
                assert broken < 60
            place = uploader.url if uploader else place
    assert broken > 0
    arrived(content, draft)


def test_tus_js_client_breaks_off_and_goes_on(site, draft, headers, tmp_path):
    content = video(1_000_000, seed=3)
    (tmp_path / "film.mp4").write_bytes(content)
    script = os.path.join(os.path.dirname(__file__), "tus_client.cjs")
    about = json.dumps({**ABOUT, "folio": draft.folio})
    command = [
        NODE,
        script,
        node_modules(),
        f"{site}{ROOT}",
        tmp_path / "film.mp4",
        json.dumps(headers),
        about,
        "100000",
        "400000",
        "800000",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip().endswith(str(Upload.objects.get().pk))
    arrived(content, draft)


def test_of_two_pieces_at_once_one_is_written(draft):
    """Eight threads with the same piece: one writes, the others are told; the file is whole in the end."""
    content = video(300_000)[:300_000]
    client = client_of(draft.applicant)
    place = announce(client, len(content), folio=draft.folio, question="sample")["Location"]
    answers, start = [], threading.Barrier(8)

    def race(offset):
        try:
            start.wait()
            answers.append(send(client_of(draft.applicant), place, offset, content[offset : offset + 100_000]).status_code)
        finally:
            connection.close()

    for offset in (0, 100_000, 200_000):
        threads = [threading.Thread(target=race, args=(offset,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (answers.count(204), {*answers} - {204} <= {409, 423}, len(answers)) == (1, True, 8)
        answers.clear()
        assert int(look(client, place)["Upload-Offset"]) == offset + 100_000 if offset < 200_000 else True
    assert StoredFile.objects.get().sha256 == hashlib.sha256(content).hexdigest()
