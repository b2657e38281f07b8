from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applicants.applications.models import Application
from applicants.applications.staff.more_time import NoSuchApplication, give_more_time
from applicants.calls.models import Extension
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from tests.applications.build import COMPLETE, client_of, hand_in, make_draft
from tests.applications.reading import words
from tests.calls.staff import signed_in, staff
from tests.review.make import make_help

pytestmark = pytest.mark.django_db


@pytest.fixture
def late():
    """A draft in a call that has closed."""
    draft = make_draft(answers=COMPLETE)
    draft.call.closes_at = timezone.now() - timedelta(hours=1)
    draft.call.save()
    return draft


@pytest.fixture
def give(late, settings):
    """Sends the page as a coordinator does."""
    settings.SAMPLE_LOGINS = True
    client = signed_in(staff(Role.COORDINATOR, "ccc"))

    def send(**more):
        until = (timezone.now() + timedelta(days=2)).astimezone(late.call.zone).strftime("%Y-%m-%dT%H:%M")
        fields = {"folio": late.folio.lower(), "closes_at": until, "reason_es": "Cortes de luz", **more}
        return client.post(reverse("admin:applicants_application_more_time", args=[late.call.pk]), fields)

    return send


def test_one_person_gets_more_time_and_is_written_to(late, give):
    other = make_draft(late.call, at=timezone.now() - timedelta(days=1))
    assert give().status_code == 302
    assert hand_in(late).number == 1
    assert Application.objects.get(pk=other.pk).closes_at is None
    letter = Notification.objects.get(kind="extension")
    assert letter.recipient == late.applicant
    letter.language = "en"
    assert "You have more time." in render(letter).text
    assert Entry.objects.get(verb="more_time").target == late.folio
    page = words(client_of(other.applicant).get(f"/en/convocatorias/{late.call.slug}/"))
    assert "For one person:" in page
    assert late.folio not in page


@pytest.mark.parametrize(
    "wrong", [{"folio": "CCC27-NOBODY"}, {"folio": "CCC27-4K7QXN"}, {"closes_at": "2020-01-01T10:00"}, {"reason_es": ""}, {"closes_at": ""}]
)
def test_more_time_that_cannot_be_given_is_refused_with_a_sentence(late, give, wrong):
    response = give(**wrong)
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert (Extension.objects.count(), Notification.objects.count()) == (0, 0)


def test_no_time_is_given_that_is_past_or_after_the_promised_decision(late, give):
    zone = late.call.zone
    half_an_hour_ago = (timezone.now() - timedelta(minutes=30)).astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    promised = late.call.decision_by
    for wrong in (half_an_hour_ago, f"{promised + timedelta(days=1)}T00:00"):
        assert "errorlist" in give(closes_at=wrong).text
    assert (Extension.objects.count(), Notification.objects.count()) == (0, 0)
    assert give(closes_at=f"{promised}T23:59").status_code == 302


def test_nobody_gives_more_time_to_an_application_in_which_they_have_a_part(late):
    by = staff(Role.COORDINATOR, "ccc")
    make_help(late, by)
    with pytest.raises(NoSuchApplication):
        give_more_time(call=late.call, folio=late.folio, closes_at=timezone.now() + timedelta(days=2), reason_es="Luz", by=by)
    assert Extension.objects.count() == 0


def test_a_slip_of_the_pen_in_a_folio_is_told_as_such(late, give):
    wrong = late.folio[:-1] + ("2" if late.folio[-1] != "2" else "3")
    assert "Esto no es un folio" in give(folio=wrong).content.decode()


def test_more_time_is_for_what_may_still_be_changed(late, give):
    Application.objects.filter(pk=late.pk).update(state="withdrawn")
    assert give().status_code == 200
    assert Extension.objects.count() == 0
