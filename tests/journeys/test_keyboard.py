"""Applying with a keyboard alone, on a page magnified to 400 % (WCAG 1.4.10: 320 px wide): everything is reached in the order in which it is read."""

import pytest

from applicants.applications.models import Application
from applicants.calls.models import Call
from tests.accounts.people import make_person
from tests.applications.build import make_draft
from tests.journeys.keys import MOST_STOPS, STOP
from tests.journeys.walk import browser, is_too_wide, path_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


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
