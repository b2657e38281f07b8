from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from applicants.applications.bulk.models import BulkJob
from applicants.applications.models import Application
from applicants.applications.states import State
from fundportal.accounts.roles import Role
from fundportal.notifications.models import Notification
from tests.review.make import make_application, make_applications, make_call, make_cohort, make_program

pytestmark = pytest.mark.django_db
LIST = "/admin/applicants/application/"
PAGE = LIST + "screening/{}/"


def ids(*applications):
    return ",".join(str(application.pk) for application in applications)


def state(application):
    return Application.objects.get(pk=application.pk).state


def test_the_action_leads_to_a_page_that_says_what_will_happen(client, sign_in):
    sign_in()
    call = make_call()
    chosen, gone = make_applications(2, call), make_application(call, State.WITHDRAWN)
    answer = client.post(LIST, {"action": "screen_out", "_selected_action": [a.pk for a in [*chosen, gone]]})
    shown = answer.content.decode()
    assert answer.status_code == 200
    for application in (*chosen, gone):
        assert application.folio in shown
    assert [a.folio for a in answer.context_data["movable"]] == [a.folio for a in chosen]
    assert "datos@example.org" in answer.context_data["letter"].text
    assert {state(a) for a in chosen} == {State.SUBMITTED}


def test_a_look_changes_nothing_and_the_confirmation_does(client, sign_in):
    sign_in()
    application = make_application(make_call())
    assert client.get(f"{PAGE.format('in')}?ids={application.pk}").status_code == 200
    assert state(application) == State.SUBMITTED
    answer = client.post(PAGE.format("in"), {"ids": ids(application), "confirm": "1"}, follow=True)
    assert answer.redirect_chain == [(f"{LIST}?screened=waiting&call={application.call_id}", 302)]
    assert state(application) == State.IN_REVIEW


def test_after_one_comes_the_next_and_after_many_the_list_as_it_was(client, sign_in):
    sign_in()
    first, second, third = make_applications(3, make_call())
    for done, following in ((second, third), (third, first)):
        answer = client.post(PAGE.format("in"), {"ids": ids(done), "confirm": "1"})
        assert answer.url == f"{LIST}{following.pk}/change/"
    some = make_applications(2, first.call)
    asked = client.post(f"{LIST}?screened=waiting&q=ana", {"action": "screen_in", "_selected_action": [a.pk for a in some]})
    assert asked.context_data["back"] == "screened=waiting&q=ana"
    answer = client.post(PAGE.format("in"), {"ids": ids(*some), "confirm": "1", "back": asked.context_data["back"]})
    assert answer.url == f"{LIST}?screened=waiting&q=ana"


def test_more_than_a_page_becomes_a_job(client, sign_in, monkeypatch):
    monkeypatch.setattr("applicants.review.screening.page.AT_ONCE", 2)
    sign_in()
    call = make_call()
    make_applications(3, call)
    first, *_ = make_applications(2, make_call())
    every = {"action": "screen_in", "_selected_action": [first.pk], "select_across": "1"}
    answer = client.post(f"{LIST}?call={call.pk}", every)
    job = BulkJob.objects.get()
    assert (answer.url, job.verb, job.total, job.back) == (f"{LIST}bulk/{job.pk}/", "screen_in", 3, f"{LIST}?call={call.pk}")
    assert (job.call_id, job.programs, job.state) == (call.pk, ["morelia"], "open")


def test_an_open_call_says_from_when(client, sign_in):
    sign_in()
    application = make_application(make_call(closes_at=timezone.now() + timedelta(days=2)))
    shown = client.get(f"{PAGE.format('in')}?ids={application.pk}").context_data
    assert (shown["early"], application.folio in shown["until"]) == ([application], True)
    assert shown["blocked"]
    assert client.post(PAGE.format("in"), {"ids": ids(application), "confirm": "1"}).status_code == 409


def test_the_reason_is_asked_for_and_kept_in_the_letter(client, sign_in):
    sign_in()
    application = make_application(make_call())
    refused = client.post(PAGE.format("out"), {"ids": ids(application), "confirm": "1", "reason": ""})
    assert (refused.status_code, state(application)) == (400, State.SUBMITTED)
    client.post(PAGE.format("out"), {"ids": ids(application), "confirm": "1", "reason": "Falta la carta."})
    assert (state(application), Notification.objects.get().context["reason"]) == (State.INELIGIBLE, "Falta la carta.")


def test_who_changed_meanwhile_is_named(client, sign_in):
    sign_in()
    call = make_call()
    first, gone = make_application(call), make_application(call, State.WITHDRAWN)
    with override("en"):
        answer = client.post(PAGE.format("in"), {"ids": ids(first, gone), "confirm": "1"}, follow=True, headers={"accept-language": "en"})
    told = [str(message) for message in answer.context["messages"]]
    assert told == [
        "1 application goes on to review.",
        f"Nothing was changed for these, their state is another one by now or their person has gone: {gone.folio} (Withdrawn).",
    ]


def test_a_second_click_tells_what_happened(client, sign_in):
    sign_in()
    application = make_application(make_call())
    for _ in range(2):
        answer = client.post(PAGE.format("out"), {"ids": ids(application), "confirm": "1", "reason": "No."}, follow=True)
        assert answer.status_code == 200
    assert Notification.objects.count() == 1
    assert application.folio in str(next(iter(answer.context["messages"])))


def test_foreign_applications_are_not_touched(client, sign_in):
    sign_in()
    foreign = make_application(make_call(make_cohort(make_program("ccc"))))
    assert foreign.folio not in client.get(f"{PAGE.format('in')}?ids={foreign.pk}").content.decode()
    client.post(PAGE.format("in"), {"ids": ids(foreign), "confirm": "1"})
    assert state(foreign) == State.SUBMITTED


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PR, Role.PRIVACY])
def test_who_may_not_screen_stays_out(client, sign_in, role):
    sign_in(role)
    application = make_application(make_call())
    assert client.get(f"{PAGE.format('in')}?ids={application.pk}").status_code == 403
    assert client.post(PAGE.format("in"), {"ids": ids(application), "confirm": "1"}).status_code == 403


@pytest.mark.parametrize("given", ["", "x", "1;2", "9" * 30, "²", "-1", ",,,"])
def test_ids_that_make_no_sense_are_no_accident(client, sign_in, given):
    sign_in()
    assert client.get(PAGE.format("in"), {"ids": given}).status_code == 200
    assert client.post(PAGE.format("in"), {"ids": given, "confirm": "1"}).status_code == 302


def test_there_are_two_ways(client, sign_in):
    sign_in()
    assert client.get(PAGE.format("sideways")).status_code == 404


@pytest.mark.parametrize("rows", [1, 40])
def test_statements_do_not_grow(client, sign_in, rows, django_assert_max_num_queries):
    sign_in()
    chosen = make_applications(rows, make_call())
    with django_assert_max_num_queries(12):
        client.get(PAGE.format("out"), {"ids": ids(*chosen)})
    with django_assert_max_num_queries(16):
        client.post(PAGE.format("out"), {"ids": ids(*chosen), "confirm": "1", "reason": "No."})


def test_who_comes_in_again_has_a_letter_on_its_way(client, sign_in):
    sign_in()
    application = make_application(make_call(), State.INELIGIBLE)
    with override("en"):
        fields = {"ids": ids(application), "confirm": "1", "reason": "Sí cumple."}
        answer = client.post(PAGE.format("again"), fields, follow=True, headers={"accept-language": "en"})
    told = [str(message) for message in answer.context["messages"]]
    assert told == ["1 application goes on to review after all and its letter is on its way."]
