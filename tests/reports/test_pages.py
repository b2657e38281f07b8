"""The reports and exports in the admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from applicants.applications.states import State
from fundportal.audit.models import Entry
from tests.reports.builders import apply, enrol, make_call, make_cohort, make_people, question, statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_cover_where_one_is_enough")]

LIST = reverse("admin:applicants_cohortreport_changelist")


def report_url(cohort, page="change"):
    return reverse(f"admin:applicants_cohortreport_{page}", args=[cohort.pk])


def test_pr_sees_the_cohorts_of_its_programme(client, sign_in):
    own, other = make_cohort("ccc"), make_cohort("amacc")
    sign_in("pr")
    page = client.get(LIST).content.decode()
    assert own.name in page
    assert report_url(own) in page
    assert other.name not in page


def test_a_report_shows_figures_and_hides_small_ones(client, sign_in):
    cohort = make_cohort(taken=12)
    call = make_call(cohort, [question("state", "entity")], is_sample=True)
    apply(call, [None] * 20)
    apply(call, [{"state": "20"}] * 102 + [{"state": "09"}] * 40 + [{"state": "07"}] * 7 + [{"state": "08"}] * 8 + [{"state": "10"}] * 9)
    made = apply(call, [{"state": "20"}] * 12, State.CONFIRMED, people=[*make_people(11), *make_people(1, "Ñusta Ëk <b>")])
    enrol(list(reversed(made)), agreed=1)
    sign_in("pr")
    with override("en"):
        page = client.get(report_url(cohort), headers={"accept-language": "en"}).content.decode()
    assert '<th scope="row">Oaxaca</th><td>115</td><td>1</td>' in page
    assert '<th scope="row">Chiapas</th><td>&lt;10</td><td>0</td>' in page
    assert "Ñusta Ëk &lt;b&gt;" in page
    assert "Persona" not in page
    assert "style=" not in page.split('id="content-start"')[1]


def test_a_report_leads_to_what_applicants_say_about_themselves_and_repeats_none_of_it(client, sign_in):
    cohort = make_cohort()
    sign_in("pr")
    address = reverse("admin:applicants_cohortdisclosure_change", args=[cohort.pk])
    assert f'<a href="{address}">' in client.get(report_url(cohort)).content.decode()
    assert client.get(address).status_code == 200
    assert not Entry.objects.filter(verb="disclosure_read").exists()


def test_another_programmes_report_is_not_there(client, sign_in):
    cohort = make_cohort("amacc")
    sign_in("pr")
    assert client.get(report_url(cohort)).status_code == 404
    assert client.post(report_url(cohort, "export"), {"format": "csv"}).status_code == 404


@pytest.mark.parametrize("role", ["reviewer", "privacy"])
def test_other_roles_see_no_report(client, sign_in, role):
    cohort = make_cohort()
    sign_in(role)
    assert client.get(LIST).status_code == 403
    assert client.get(report_url(cohort)).status_code == 404


@pytest.mark.parametrize(("kind", "start"), [("csv", b"table,row"), ("csv-excel", b"\xef\xbb\xbftable,row"), ("xlsx", b"PK")])
def test_a_report_is_exported_and_recorded(client, sign_in, kind, start):
    cohort = make_cohort()
    make_call(cohort)
    user = sign_in("pr")
    Entry.objects.all()
    response = client.post(report_url(cohort, "export"), {"format": kind})
    assert response.content.startswith(start)
    assert response.headers["Content-Disposition"] == f'attachment; filename="{cohort.slug}.{kind.split("-")[0]}"'
    entry = Entry.objects.get(verb="report_exported")
    assert (entry.actor_id, entry.target, entry.program_code, entry.detail) == (user.pk, f"cohort:{cohort.slug}", "ccc", {"format": kind})


def test_an_export_is_asked_for_with_post_and_a_known_format(client, sign_in):
    cohort = make_cohort()
    sign_in("pr")
    assert client.get(report_url(cohort, "export")).status_code == 405
    assert client.post(report_url(cohort, "export"), {"format": "exe"}).status_code == 400
    assert Entry.objects.filter(verb="report_exported").count() == 0


@pytest.mark.parametrize("rows", [1, 40])
def test_report_statements_do_not_grow(client, sign_in, rows):
    cohort = make_cohort()
    enrol(apply(make_call(cohort, [question("state", "entity")]), [{"state": "20"}] * rows, State.CONFIRMED), agreed=rows)
    sign_in("pr")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(report_url(cohort)).status_code == 200
    assert len(statements(asked)) <= 12
    with CaptureQueriesContext(connection) as asked:
        assert client.post(report_url(cohort, "export"), {"format": "xlsx"}).status_code == 200
    assert len(statements(asked)) == 5


@pytest.mark.parametrize("rows", [1, 30])
def test_list_statements_do_not_grow(client, sign_in, rows, django_assert_max_num_queries):
    for _ in range(rows):
        make_cohort()
    sign_in("pr")
    with django_assert_max_num_queries(15):
        assert client.get(LIST).status_code == 200
