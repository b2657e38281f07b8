import pytest

from applicants.applications.models import Application
from applicants.applications.states import State
from fundportal.accounts.models import Membership
from fundportal.accounts.roles import Role
from tests.applications.search.gather import gather
from tests.review.make import make_application, make_applications, make_call, make_cohort, make_person, make_program, make_sample, question

pytestmark = pytest.mark.django_db
LIST = "/admin/applicants/application/"


@pytest.fixture(autouse=True)
def samples(settings):
    settings.SAMPLE_LOGINS = True


@pytest.fixture
def staff(client):
    person = make_sample(Role.COORDINATOR)
    client.force_login(person)
    return person


def folios(client, query=""):
    answer = client.get(LIST + query)
    assert answer.status_code == 200, answer
    return {row.folio for row in answer.context_data["cl"].result_list}


def test_only_the_own_programme_and_no_drafts(client, staff):
    shown = make_application(make_call())
    make_application(make_call(), State.DRAFT)
    make_application(make_call(make_cohort(make_program("ccc"))))
    assert folios(client) == {shown.folio}


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PR, Role.PRIVACY])
def test_others_stay_out(client, role):
    client.force_login(make_sample(role))
    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize("term", ["núñez", "NÚÑEZ", "ñez jose", "josé", "Nu\u0301n\u0303ez", "jose.n", "{folio}"])
def test_a_search_finds_folio_name_and_address(client, staff, term):
    found = make_application(make_call(), person=make_person("José Núñez", email="jose.n@example.org"))
    make_application(make_call(), person=make_person("María Nunez"))
    gather()
    assert folios(client, f"?q={term.format(folio=found.folio)}") == {found.folio}


def test_an_accent_left_out_finds_it_too(client, staff):
    found = make_application(make_call(), person=make_person("Ana Gómez"))
    gather()
    assert folios(client, "?q=gomez") == {found.folio}


def test_filters(client, staff):
    call, other = make_call(), make_call()
    waiting, passed, out = (make_application(call, state) for state in (State.SUBMITTED, State.IN_REVIEW, State.INELIGIBLE))
    elsewhere = make_application(other)
    assert folios(client, "?screened=waiting") == {waiting.folio, elsewhere.folio}
    assert folios(client, "?screened=in") == {passed.folio}
    assert folios(client, "?screened=out") == {out.folio}
    assert folios(client, f"?call={other.pk}") == {elsewhere.folio}
    assert folios(client, "?state__exact=in_review") == {passed.folio}


def test_a_foreign_call_is_no_choice(client, staff):
    foreign = make_application(make_call(make_cohort(make_program("ccc"))))
    assert foreign.call.folio_prefix not in client.get(LIST).content.decode()
    assert folios(client, f"?call={foreign.call_id}") == set()


@pytest.mark.parametrize("call", ["x", "99999999999999999999", "1'"])
def test_a_filter_that_makes_no_sense_is_no_accident(client, staff, call):
    assert client.get(f"{LIST}?call={call}").status_code in (200, 302)


def test_the_states_are_counted(client, staff):
    call = make_call()
    make_applications(2, call)
    make_application(call, State.IN_REVIEW)
    states = client.get(LIST).context_data["states"]
    assert [(count, link) for _, count, link in states] == [(2, "?state__exact=submitted"), (1, "?state__exact=in_review")]


def test_the_newest_stand_first(client, staff):
    made = make_applications(3, make_call())
    assert [row.folio for row in client.get(LIST).context_data["cl"].result_list] == [a.folio for a in reversed(made)]


@pytest.mark.parametrize("rows", [1, 60])
def test_statements_do_not_grow(client, staff, rows, django_assert_max_num_queries):
    make_applications(rows, make_call())
    with django_assert_max_num_queries(15):
        assert client.get(LIST).status_code == 200


def test_the_count_is_bounded(client, staff, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("applicants.applications.staff.finding.MOST_COUNTED", 5)
    make_applications(8, make_call())
    with django_assert_max_num_queries(15) as statements:
        answer = client.get(LIST)
    assert answer.context_data["cl"].result_count == 5
    assert sum("LIMIT 5" in query["sql"] for query in statements.captured_queries) == 1


@pytest.mark.parametrize("way", ["add/", "1/delete/", "1/history/"])
def test_nothing_is_added_or_deleted_here(client, staff, way):
    assert client.get(LIST + way).status_code in (403, 404)
    assert Application.objects.count() == 0


def test_where_people_live_once_a_call_is_chosen(client, staff):
    document = {
        "sections": [{"key": "you", "title": {}, "help": {}, "questions": [question("home", "municipality"), question("land", "country")]}]
    }
    call = make_call(document=document)
    here = make_application(call, answers={"home": "23002", "land": "MX"})
    make_application(call, answers={"home": "31050", "land": "GT"})
    assert folios(client, f"?call={call.pk}&entity=23") == folios(client, f"?call={call.pk}&country=MX") == {here.folio}
    assert "entity" not in {
        spec.parameter_name for spec in client.get(LIST).context_data["cl"].filter_specs if hasattr(spec, "parameter_name")
    }


def test_by_programme(client):
    staff = make_sample(Role.COORDINATOR)
    Membership.objects.create(user=staff, program_code="ccc", role=Role.COORDINATOR)
    client.force_login(staff)
    make_application(make_call())
    other = make_application(make_call(make_cohort(make_program("ccc"))))
    assert folios(client, "?program=ccc") == {other.folio}


@pytest.mark.parametrize(
    "page", ["application/?call=abc", "review/?round=x&reviewer=%27", "offer/?call=²", "application/?call=1&entity=zz"]
)
def test_no_filter_of_ours_falls_over_nonsense(client, staff, page):
    assert client.get(f"/admin/applicants/{page}").status_code == 200


def test_staff_do_not_meet_their_own_application(client, staff):
    own = make_application(make_call(), person=staff)
    assert folios(client) == set()
    assert client.get(f"{LIST}{own.pk}/change/").status_code == 404


def test_the_list_leads_to_the_export_of_a_call(client, staff):
    call = make_call()
    chosen = [application.pk for application in make_applications(2, call)]
    answer = client.post(LIST, {"action": "export_applications", "_selected_action": chosen})
    assert answer.url == f"/admin/applicants/callanswers/{call.pk}/"
    chosen.append(make_application(make_call()).pk)
    assert client.post(LIST, {"action": "export_applications", "_selected_action": chosen}).url == "/admin/applicants/callanswers/"
