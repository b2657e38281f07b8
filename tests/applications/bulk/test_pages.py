from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.applications.bulk.models import BulkJob
from applicants.applications.bulk.work import carry_on, chunk_of
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.review.screening.screen import IN, OUT, screen
from fundportal.accounts.models import Membership
from fundportal.accounts.roles import Role
from fundportal.notifications.models import Notification
from tests.applications.bulk.jobs import begin, make_job, seen, states
from tests.review.make import make_application, make_applications, make_call, make_cohort, make_member, make_program, make_staff
from tests.selection.many import make_many

pytestmark = pytest.mark.django_db
LIST = "/admin/applicants/application/"
BULK = f"{LIST}bulk/"
EN = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def from_three_on(monkeypatch, of_two):
    monkeypatch.setattr("applicants.review.screening.page.AT_ONCE", 2)


def chosen_by(client, action, filtered=""):
    """The page of the job to which an action about the whole list leads."""
    first = Application.objects.filter(submission__isnull=False).latest("submitted_at").pk
    answer = client.post(f"{LIST}{filtered}", {"action": action, "_selected_action": [first], "select_across": "1"})
    assert answer.status_code == 302, answer.text
    return answer.url


def confirmed(client, page, **data):
    return client.post(page, {"confirm": "1", "seen": client.get(page).context_data["seen"], **data})


def test_from_the_list_to_the_outcome(client, sign_in):
    sign_in()
    call = make_call()
    chosen, gone = make_applications(3, call), make_application(call, State.WITHDRAWN)
    page = chosen_by(client, "screen_out", f"?call={call.pk}")
    shown = client.get(page, headers=EN)
    assert (shown.context_data["count"], [(g.count, g.named) for g in shown.context_data["groups"]]) == (3, [(1, [gone])])
    assert "datos@example.org" in shown.context_data["letter"].text
    for each in (*(a.folio for a in chosen), gone.folio, "Screen out: 3 applications", "Its state does not allow the step: Withdrawn (1)"):
        assert each in shown.text
    assert confirmed(client, page, reason="").status_code == 400
    assert states(chosen) == [State.SUBMITTED] * 3
    for _ in range(2):  # a double click
        assert (
            confirmed(client, page, reason="Falta.").url == page
            if BulkJob.objects.get().state == "open"
            else client.post(page, {"confirm": "1"})
        )
    running = client.get(page, headers=EN).text
    for each in ('<meta http-equiv="refresh" content="3">', '<progress max="100" value="0"', "0 of 4 applications", 'name="stop"'):
        assert each in running
    assert "refresh" not in client.get(f"{page}?still=1").text
    carry_on()
    done = client.get(page, headers=EN)
    assert done.context_data["counts"] == [("left", "left as they were", 1), ("moved", "were done", 3), ("waiting", "not begun", 0)]
    assert "refresh" not in done.text
    assert f'href="{LIST}?call={call.pk}"' in done.text
    assert [said for _row, said in done.context_data["lines"]] == ["Its state does not allow the step: Withdrawn"]
    assert [row.application for row, _said in client.get(f"{page}?show=moved").context_data["lines"]] == chosen
    assert Notification.objects.count() == 3
    assert page in client.get(BULK).text


def test_without_scripts_the_whole_list_is_a_box_of_its_own(client, sign_in):
    sign_in()
    make_many(make_call(), 60, State.SUBMITTED)
    shown = client.get(LIST).text
    assert (
        '<noscript><input type="hidden" name="_selected_action" value="0"><label><input type="checkbox" name="select_across" value="1">'
        in shown
    )
    client.post(LIST, {"action": "screen_in", "_selected_action": "0", "select_across": ["0", "1"], "index": "0"})
    assert BulkJob.objects.get().total == 60
    nothing = client.post(LIST, {"action": "shortlist", "_selected_action": "0", "select_across": "0", "index": "0"}, follow=True)
    assert (nothing.status_code, BulkJob.objects.count(), len(list(nothing.context["messages"]))) == (200, 1, 1)


def test_what_changed_in_between_is_told_and_nothing_done(client, sign_in):
    sign_in()
    chosen = make_applications(3, make_call())
    page = chosen_by(client, "screen_in")
    mark = client.get(page).context_data["seen"]
    screen(ids=[chosen[0].pk], verb=OUT, by=make_staff(), reason="No.")
    answer = client.post(page, {"confirm": "1", "seen": mark}, headers=EN)
    assert (answer.status_code, BulkJob.objects.get().state) == (409, "open")
    assert "then 3 could take the step, now 2 can" in answer.text
    Application.objects.filter(pk__in=[a.pk for a in chosen]).update(state=State.WITHDRAWN)
    assert client.get(page).context_data["blocked"]
    assert confirmed(client, page).status_code == 409


def test_stopped_and_taken_up_on_the_page(client, sign_in):
    sign_in()
    chosen = make_applications(4, make_call())
    page = chosen_by(client, "screen_in")
    confirmed(client, page)
    chunk_of(BulkJob.objects.get().pk)
    for _ in range(2):
        assert client.post(page, {"stop": "1"}).url == page
    stopped = client.get(page, headers=EN).text
    assert "2 applications were not begun" in stopped
    assert 'name="go_on"' in stopped
    assert states(chosen) == [State.IN_REVIEW] * 2 + [State.SUBMITTED] * 2
    client.post(page, {"go_on": "1"})
    carry_on()
    client.post(page, {"stop": "1"})  # too late
    assert (BulkJob.objects.get().state, states(chosen)) == ("done", [State.IN_REVIEW] * 4)


def test_an_open_call_says_from_when(client, sign_in):
    sign_in()
    early = make_applications(3, make_call(closes_at=timezone.now() + timedelta(days=2)))
    shown = client.get(chosen_by(client, "screen_in")).context_data
    assert (shown["count"], [g.named for g in shown["groups"]], bool(shown["blocked"])) == (0, [early], True)
    assert early[0].folio in shown["until"]


def test_nothing_chosen_is_said_on_the_list(client, sign_in):
    sign_in()
    make_application(make_call(make_cohort(make_program("ccc"))))
    answer = client.post(LIST, {"action": "shortlist", "_selected_action": ["1"], "select_across": "1"}, follow=True)
    assert (answer.status_code, BulkJob.objects.count()) == (200, 0)
    assert list(answer.context["messages"])


def test_who_may_see_a_job(client, sign_in):
    coordinator = sign_in()
    call = make_call()
    unconfirmed = make_job(IN, make_applications(3, call), coordinator)
    job = begin(OUT, make_applications(3, call), coordinator)
    assert [row[0] for row in client.get(BULK).context_data["rows"]] == [job, unconfirmed]
    sign_in()  # a colleague sees what was confirmed, and may stop it, but not go on in another's name
    assert [row[0] for row in client.get(BULK).context_data["rows"]] == [job]
    assert client.get(f"{BULK}{unconfirmed.pk}/").status_code == 404
    assert client.post(f"{BULK}{unconfirmed.pk}/", {"confirm": "1"}).status_code == 404
    client.post(f"{BULK}{job.pk}/", {"stop": "1"})
    assert BulkJob.objects.get(pk=job.pk).state == "stopped"
    assert 'name="go_on"' not in client.get(f"{BULK}{job.pk}/").text
    assert client.post(f"{BULK}{job.pk}/", {"go_on": "1"}).status_code == 403
    for role, program, status in ((Role.COORDINATOR, "ccc", 404), (Role.REVIEWER, "morelia", 403), (Role.PR, "morelia", 403)):
        sign_in(role, program)
        for answer in (client.get(f"{BULK}{job.pk}/"), client.post(f"{BULK}{job.pk}/", {"stop": "1"})):
            assert answer.status_code == status
    sign_in()
    for forged in ("0", "999999999999"):
        assert client.get(f"{BULK}{forged}/").status_code == 404


def test_a_job_of_two_programmes_is_seen_by_who_reads_in_both(client, sign_in):
    both, other = sign_in(), make_call(make_cohort(make_program("ccc")))
    Membership.objects.create(user=both, program_code="ccc", role=Role.COORDINATOR)
    applications = [*make_applications(2, make_call()), *make_applications(2, other)]
    job = begin(IN, applications, type(both).objects.get(pk=both.pk))
    assert (job.programs, job.call) == (["ccc", "morelia"], None)
    assert "Ccc, Morelia" in client.get(f"{BULK}{job.pk}/").text
    sign_in()
    assert client.get(f"{BULK}{job.pk}/").status_code == 404
    Membership.objects.filter(user=both, program_code="ccc").delete()
    carry_on()
    assert states(applications) == [State.IN_REVIEW] * 2 + [State.SUBMITTED] * 2


def test_the_role_withdrawn_before_the_confirmation(client, sign_in):
    coordinator = sign_in()
    chosen = make_applications(3, make_call())
    page = chosen_by(client, "screen_in")
    Membership.objects.filter(user=coordinator).delete()
    assert client.post(page, {"confirm": "1", "seen": "x"}).status_code in (302, 403, 404)  # no staff at all by now
    assert states(chosen) == [State.SUBMITTED] * 3


def test_one_s_own_application_is_not_listed(client, sign_in):
    sign_in()
    call = make_call()
    chosen = make_applications(3, call)
    job = begin(IN, chosen, make_staff())
    carry_on()
    colleague = sign_in()
    make_member(chosen[0], colleague)
    lines = client.get(f"{BULK}{job.pk}/?show=moved").context_data["lines"]
    assert [row.application for row, _said in lines] == chosen[1:]


def test_a_worker_that_is_silent_and_one_that_waits_are_told(client, sign_in):
    job = begin(IN, make_applications(3, make_call()), sign_in())
    page = f"{BULK}{job.pk}/"
    assert "It begins in some seconds." in client.get(page, headers=EN).text
    BulkJob.objects.update(seen_at=timezone.now() - timedelta(seconds=7), state="running")
    assert "Last sign of life 7 seconds ago." in client.get(page, headers=EN).text
    BulkJob.objects.update(seen_at=timezone.now() - timedelta(minutes=7))
    assert "Nobody is at it at this moment" in client.get(page, headers=EN).text
    BulkJob.objects.update(held="Something stands in the way.")
    assert "It waits: Something stands in the way." in client.get(page, headers=EN).text


@pytest.mark.parametrize("rows", [3, 20])
def test_statements_do_not_grow(client, sign_in, rows, django_assert_max_num_queries):
    staff = sign_in()
    job = make_job(OUT, make_applications(rows, make_call()), staff)
    page, mark = f"{BULK}{job.pk}/", seen(job, staff)
    with django_assert_max_num_queries(17):
        client.get(page)
    with django_assert_max_num_queries(22):
        client.post(page, {"confirm": "1", "seen": mark, "reason": "No."})
    with django_assert_max_num_queries(9):
        client.get(page)
    with django_assert_max_num_queries(7):
        client.get(BULK)
