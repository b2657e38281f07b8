"""The export of answers in the admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applicants.applications.models import Application
from applicants.reports.answers import stream
from fundportal.audit.models import Entry
from tests.reports.builders import apply, make_call, make_cohort, question, statements

pytestmark = pytest.mark.usefixtures("in_this_transaction")

LIST = reverse("admin:applicants_callanswers_changelist")
COPIES = 1


def url(call):
    return reverse("admin:applicants_callanswers_change", args=[call.pk])


@pytest.fixture
def call():
    return make_call(make_cohort(), [question("why", "short_text")])


def test_staff_choose_a_call_of_their_programme(client, sign_in, call):
    other = make_call(make_cohort("amacc"))
    sign_in("coordinator")
    page = client.get(LIST).content.decode()
    assert url(call) in page
    assert url(other) not in page


def test_the_page_says_what_the_file_holds(client, sign_in, call):
    apply(call, [{"why": "x"}] * 3 + [None])
    sign_in("coordinator")
    page = client.get(url(call), headers={"accept-language": "en"}).content.decode()
    assert "3 applications with all their answers" in page
    assert "<code>why</code>" in page


def test_the_page_counts_ones_own_application_as_the_file_holds_it(client, sign_in, call):
    apply(call, [{"why": "x"}] * 2)
    Application.objects.filter(pk=Application.objects.order_by("pk")[0].pk).update(applicant=sign_in("coordinator"))
    page = client.get(url(call), headers={"accept-language": "en"}).content.decode()
    assert "2 applications with all their answers" in page
    file = b"".join(client.post(url(call), {"format": "csv"})).decode()
    assert len(file.splitlines()) == 3


@pytest.mark.parametrize("role", ["pr", "reviewer", "privacy"])
def test_other_roles_export_no_answers(client, sign_in, call, role):
    sign_in(role)
    assert client.get(LIST).status_code == 403
    assert client.get(url(call)).status_code == 404
    assert client.post(url(call), {"format": "csv"}).status_code == 404
    assert Entry.objects.filter(verb="applications_exported").count() == 0


def test_staff_of_another_programme_export_nothing(client, sign_in, call):
    sign_in("coordinator", "amacc")
    assert client.post(url(call), {"format": "csv"}).status_code == 404


def test_the_csv_is_a_stream(client, sign_in, call):
    apply(call, [{"why": "porque sí"}])
    user = sign_in("coordinator")
    response = client.post(url(call), {"format": "csv"}, headers={"accept-encoding": "gzip"})
    assert response.streaming
    assert response.getvalue().decode().splitlines()[1].endswith(",porque sí")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{call.slug}.csv"'
    assert Entry.objects.get(verb="applications_exported").actor_id == user.pk


def test_the_workbook_is_a_file(client, sign_in, call):
    apply(call, [{"why": "x"}])
    sign_in("coordinator")
    response = client.post(url(call), {"format": "xlsx"})
    assert response.getvalue().startswith(b"PK")


def test_a_format_that_is_none_is_refused(client, sign_in, call):
    sign_in("coordinator")
    assert client.post(url(call), {"format": "exe"}).status_code == 400


@pytest.mark.parametrize("rows", [1, 40])
def test_export_statements_do_not_grow(client, sign_in, call, rows):
    apply(call, [{"why": "x" * 500}] * rows)
    sign_in("coordinator")
    with CaptureQueriesContext(connection) as asked:
        response = client.post(url(call), {"format": "csv"})
        assert len(response.getvalue().splitlines()) == rows + 1
    assert len(statements(asked)) + COPIES == 5
    assert stream.CHUNKS_WAITING * stream.CHUNK < 4_000_000
