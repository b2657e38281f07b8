"""Applying with a keyboard alone, on a page magnified to 400 % (WCAG 1.4.10: 320 px wide): everything is reached in the order in which it is read."""

import time

import pytest

from applicants.applications.bulk.models import BulkJob
from applicants.applications.bulk.work import chunk_of
from applicants.applications.models import Application
from applicants.calls.models import Call
from tests.accounts.people import make_person
from tests.applications.build import make_draft
from tests.journeys.walk import browser, is_too_wide, path_of
from tests.review.make import make_call, make_staff
from tests.selection.many import make_many

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MOST_STOPS = 120
STOP = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect(), style = getComputedStyle(here);
  const before = window.lastStop;
  window.lastStop = here;
  return {
    name: here.name ?? "", value: here.value ?? "", type: here.type ?? "", id: here.id,
    inOrder: !before || !before.isConnected || Boolean(before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING),
    shows: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isSeen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    what: here.outerHTML.slice(0, 120),
  };
}"""


def move_to(page, selector, key="Tab"):
    """Press the key until what fits has the focus; each stop on the way is visible and marked."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press(key)
        stop = page.evaluate(STOP)
        assert stop["shows"] and stop["isSeen"], stop
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {key}")


def go(page, key="Enter"):
    with page.expect_navigation():
        page.keyboard.press(key)


def walk_to(page, name, value=None):
    """Tab until the control with this name (and value) has the focus; each stop on the way is visible, marked, and after the one before."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        assert stop["inOrder"] and stop["shows"] and stop["isSeen"], stop
        if stop["name"] == name and value in (None, stop["value"]):
            return stop
    raise AssertionError(f"{name} is not reached by Tab")


def test_a_section_and_the_submission_with_a_keyboard_alone(chromium, portal, samples):
    call = Call.objects.get(slug="asistentes-de-produccion")
    draft = make_draft(call, make_person())
    with browser(chromium, portal, width=320, user=draft.applicant) as page:
        page.goto(f"/es/solicitudes/{draft.folio}/about/")
        assert is_too_wide(page) == 0
        for name, typed in (("full_name", "Xóchitl Ñuu Sávi"), ("age", "29"), ("phone", "+52 951 000 0000")):
            walk_to(page, name)
            page.keyboard.type(typed)
        walk_to(page, "accion", "seguir")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert path_of(page) == f"/es/solicitudes/{draft.folio}/place/"

        page.goto(f"/es/solicitudes/{draft.folio}/availability/")
        walk_to(page, "attendance")
        page.keyboard.press("Space")
        walk_to(page, "support", "travel")
        page.keyboard.press("Space")
        with page.expect_navigation():
            page.keyboard.press("Enter")  # from within a field, as browsers do

        page.goto(f"/es/solicitudes/{draft.folio}/revisar/")
        walk_to(page, "declaration")
        page.keyboard.press("Space")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.locator("main .fp-errors a").count() > 0  # what is missing, each a link
        page.keyboard.press("Tab")
    stored = Application.objects.get(pk=draft.pk).answers
    assert (stored["full_name"], stored["age"], stored["support"]) == ("Xóchitl Ñuu Sávi", 29, ["travel"])


def looks_again(page, percent):
    """Wait until the page, which comes anew by itself, tells so much."""
    until = time.monotonic() + 15
    while page.locator("progress").get_attribute("value") != percent:
        assert time.monotonic() < until, page.inner_text("#content")
        page.wait_for_timeout(200)


def test_a_bulk_action_with_a_keyboard_alone(chromium, site, transactional_db):
    call, staff = make_call(), make_staff()
    make_many(call, 120, "submitted")
    with browser(chromium, site, width=1280, user=staff) as page:
        page.goto("/admin/")
        move_to(page, f".fp-todo a[href$='call={call.pk}']")
        go(page)
        move_to(page, ".fp-chips a[href*='state__exact=submitted']")
        go(page)
        move_to(page, "#action-toggle")
        page.keyboard.press("Space")
        move_to(page, ".question a", "Shift+Tab")
        page.keyboard.press("Enter")
        move_to(page, "select[name=action]", "Shift+Tab")
        while page.evaluate("document.activeElement.value") != "screen_in":
            page.keyboard.press("ArrowDown")
        move_to(page, ".actions button")
        go(page)
        job = BulkJob.objects.get()
        assert (path_of(page), job.total) == (f"/admin/applicants/application/bulk/{job.pk}/", 120)
        move_to(page, "button[name=confirm]")
        go(page)
        assert page.locator("progress").get_attribute("value") == "0"
        chunk_of(job.pk)
        looks_again(page, "41")
        page.keyboard.press("Tab")  # it begins where the button is
        go(page)
        move_to(page, "button[name=go_on]")
    assert (BulkJob.objects.get().state, Application.objects.filter(state="in_review").count()) == ("stopped", 50)
