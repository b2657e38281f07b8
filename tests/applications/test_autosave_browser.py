"""The page's script in a real browser, against a real server."""

import time

import pytest

from applicants.applications.models import Application, DraftEntry
from tests.applications.build import client_of, make_call, make_draft, question, section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORM = [section("film", question("title"), question("synopsis", "long_text", words=10), question("fits", "declaration"))]


@pytest.fixture
def draft():
    return make_draft(make_call(FORM))


@pytest.fixture
def opened(site, chromium, draft):
    """Opens the section in a browser of its own, as often as called."""
    contexts = []

    def open_section():
        context = chromium.new_context(
            viewport={"width": 360, "height": 740}, service_workers="block"
        )  # what is routed is to pass no worker
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": client_of(draft.applicant).cookies["sessionid"].value, "url": site}])
        page = context.new_page()
        page.goto(f"{site}/en/solicitudes/{draft.folio}/film/")
        page.wait_for_load_state("networkidle")  # the page has fetched its own copy, which no route is meant for
        return page

    yield open_section
    for context in contexts:
        context.close()


def said(page, words):
    page.wait_for_function("words => document.getElementById('saved').textContent.includes(words)", arg=words, timeout=10_000)


def answers(draft):
    return Application.objects.get(pk=draft.pk).answers


def test_what_is_typed_is_saved_and_said_only_then(opened, draft):
    page = opened()
    assert page.inner_text("#saved") == "Nothing to save yet."
    page.fill("#id_title", "Agua que vuelve")
    page.check("#id_fits")
    said(page, "Saved today at")
    assert answers(draft) == {"title": "Agua que vuelve", "fits": True}
    page.fill("#id_synopsis", "palabra " * 11)
    page.evaluate("document.getElementById('saved').textContent = ''")
    said(page, "Saved today at")
    assert Application.objects.get(pk=draft.pk).unfinished == {"synopsis": "palabra " * 11}
    assert answers(draft)["title"] == "Agua que vuelve"


def test_what_is_typed_while_a_save_is_on_its_way_is_not_called_saved(opened, draft):
    page, held = opened(), []

    def wait_for(count):
        while len(held) < count:
            page.wait_for_timeout(20)

    page.route("**/film/", lambda route: held.append(route))
    page.fill("#id_title", "Agua")
    wait_for(1)
    page.fill("#id_title", "Agua que vuelve")
    held[0].continue_()
    said(page, "Saved today at")
    assert (page.inner_text("#ago"), answers(draft)) == ("Saving…", {"title": "Agua"})
    wait_for(2)
    assert (page.inner_text("#ago"), page.is_visible("#elsewhere")) == ("Saving…", False)
    held[1].continue_()
    page.wait_for_function("() => document.getElementById('ago').textContent.startsWith('Saved')")
    assert answers(draft) == {"title": "Agua que vuelve"}


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(opened, draft):
    page = opened()
    page.context.set_offline(True)
    page.fill("#id_title", "Sin señal")
    said(page, "No connection")
    assert answers(draft) == {}
    page.context.set_offline(False)
    said(page, "Saved today at")
    assert answers(draft) == {"title": "Sin señal"}


def test_a_save_whose_answer_was_lost_is_repeated_without_a_conflict(opened, draft):
    page = opened()
    lost = []

    def lose(route):
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    page.route("**/film/", lose, times=1)
    page.fill("#id_title", "Una vez")
    said(page, "No connection")
    page.fill("#id_title", "Una vez y otra")
    said(page, "Saved today at")
    assert len(lost) == 1
    assert answers(draft) == {"title": "Una vez y otra"}
    assert not DraftEntry.objects.filter(conflict=True).exists()


def test_a_save_that_the_server_could_not_do_is_called_so_and_is_repeated(opened, draft):
    page = opened()
    page.route("**/film/", lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>502</h1>"), times=1)
    page.fill("#id_title", "Otra vez")
    said(page, "It could not be saved just now.")
    said(page, "Saved today at")
    assert answers(draft) == {"title": "Otra vez"}
    assert page.input_value("input[name='.turn']") == "2"


def test_a_page_that_goes_out_of_sight_saves_the_last_words(opened, draft):
    page = opened()
    page.evaluate("""() => {
        document.getElementById("id_title").value = "Al bolsillo";
        Object.defineProperty(document, "visibilityState", { value: "hidden" });
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    said(page, "Saved today at")
    assert answers(draft) == {"title": "Al bolsillo"}


def test_two_devices_are_told_and_both_texts_are_kept(opened, draft):
    one, other = opened(), opened()
    one.fill("#id_title", "Del teléfono")
    said(one, "Saved today at")
    other.fill("#id_title", "De la computadora")
    said(other, "This answer was also changed elsewhere.")
    other.fill("#id_synopsis", "Otra respuesta.")
    other.click("form[data-autosave] .fp-row button:first-child")
    other.wait_for_selector("text=Two versions of")
    assert "Del teléfono" in other.inner_text("main")
    assert "De la computadora" in other.inner_text("main")
    other.click("text=Use this one")
    other.wait_for_selector("text=Two versions of", state="detached")
    assert answers(draft) == {"title": "De la computadora", "synopsis": "Otra respuesta."}


def test_leaving_the_page_saves_the_last_words(opened, site, draft):
    page = opened()
    page.fill("#id_title", "Últimas palabras")
    page.goto(f"{site}/en/solicitudes/")
    until = time.monotonic() + 10
    while not answers(draft) and time.monotonic() < until:
        time.sleep(0.05)
    assert answers(draft) == {"title": "Últimas palabras"}
