"""A reviewer on a train: what was given without a connection is kept on the device and arrives later."""

import time

import pytest
from django.urls import reverse

from applicants.applications.states import State
from applicants.review.desk.score import score
from applicants.review.models import Review
from applicants.review.rounds.close import close
from fundportal.accounts.roles import Role
from tests.journeys.walk import browser
from tests.review.make import in_review, make_application, make_call, make_review, make_round, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAYS = "(words) => document.querySelector('form [role=status]').textContent.includes(words)"
KEPT = "() => Object.values(localStorage).join().includes('Palabras')"
GONE = "() => !Object.values(localStorage).join().includes('Palabras')"


@pytest.fixture
def review():
    round = make_round(make_call())
    reviewer = make_staff(Role.REVIEWER, language="en")
    return in_review(make_review(round, make_application(round.call, State.IN_REVIEW), reviewer))


def arrived(review, **expected):
    until = time.monotonic() + 10
    while True:
        stored = Review.objects.values(*expected).get(pk=review.pk)
        if stored == expected or time.monotonic() > until:
            assert stored == expected
            return
        time.sleep(0.1)


def test_scores_and_words_arrive_when_the_line_is_back(chromium, site, review):
    with browser(chromium, site, user=review.reviewer, locale="en-US") as page:
        at = reverse("admin:review_desk_review", args=[review.pk])
        page.goto(at)
        page.context.set_offline(True)
        page.check("[name=score-mirada][value='3']")
        page.fill("[name=comment]", "Palabras en el tren")
        page.dispatch_event("[name=comment]", "change")
        page.wait_for_function(SAYS, arg="No connection")
        assert page.evaluate(KEPT)
        arrived(review, scores={}, comment="")
        page.context.set_offline(False)
        arrived(review, scores={"mirada": 3}, comment="Palabras en el tren")
        page.wait_for_function(SAYS, arg="Saved at")
        page.wait_for_function(GONE)
        # the page is closed without a line, and opened again with one
        page.context.set_offline(True)
        page.check("[name=score-mirada][value='1']")
        page.wait_for_function(SAYS, arg="No connection")
        page.goto("about:blank")
        page.context.set_offline(False)
        page.goto(reverse("admin:review_desk"))
        arrived(review, scores={"mirada": 1}, comment="Palabras en el tren")
        page.faults.clear()  # the browser complains of each address that it did not reach


def test_words_that_come_after_the_close_are_refused_and_stay_in_the_page(chromium, site, review):
    with browser(chromium, site, user=review.reviewer, locale="en-US") as page:
        page.goto(reverse("admin:review_desk_review", args=[review.pk]))
        page.context.set_offline(True)
        page.fill("[name=comment]", "Palabras tarde")
        page.dispatch_event("[name=comment]", "change")
        page.wait_for_function(SAYS, arg="No connection")
        close(round=review.round, by=make_staff())
        page.context.set_offline(False)
        page.wait_for_function(SAYS, arg="is closed")
        assert page.input_value("[name=comment]") == "Palabras tarde"
        page.wait_for_function(GONE)
        page.faults.clear()
    arrived(review, comment="")


def test_words_that_were_overtaken_are_shown_beside_the_form(chromium, site, review):
    with browser(chromium, site, user=review.reviewer, locale="en-US") as page:
        at = reverse("admin:review_desk_review", args=[review.pk])
        page.goto(at)
        page.context.set_offline(True)
        page.fill("[name=comment]", "Palabras en el tren")
        page.dispatch_event("[name=comment]", "change")
        page.wait_for_function(SAYS, arg="No connection")
        page.goto("about:blank")
        score(review_id=review.pk, reviewer=review.reviewer, scores={}, comment="Desde la oficina")
        page.context.set_offline(False)
        page.goto(at)
        page.wait_for_selector("form .errornote")
        assert "Palabras en el tren" in page.inner_text("form .errornote")
        assert page.input_value("[name=comment]") == "Desde la oficina"
        page.wait_for_function(GONE)
        page.faults.clear()
    arrived(review, comment="Desde la oficina")
