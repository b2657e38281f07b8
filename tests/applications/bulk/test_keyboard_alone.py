"""A bulk action with a keyboard alone. Not among the journeys: their worker would do the work before it is stopped."""

import time

import pytest

from applicants.applications.bulk.models import BulkJob
from applicants.applications.bulk.work import chunk_of
from applicants.applications.models import Application
from tests.journeys.keys import go, move_to
from tests.journeys.walk import browser, path_of
from tests.review.make import make_call, make_staff
from tests.selection.many import make_many

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def looks_again(page, percent):
    """Wait until the page, which comes anew by itself, tells so much."""
    until = time.monotonic() + 15
    while page.locator("progress").get_attribute("value") != percent:
        assert time.monotonic() < until, page.inner_text("#content")
        page.wait_for_timeout(200)


def test_from_the_landing_to_the_stop(chromium, site, transactional_db):
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
