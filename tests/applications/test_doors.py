"""Nothing that hides in a file comes in, by whichever door."""

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applicants.applications.team.references.models import ReferencesAsked
from fundportal.files.limits import Limits
from fundportal.files.models import StoredFile, Upload
from fundportal.files.store import store
from tests.applications.build import client_of, make_call, make_draft, page_fields, question, section
from tests.applications.clarifying import asked, handed_in, page_of
from tests.applications.reading import at
from tests.applications.team.test_references import make_request
from tests.files.contents import CONTENTS, docx, pdf, picture, webm
from tests.files.test_inspection import bomb
from tests.files.tus import whole

pytestmark = pytest.mark.django_db
TYPES = ["pdf", "docx", "odt", "jpeg", "weba"]
FORM = [
    section(
        "all",
        question("paper", "file", required=False, types=TYPES, max_mb=1, max_minutes=1),
        question("story", "long_text", required=False, words=10, voice="audio", max_minutes=1, max_mb=1),
    )
]


BAD = {
    "a bomb": bomb(30_000_000),
    "macros": docx(extra=["word/vbaProject.bin"]),
    "an encrypted PDF": pdf(encryption=pikepdf.Encryption(user="x", owner="y")),
    "HTML that is called a PDF": b"<html><script>alert(1)</script>",
    "an archive behind a picture": picture() + docx(),
    "a broken picture": picture()[:100],
    "a recording that lasts too long": webm(2, times=(0, 300)),
}


def doors():
    """Name of each -> sends a file there."""
    call = make_call(FORM)
    draft, row = make_draft(call), asked(handed_in(call=make_call(FORM), answers={}), question="paper")
    ReferencesAsked.objects.create(call=call, at_least=1, at_most=2, days_after=7, question_es="¿Cómo?", question_en="How?")
    client, answering = client_of(draft.applicant), client_of(row.application.applicant)
    _request, secret = make_request(draft)
    folio = row.application.folio

    def upload(content):
        return SimpleUploadedFile("carta.pdf", content)

    def straight(content):
        with pytest.raises(ValidationError):
            store(owner=draft.applicant, about=draft.folio, upload=upload(content), limits=Limits(tuple(TYPES), 10**6, None, 1))

    return {
        "the question's form": lambda content: client.post(at(draft, "all"), page_fields(draft, paper=upload(content))),
        "in pieces": lambda content: whole(client, content, folio=draft.folio),
        "a recording": lambda content: client.post(at(draft, "all"), page_fields(draft, **{"story-recording": upload(content)})),
        "a recording in pieces": lambda content: whole(client, content, folio=draft.folio, question="story"),
        "an answer to staff in pieces": lambda content: whole(
            answering, content, folio=folio, told={"purpose": "clarification", "number": "1"}
        ),
        "an answer to staff": lambda content: answering.post(page_of(row), {"paper": upload(content)}),
        "a letter": lambda content: Client().post(f"/es/carta/{secret}/", {"text": "Va.", "file": upload(content), "answer": "keep"}),
        "the store itself": straight,
    }


def test_nothing_that_hides_in_a_file_comes_in_by_any_door():
    let_in = []
    for name, send_to in doors().items():
        for what, content in BAD.items():
            send_to(content)
            if StoredFile.objects.exists() or Upload.objects.exclude(file=None).exists():
                let_in.append((name, what))
                StoredFile.objects.all().delete()
                Upload.objects.all().delete()
    assert let_in == []


def test_by_every_door_comes_what_is_whole():
    ways = doors()
    for name, content in {
        **dict.fromkeys(list(ways)[:-1], CONTENTS["pdf"]),
        **dict.fromkeys(["a recording", "a recording in pieces"], webm(2, times=(0, 20))),
    }.items():
        before = StoredFile.objects.count()
        ways[name](content)
        assert StoredFile.objects.count() == before + 1, name
