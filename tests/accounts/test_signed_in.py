"""Session and person come in one statement; whether the person is let in is asked as ever."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fundportal.accounts.models import User
from fundportal.accounts.signed_in import AT_HAND
from tests.applications.build import client_of, make_person

pytestmark = pytest.mark.django_db
PAGE = "/es/solicitudes/"


def test_a_page_looks_up_who_reads_it_with_one_statement():
    client = client_of(make_person())
    client.get(PAGE)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(PAGE).status_code == 200
    about_people = [query["sql"] for query in captured if 'FROM "accounts_' in query["sql"] or query["sql"].startswith("EXECUTE")]
    assert len(about_people) == 1
    assert AT_HAND.get() is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"erased_at": timezone.now()}, {"password": "!another"}])
def test_an_open_session_of_who_is_out_opens_nothing(change):
    person = make_person()
    client = client_of(person)
    assert client.get(PAGE).status_code == 200
    User.objects.filter(pk=person.pk).update(**change)
    assert client.get(PAGE).status_code == 302


def test_each_browser_is_its_own_person():
    one, other = make_person(), make_person()
    browsers = [client_of(one), client_of(other), client_of(one)]
    for browser, person in zip(browsers * 2, [one, other, one] * 2, strict=True):
        assert browser.get(PAGE).wsgi_request.user == person
