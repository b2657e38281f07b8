"""Files in pieces, from a real browser to a real server."""

import os

import pytest

from applicants.applications.models import Application
from fundportal.files.models import StoredFile, Upload
from tests.applications.build import client_of, make_call, make_draft, question, section
from tests.files.contents import pdf
from tests.journeys.axe import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORM = [
    section("papers", question("title", required=False), question("paper", "file", types=["pdf"], max_mb=5, required=False)),
    section("you", question("town", required=False)),
]
PDF = pdf(change=lambda document: setattr(document.Root, "Kept", document.make_stream(os.urandom(900_000))))
FILE = {"name": "Carpeta ꞌë.pdf", "mimeType": "application/pdf", "buffer": PDF}
TUS = "**/archivos/tus/**"


@pytest.fixture
def draft():
    return make_draft(make_call(FORM))


@pytest.fixture
def page(site, chromium, draft):
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": "sessionid", "value": client_of(draft.applicant).cookies["sessionid"].value, "url": site}])
    page = context.new_page()
    page.goto(f"{site}/en/solicitudes/{draft.folio}/papers/")
    yield page
    context.close()


def said(page, words):
    page.wait_for_function(
        "words => document.querySelector('[data-going] ~ [role=status]').textContent.includes(words)", arg=words, timeout=20_000
    )


def answer(draft):
    return Application.objects.get(pk=draft.pk).answers.get("paper", {}).get("name")


def on_the_way(page):
    """Where each piece begins, as they leave."""
    offsets = []
    page.on("request", lambda request: request.method == "PATCH" and offsets.append(int(request.headers["upload-offset"])))
    return offsets


def test_a_file_is_sent_and_saved_without_a_button(page, draft):
    page.fill("#id_title", "Agua")
    page.set_input_files("#id_paper", FILE)
    said(page, "“Carpeta ꞌë.pdf” has arrived and is saved (0.9 MB).")
    stored = StoredFile.objects.get()
    assert (answer(draft), stored.size, Application.objects.get().answers["title"]) == ("Carpeta ꞌë.pdf", len(PDF), "Agua")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_line_that_breaks_goes_on_by_itself(page, draft):
    offsets = on_the_way(page)
    page.route(TUS, lambda route: route.abort() if route.request.method == "PATCH" and len(offsets) in (2, 3) else route.continue_())
    page.set_input_files("#id_paper", FILE)
    said(page, "The line is broken.")
    said(page, "is saved")
    assert (offsets[0], offsets[1:4], answer(draft)) == (0, [131072] * 3, "Carpeta ꞌë.pdf")


def test_a_piece_that_comes_twice_is_told_as_a_broken_line(page, draft):
    offsets = on_the_way(page)

    def doubled(route):
        if route.request.method == "PATCH" and len(offsets) == 2:
            route.fetch()
        route.continue_()

    page.route(TUS, doubled)
    page.set_input_files("#id_paper", FILE)
    said(page, "The line is broken. The 0.1 MB that have arrived are safe; the rest goes on by itself.")
    said(page, "is saved")
    assert (offsets[:2], answer(draft)) == ([0, 131072], "Carpeta ꞌë.pdf")


def test_after_a_reload_the_same_file_goes_on_where_it_was(page, draft):
    page.route(TUS, lambda route: route.abort() if route.request.headers.get("upload-offset", "0") != "0" else route.continue_())
    page.set_input_files("#id_paper", FILE)
    said(page, "The line is broken.")
    page.once("dialog", lambda dialog: dialog.accept())
    page.unroute(TUS)
    page.reload()
    said(page, "“Carpeta ꞌë.pdf” was interrupted at 0.1 MB of 0.9 MB.")
    offsets = on_the_way(page)
    page.evaluate(
        "Object.defineProperty(File.prototype, 'lastModified', { value: JSON.parse(Object.values(localStorage)[0]).print.split(',').pop() })"
    )
    page.set_input_files("#id_paper", FILE)
    said(page, "is saved")
    assert (offsets[0], Upload.objects.count(), answer(draft)) == (131072, 1, "Carpeta ꞌë.pdf")


def test_a_button_waits_for_the_file(page, draft, site):
    held = []
    page.route(
        TUS, lambda route: held.append(route) if route.request.headers.get("upload-offset", "0") != "0" and not held else route.continue_()
    )
    page.set_input_files("#id_paper", FILE)
    said(page, "About")
    page.click("main .fp-row button[value=seguir]")
    said(page, "is still on its way")
    held[0].continue_()
    page.wait_for_url("**/you/", timeout=20_000)
    assert answer(draft) == "Carpeta ꞌë.pdf"
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('upload'))") == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg onload='alert(1)'/>", "this file is not of a type that is accepted here (PDF)."),
        (b"%PDF-1.7 broken", "This PDF is broken"),
        (b"x" * 5_000_001, "The file weighs 5 MB; the most is 5 MB."),
    ],
    ids=["svg", "broken", "too large"],
)
def test_what_is_not_taken_is_said_in_its_place(page, draft, content, sentence):
    page.set_input_files("#id_paper", {**FILE, "buffer": content})
    said(page, sentence)
    assert (page.locator(".fp-error[role=status]").count(), answer(draft), StoredFile.objects.count()) == (1, None, 0)
    assert [wrong for turn in range(2) for wrong in look(page, turn)] == []
    page.set_input_files("#id_paper", FILE)
    said(page, "is saved")


def test_without_javascript_the_form_sends_it(site, chromium, draft):
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": client_of(draft.applicant).cookies["sessionid"].value, "url": site}])
    page = context.new_page()
    page.goto(f"{site}/en/solicitudes/{draft.folio}/papers/")
    page.set_input_files("#id_paper", FILE)
    page.click("main .fp-row button[value=salir]")
    assert (answer(draft), StoredFile.objects.get().size, Upload.objects.count()) == ("Carpeta ꞌë.pdf", len(PDF), 0)
    context.close()
