"""The lines that anybody may run against a receipt, as they are documented."""

import re
import subprocess
import sys
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from applicants.applications.models import Application
from applicants.applications.receipt.pdf import receipt_facts
from fundportal.local.places import ROOT
from tests.applications.build import client_of, hand_in, make_call, make_draft, question, section
from tests.applications.reading import words
from tests.files.contents import CONTENTS

pytestmark = pytest.mark.django_db
PDF = CONTENTS["pdf"]
FORM = [section("all", question("title"), question("paper", "file", required=False, types=["pdf"], max_mb=1))]


def documented():
    """The lines in the documentation."""
    return re.search(r"```text\n(.*?)```", (ROOT / "docs" / "verify-a-receipt.md").read_text(encoding="utf-8"), re.DOTALL)[1]


@pytest.fixture
def receipt(tmp_path):
    """A receipt with a file in it, as a person has it: the document as it is downloaded, the signature and the key as they are printed."""
    draft = make_draft(make_call(FORM), answers={"title": "Ñandú “en el agua” 🜁"})
    client = client_of(draft.applicant)
    page = {
        ".base": "1",
        ".form": str(draft.form_version_id),
        "title": "Ñandú “en el agua” 🜁",
        "paper": SimpleUploadedFile("guion.pdf", PDF),
    }
    client.post(f"/es/solicitudes/{draft.folio}/all/", page)
    submission = hand_in(draft)
    (tmp_path / "receipt.json").write_bytes(client.get(f"/es/solicitudes/{draft.folio}/comprobante.json").content)
    (tmp_path / "guion.pdf").write_bytes(PDF)
    (tmp_path / "other.pdf").write_bytes(PDF + b" ")
    (tmp_path / "verify.py").write_text(documented(), encoding="utf-8")
    with override("es-mx"):
        facts = receipt_facts(Application.objects.select_related("call", "applicant").get(pk=draft.pk), submission)
    return tmp_path, facts, submission, client


def run(folder, *arguments):
    command = [sys.executable, "verify.py", "receipt.json", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_ten_lines_verify_a_real_receipt_and_its_files(receipt):
    folder, facts, submission, _client = receipt
    assert len(documented().splitlines()) == 10
    done = run(folder, facts["signature"], facts["key"], "guion.pdf", "other.pdf")
    assert done.stderr == ""
    assert done.stdout.split() == [facts["folio"], submission.content["received_at"], "True", "False"]


@pytest.mark.parametrize("harm", ["document", "signature", "key"])
def test_what_was_tampered_with_does_not_hold(receipt, harm):
    folder, facts, _submission, _client = receipt
    if harm == "document":
        path = folder / "receipt.json"
        path.write_text(path.read_text(encoding="utf-8").replace("Ñandú", "Ñandu"), encoding="utf-8")
    signature = facts["signature"] if harm != "signature" else "A" * 86 + "=="
    key = facts["key"] if harm != "key" else "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    done = run(folder, signature, key)
    assert (done.returncode != 0, "InvalidSignature" in done.stderr) == (True, True)


def test_the_page_has_the_lines_that_are_documented():
    for language in ("es", "en"):
        page = Client().get(f"/{language}/verificar/sin-internet/").content.decode()
        assert documented().strip() in unescape(page)
    assert "/es/verificar/sin-internet/" in Client().get("/es/verificar/").content.decode()


def test_receipt_page_and_pdf_name_the_fingerprint_of_each_file(receipt):
    _folder, facts, submission, client = receipt
    (file,) = submission.content["files"]
    assert [(shown["name"], shown["hash"].replace(" ", "")) for shown in facts["files"]] == [("guion.pdf", file["sha256"])]
    page = words(client.get(f"/es/solicitudes/{submission.application.folio}/comprobante/"))
    assert (file["name"] in page, file["sha256"] in page.replace(" ", "")) == (True, True)
    assert client.get(f"/es/solicitudes/{submission.application.folio}/comprobante.pdf").content.startswith(b"%PDF")
