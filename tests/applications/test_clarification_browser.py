"""A question of staff is answered with a video over a bad line, in a real browser."""

import os

import pytest

from applicants.applications.clarification.models import Clarification
from fundportal.files.models import StoredFile
from tests.applications.build import client_of, make_call, question, section
from tests.applications.clarifying import asked, handed_in, page_of
from tests.files.contents import box, mp4
from tests.journeys.axe import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORM = [section("all", question("title"), question("sample", "file", required=False, types=["mp4"], max_mb=200))]
TUS = "**/archivos/tus/**"


def test_words_and_a_large_file_come_through_a_line_that_breaks_and_a_page_that_is_opened_anew(site, chromium, monkeypatch):
    row = asked(handed_in(call=make_call(FORM), answers={"title": "Agua"}), question="sample")
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    session = client_of(row.application.applicant).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page = context.new_page()
    page.goto(f"{site}{page_of(row, 'en')}")
    offsets = []
    page.on("request", lambda request: request.method == "PATCH" and offsets.append(int(request.headers["upload-offset"])))
    page.route(TUS, lambda route: route.abort() if route.request.method == "PATCH" and len(offsets) == 2 else route.continue_())
    video = mp4(before=box(b"free", os.urandom(700_000)))
    page.fill("[name='.note']", "Esta es la buena, tardó en subir.")
    page.set_input_files("#id_sample", {"name": "Muestra ꞌ.mp4", "mimeType": "video/mp4", "buffer": video})
    page.get_by_text("The line is broken.").wait_for()
    page.get_by_text("“Muestra ꞌ.mp4” has arrived").wait_for(timeout=20_000)
    assert (offsets[:3], StoredFile.objects.get().size) == ([0, 131072, 131072], len(video))
    page.reload()
    page.get_by_text("“Muestra ꞌ.mp4” has arrived").wait_for()
    page.wait_for_function("() => document.querySelector('[name=\".note\"]').value === 'Esta es la buena, tardó en subir.'")
    assert look(page, 0) == []
    page.click("text=Send the answer")
    page.get_by_text("Your answer arrived.").wait_for()
    content = Clarification.objects.get().content
    assert (content["answer"]["file"], content["note"]) == (str(StoredFile.objects.get().pk), "Esta es la buena, tardó en subir.")
    page.wait_for_function("() => !Object.keys(localStorage).length")
    context.close()
