"""The heartbeat, what an absence is, and what staff make of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from applicants.applications.models import DraftEntry
from applicants.applications.outages import beat as module
from applicants.applications.outages.beat import KEPT, answers, beat
from applicants.applications.outages.models import AliveSpan, Outage
from applicants.applications.outages.settle import SettledAlready, dismiss, grant, suggestion
from applicants.applications.tasks import heartbeat
from applicants.calls.extend import NotLater
from applicants.calls.models import Call, Extension
from applicants.selection.landing import tasks_of
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification
from tests.applications.build import client_of, make_call, make_draft
from tests.applications.clarifying import second_factor
from tests.applications.reading import words
from tests.applications.threads import at_once
from tests.review.make import make_staff

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 12, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def pages_answer(monkeypatch):
    monkeypatch.setattr(module, "answers", lambda: True)


def closing(at=NOON + timedelta(hours=10), **more):
    return make_call(opens=at - timedelta(days=30), closes=at, **more)


def beats(*minutes, since=NOON):
    return [beat(at=since + timedelta(minutes=minute)) for minute in minutes]


def spans(what="worker"):
    rows = AliveSpan.objects.filter(what=what).order_by("pk")
    return [((row.since - NOON).total_seconds() / 60, (row.until - NOON).total_seconds() / 60) for row in rows]


def outages():
    return [
        ((row.began_at - NOON).total_seconds() / 60, (row.ended_at - NOON).total_seconds() / 60, row.what)
        for row in Outage.objects.order_by("began_at")
    ]


def test_signs_of_life_are_one_row_until_there_is_an_absence():
    beats(0, 0.5, 1, 2, 4, 4.5, 20, 21)
    assert spans() == spans("site") == [(0, 4.5), (20, 21)]


def test_an_absence_in_the_last_hours_is_proposed_once_for_each_call():
    call, other = closing(), closing(outage_minutes=30)
    later, shut = closing(NOON + timedelta(days=4)), closing(NOON - timedelta(minutes=1))
    taken_down = closing()
    taken_down.status = Call.Status.ARCHIVED
    taken_down.save()
    assert beats(0, 20, 20.5, 21) == [0, 1, 0, 0]
    assert outages() == [(0, 20, "worker")]
    assert Outage.objects.get().call == call
    assert {other.pk, later.pk, shut.pk} & set(Outage.objects.values_list("call", flat=True)) == set()
    assert Entry.objects.get(verb="outage_measured").detail["what"] == "worker"


@pytest.mark.parametrize(("minutes", "proposed"), [(9, 0), (10, 0), (10.1, 1), (600, 1)])
def test_what_the_call_tolerates_is_not_proposed(minutes, proposed):
    closing()
    assert beats(0, minutes) == [0, proposed]


@pytest.mark.parametrize(
    ("closes", "proposed"),
    [
        (timedelta(minutes=5), []),  # five minutes before the deadline are tolerated
        (timedelta(minutes=15), [(0, 15, "worker")]),
        (timedelta(hours=48, minutes=10), [(10, 40, "worker")]),
        (timedelta(hours=48, minutes=35), []),
        (timedelta(hours=48, minutes=40), []),
    ],
)
def test_only_what_lies_before_the_deadline_and_in_the_last_hours_counts(closes, proposed):
    closing(NOON + closes)
    beats(0, 40)
    assert outages() == proposed


def test_a_save_in_between_proves_that_the_portal_was_there():
    closing()
    draft = make_draft()
    for minute in (0, 9, 18):
        DraftEntry.objects.create(
            application=draft, revision=minute + 1, at=NOON + timedelta(minutes=minute), section="film", changes={}, actor=draft.applicant
        )
    assert beats(0, 40) == [0, 1]
    assert outages() == [(18, 40, "worker")]


def test_pages_that_do_not_answer_are_an_absence_too(monkeypatch):
    closing()
    beats(0, 1)
    monkeypatch.setattr(module, "answers", lambda: False)
    beats(*range(2, 20))
    assert outages() == []
    monkeypatch.setattr(module, "answers", lambda: True)
    assert beats(20) == [1]
    assert outages() == [(1, 20, "site")]


def test_where_the_pages_cannot_be_asked_nothing_is_made_of_it(monkeypatch):
    closing()
    monkeypatch.setattr(module, "answers", lambda: False)
    assert beats(*range(0, 60, 1)) == [0] * 60
    assert spans("site") == []


def test_worker_and_pages_that_come_back_one_after_the_other_are_one_absence(monkeypatch):
    closing()
    beats(0)
    monkeypatch.setattr(module, "answers", lambda: False)
    assert beats(20) == [1]
    monkeypatch.setattr(module, "answers", lambda: True)
    assert beats(21) == [0]


def test_a_clock_that_is_moved_back_makes_no_absence():
    closing()
    beats(0, 1, 2)
    assert beats(-300, -299, -298) == [0, 0, 0]
    assert spans() == [(0, 2), (-300, -298)]
    assert beats(-297.5, -250) == [0, 1]
    assert len(spans()) == 3


def test_beats_that_overtake_each_other_change_nothing():
    beats(0, 1, 0.5, 0.9, 1)
    assert spans() == [(0, 1)]


def test_the_table_stays_small():
    beats(0, 10, 20)
    assert len(spans()) == 3
    beat(at=NOON + KEPT + timedelta(minutes=15))
    assert len(spans()) == 2


@pytest.mark.django_db(transaction=True)
def test_several_beats_at_once_propose_once():
    closing()
    beats(0)
    assert sum(at_once(6, lambda: beat(at=NOON + timedelta(minutes=30)))) == 1
    assert (AliveSpan.objects.filter(what="worker").count(), Outage.objects.count()) == (2, 1)


def test_task():
    assert heartbeat() == 0
    assert AliveSpan.objects.count() == 2


def test_pages_are_asked_at_their_own_address(settings, monkeypatch):
    monkeypatch.undo()
    settings.SITE_URL = "http://127.0.0.1:9"
    assert answers() is False


def test_an_outage_is_granted_once():
    call, by = closing(timezone.now() + timedelta(hours=6)), make_staff(Role.COORDINATOR, "ccc")
    draft = make_draft(call)
    outage = an_outage(call)
    until = call.closes_at + timedelta(hours=1)
    with pytest.raises(NotLater):
        grant(outage_id=outage.pk, closes_at=call.closes_at, reason_es="x", by=by)
    assert Outage.objects.get().settled_at is None
    grant(outage_id=outage.pk, closes_at=until, reason_es="El portal no estuvo.", by=by)
    assert (Call.objects.get(pk=call.pk).closes_at, Extension.objects.get().reason_es) == (until, "El portal no estuvo.")
    assert Notification.objects.get(kind="extension").about == draft.folio
    assert Outage.objects.get().extension == Extension.objects.get()
    with pytest.raises(SettledAlready):
        dismiss(outage_id=outage.pk, reason="no", by=by)
    with pytest.raises(SettledAlready):
        grant(outage_id=outage.pk, closes_at=until + timedelta(hours=1), reason_es="x", by=by)
    verbs = Entry.objects.filter(target=f"call:{call.slug}").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["call_extended", "outage_extended"]


def an_outage(call, minutes=25):
    began = call.closes_at - timedelta(hours=7)
    return Outage.objects.create(call=call, what="worker", began_at=began, ended_at=began + timedelta(minutes=minutes))


def test_the_suggestion_gives_the_time_back_and_a_day_where_the_call_has_closed():
    call = closing(datetime(2027, 3, 13, 5, 59, tzinfo=UTC))
    outage = an_outage(call)
    assert suggestion(outage, call.closes_at - timedelta(hours=2)).astimezone(UTC) == datetime(2027, 3, 13, 6, 30, tzinfo=UTC)
    late = suggestion(outage, call.closes_at + timedelta(minutes=3))
    assert late.astimezone(UTC) == datetime(2027, 3, 14, 6, 30, tzinfo=UTC)


def test_page_extends_with_the_reason_filled_in_or_dismisses_with_one():
    call = closing(timezone.now() + timedelta(hours=6))
    Call.objects.filter(pk=call.pk).update(decision_by=(timezone.now() + timedelta(days=30)).date())
    outage, coordinator = an_outage(call), make_staff(Role.COORDINATOR, "ccc")
    desk = client_of(coordinator)
    second_factor(desk)
    assert [task.number for task in tasks_of(coordinator) if "outage" in task.url] == [25]
    assert tasks_of(make_staff(Role.COORDINATOR, "amacc")) == []
    at = f"/admin/applicants/application/outage/{outage.pk}/"
    page = desk.get(at)
    assert "25 minut" in words(page)
    assert "25 minut" in page.context["form"]["reason_es"].value()
    assert desk.post(at, {"dismiss": "1", "reason": ""}).status_code == 200
    fields = {name: page.context["form"][name].value() for name in ("closes_at", "decision_by", "reason_es", "reason_en")}
    assert desk.post(at, fields).status_code == 302
    assert Outage.objects.get().verdict == "extended"
    assert [task for task in tasks_of(coordinator) if "outage" in task.url] == []
    desk.post(at, {"dismiss": "1", "reason": "tarde"})
    assert Outage.objects.get().verdict == "extended"
    other = an_outage(closing(timezone.now() + timedelta(hours=6)))
    desk.post(f"/admin/applicants/application/outage/{other.pk}/", {"dismiss": "1", "reason": "Nadie estaba escribiendo."})
    assert Outage.objects.get(pk=other.pk).reason == "Nadie estaba escribiendo."


def test_who_sets_up_no_calls_of_the_programme_sees_no_outage():
    outage = an_outage(closing())
    for person, status in ((make_staff(Role.REVIEWER, "ccc"), 403), (make_staff(Role.COORDINATOR, "amacc"), 404)):
        desk = client_of(person)
        second_factor(desk)
        assert desk.get(f"/admin/applicants/application/outage/{outage.pk}/").status_code == status
