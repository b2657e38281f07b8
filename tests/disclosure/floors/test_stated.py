"""What a call states about self-descriptions: before it opens, and read by whoever is asked."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applicants.disclosure.floors.models import FloorStated
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.applications.build import client_of
from tests.applications.build import make_call as open_call
from tests.disclosure.saying import ABOUT, agreed_draft
from tests.review.make import make_sample

pytestmark = pytest.mark.django_db
WORDS = {"subject": "speaks", "sentence_es": "Sirve para integrar.", "sentence_en": "It helps to compose.", "law": "Punto 4"}


@pytest.fixture
def staff(client, settings):
    settings.SAMPLE_LOGINS = True
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    person = make_sample(Role.COORDINATOR, "ccc")
    client.force_login(person)
    return person


def in_days(days):
    return open_call(opens=timezone.now() + timedelta(days=days), closes=timezone.now() + timedelta(days=days + 30))


def test_it_is_stated_before_the_call_opens_and_says_by_whom(client, staff):
    call = in_days(3)
    client.post(reverse("admin:applicants_floorstated_add"), {"call": call.pk, **WORDS})
    row = FloorStated.objects.get()
    assert (row.call, row.subject, row.by, row.sentence_en) == (call, "speaks", staff, "It helps to compose.")
    assert Entry.objects.filter(program_code="ccc", actor_id=staff.pk).count() == 1
    again = client.post(reverse("admin:applicants_floorstated_add"), {"call": call.pk, **WORDS})
    assert (again.status_code, FloorStated.objects.count()) == (200, 1)


def test_of_an_open_call_nothing_is_stated_changed_or_taken_back(client, staff):
    call = in_days(-3)
    page = client.post(reverse("admin:applicants_floorstated_add"), {"call": call.pk, **WORDS})
    assert "who has been asked about themselves was not told" in page.content.decode()
    row = FloorStated.objects.create(call=call, at=call.opens_at - timedelta(days=1), **WORDS)
    address = reverse("admin:applicants_floorstated_change", args=[row.pk])
    assert client.post(address, {"call": call.pk, **WORDS, "law": "Otra"}).status_code == 403
    assert client.post(reverse("admin:applicants_floorstated_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert FloorStated.objects.get().law == "Punto 4"


def test_whoever_is_asked_reads_it_also_before_they_agree(client):
    call = in_days(-3)
    draft = agreed_draft(call)
    before = client_of(draft.applicant).get(ABOUT.format(draft.folio)).content.decode()
    assert "changes nothing in it" in before
    FloorStated.objects.create(call=call, at=call.opens_at - timedelta(days=1), **WORDS)
    after = client_of(draft.applicant).get(ABOUT.format(draft.folio)).content.decode()
    assert "It helps to compose." in after
    assert "changes nothing in it" not in after
