from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from applicants.applications.advance import OwnApplication
from applicants.applications.states import State
from applicants.selection.decisions.confirm import confirm, mark_of, to_confirm
from applicants.selection.decisions.release import NothingStaged, release
from applicants.selection.decisions.stage import NotDecider, ReleaseRunning, stage
from applicants.selection.landing import tasks_of
from applicants.selection.models import Decision, Release
from applicants.selection.procedure.change import StillToConfirm, change_procedure
from applicants.selection.procedure.models import Procedure
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.review.make import make_application, make_applications, make_call, make_member, make_staff
from tests.selection.race import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    made = make_call()
    Procedure.objects.create(call=made, four_eyes=True)
    return made


def noted(call, by, count=1, outcome="decline"):
    made = make_applications(count, call, State.IN_REVIEW)
    stage(call=call, applications=[a.pk for a in made], outcome=outcome, by=by, feedback={a.pk: "Gracias." for a in made})
    return made


def shown(call):
    return {decision.pk: mark_of(decision) for decision in to_confirm(call)}


def test_nothing_is_released_before_somebody_else_has_confirmed_it(call):
    one, other = make_staff(), make_staff()
    noted(call, one, 2)
    with pytest.raises(NothingStaged):
        release(call=call, by=other)
    first = dict([next(iter(shown(call).items()))])
    assert len(confirm(call=call, seen=first, by=other).decisions) == 1
    assert release(call=call, by=one).counts["decline"] == 1
    assert (len(shown(call)), Decision.objects.get(pk=next(iter(first))).confirmed_by) == (1, other)
    assert list(Entry.objects.filter(verb="confirm_decision").values_list("actor_id", flat=True)) == [other.pk]


def test_who_noted_it_does_not_confirm_it_nor_lets_the_database(call):
    one = make_staff()
    noted(call, one)
    assert confirm(call=call, seen=shown(call), by=one) == ([], 1)
    with pytest.raises(IntegrityError, match="decision_is_confirmed_by_somebody_else"), transaction.atomic():
        Decision.objects.update(confirmed_by=one, confirmed_at=timezone.now())


def test_a_change_asks_for_a_new_confirmation(call):
    one, other, third = make_staff(), make_staff(), make_staff()
    (application,) = noted(call, one)
    seen = shown(call)
    confirm(call=call, seen=seen, by=other)
    stage(call=call, applications=[application.pk], outcome="decline", by=other, feedback={application.pk: "Otra cosa."})
    assert Decision.objects.get().confirmed_by is None
    assert confirm(call=call, seen=seen, by=third) == ([], 1)  # what was shown is not there any more
    assert len(confirm(call=call, seen=shown(call), by=one).decisions) == 1  # noted by the other now


def test_who_is_moved_back_on_the_list_is_confirmed_anew(call):
    one, other = make_staff(), make_staff()
    noted(call, one, 2, "waitlist")
    confirm(call=call, seen=shown(call), by=other)
    late = make_application(call, State.IN_REVIEW)
    stage(call=call, applications=[late.pk], outcome="waitlist", by=one, position=2)
    assert list(Decision.objects.order_by("position").values_list("position", "confirmed_by")) == [(1, other.pk), (2, None), (3, None)]


def test_a_repeat_confirms_nothing_anew(call):
    one, other = make_staff(), make_staff()
    noted(call, one)
    seen = shown(call)
    assert [len(confirm(call=call, seen=seen, by=other).decisions) for _ in range(2)] == [1, 0]
    assert Entry.objects.filter(verb="confirm_decision").count() == 1


def test_nobody_confirms_about_themselves_or_their_team(call):
    one, other = make_staff(), make_staff()
    make_member(noted(call, one)[0], other)
    with pytest.raises(OwnApplication):
        confirm(call=call, seen=shown(call), by=other)


@pytest.mark.parametrize("person", [lambda: make_staff(Role.REVIEWER), lambda: make_staff(Role.COORDINATOR, "ccc")])
def test_who_may_not_decide_does_not_confirm(call, person):
    noted(call, make_staff())
    with pytest.raises(NotDecider):
        confirm(call=call, seen=shown(call), by=person())


def test_four_eyes_are_not_switched_off_while_something_waits(call):
    one, other = make_staff(), make_staff()
    noted(call, one)
    off = partial(change_procedure, call=call, by=one, four_eyes=False, next_offer=False, appeal_days=0)
    with pytest.raises(StillToConfirm):
        off()
    confirm(call=call, seen=shown(call), by=other)
    assert off().four_eyes is False
    assert Entry.objects.get(verb="change_procedure").detail == {"four_eyes": False, "next_offer": False, "appeal_days": 0}


def test_nothing_is_confirmed_while_a_release_runs(call):
    noted(call, make_staff())
    Release.objects.create(call=call, by=make_staff(), state="running", claimed_at=timezone.now())
    with pytest.raises(ReleaseRunning):
        confirm(call=call, seen=shown(call), by=make_staff())


def test_the_queue_of_who_confirms_and_of_who_releases(call):
    one, other = make_staff(), make_staff()
    noted(call, one, 3)
    assert [(task.number, task.url) for task in tasks_of(other)] == [(3, f"/admin/applicants/offer/confirm/{call.pk}/")]
    assert tasks_of(one) == []
    confirm(call=call, seen=dict(list(shown(call).items())[:2]), by=other)
    assert [(task.number, task.url) for task in tasks_of(one)] == [(2, f"/admin/applicants/offer/release/{call.pk}/")]


def test_the_page_confirms_what_it_shows(client, sign_in, call):
    one, other = make_staff(), sign_in()
    noted(call, one, 2)
    noted(call, other)
    page = f"/admin/applicants/offer/confirm/{call.pk}/"
    context = client.get(page).context_data
    boxes = [box for _decision, box in context["rows"]]
    assert (len(boxes), context["own"]) == (2, 1)
    first = context["rows"][0][0].application_id
    stage(call=call, applications=[first], outcome="select", by=one)
    answer = client.post(page, {"confirm": "1", "decision": [*boxes, "7", "x-y"]}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["success", "warning"]
    assert dict(Decision.objects.filter(staged_by=one).values_list("outcome", "confirmed_by")) == {"select": None, "decline": other.pk}
    left = [box for _decision, box in client.get(page).context_data["rows"]]
    client.post(page, {"confirm": "all", "shown": left})
    assert Decision.objects.filter(confirmed_by=other).count() == 2


def test_the_page_for_how_a_call_decides(client, sign_in):
    sign_in()
    call = make_call()
    page = f"/admin/applicants/offer/procedure/{call.pk}/"
    assert client.get(page).context_data["form"].initial["appeal_days"] == 0
    assert client.post(page, {"confirm": "1", "appeal_days": "61"}).status_code == 400
    assert Procedure.objects.count() == 0
    client.post(page, {"confirm": "1", "four_eyes": "on", "next_offer": "on", "appeal_days": "10"})
    kept = Procedure.objects.get()
    assert (kept.four_eyes, kept.next_offer, kept.appeal_days) == (True, True, 10)
    noted(call, make_staff())
    assert client.post(page, {"confirm": "1", "appeal_days": "10"}).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_ten_confirm_while_ten_change():
    call = make_call()
    Procedure.objects.create(call=call, four_eyes=True)
    one, staff = make_staff(), [make_staff() for _ in range(10)]
    (application,) = noted(call, one)
    seen = shown(call)
    again = partial(stage, call=call, applications=[application.pk], outcome="decline", by=one, feedback={application.pk: "Gracias."})
    results = race([call_ for person in staff for call_ in (partial(confirm, call=call, seen=seen, by=person), again)])
    assert {type(result).__name__ for result in results} == {"Confirmed", "Staged"}
    assert sum(len(result.decisions) for result in results if hasattr(result, "left")) <= 1  # only the first was shown
    assert Decision.objects.get().confirmed_by is None  # some change came last, or after every confirmation of what it replaced
