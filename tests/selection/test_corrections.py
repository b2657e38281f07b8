"""What is known is never undone: a correction is a new decision with its own date, tied to the one it corrects."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.selection.decisions.release import release
from applicants.selection.decisions.stage import NotedMeanwhile, mark, noted, stage, unstage
from applicants.selection.models import Decision, Offer
from applicants.selection.waiting.propose import offer_place
from fundportal.accounts.erase import erase
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from tests.applications.reading import words
from tests.review.make import make_application, make_applications, make_call, make_staff
from tests.selection.race import race

pytestmark = pytest.mark.django_db
STAGE = "/admin/applicants/offer/stage/{}/"
WHY = "Habíamos leído otra versión."


def decided(outcome, by, call=None):
    call = call or make_call()
    application = make_application(call, State.IN_REVIEW)
    stage(call=call, applications=[application.pk], outcome=outcome, by=by, feedback={application.pk: "Gracias."})
    release(call=call, by=by)
    return Application.objects.select_related("call__cohort__strand__program", "applicant").get(pk=application.pk)


def correct(application, outcome, by, why=WHY):
    return stage(
        call=application.call, applications=[application.pk], outcome=outcome, by=by, feedback={application.pk: "Ahora sí."}, why=why
    )


@pytest.mark.parametrize(
    ("before", "after", "state", "kind"),
    [
        ("decline", "select", State.OFFERED, "offer"),
        ("decline", "waitlist", State.WAITLISTED, "waitlisted"),
        ("waitlist", "select", State.OFFERED, "offer"),
        ("waitlist", "decline", State.DECLINED, "declined"),
    ],
)
def test_a_correction_is_a_new_decision_with_its_letter(client, before, after, state, kind):
    by = make_staff()
    application = decided(before, by)
    old = Decision.objects.get()
    assert len(correct(application, after, by).decisions) == 1
    assert Application.objects.get(pk=application.pk).state == application.state  # nothing is known yet
    release(call=application.call, by=by)
    new = Decision.objects.exclude(pk=old.pk).get()
    assert (new.corrects, new.why, new.outcome) == (old, WHY, after)
    assert (Decision.objects.get(pk=old.pk).outcome, list(Decision.objects.current())) == (before, [new])
    assert new.release.at > old.release.at
    letter = " ".join(render(Notification.objects.filter(kind=kind).latest("pk")).text.split())
    assert "sustituye nuestra resolución del" in letter
    assert WHY in letter
    client.force_login(application.applicant)
    assert WHY in words(client.get(f"/es/solicitudes/{application.folio}/"))
    assert Application.objects.get(pk=application.pk).state == state


def test_without_a_reason_nothing_that_is_known_changes():
    by = make_staff()
    application = decided("decline", by)
    for why in ("", "  "):
        assert correct(application, "select", by, why).decisions == []
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("before", "after"), [("decline", "decline"), ("waitlist", "waitlist"), ("select", "decline"), ("select", "waitlist")]
)
def test_what_would_change_nothing_or_take_a_place_is_no_correction(before, after):
    by = make_staff()
    assert correct(decided(before, by), after, by).decisions == []


def test_nothing_is_corrected_that_was_never_decided():
    by = make_staff()
    assert correct(make_application(make_call(), State.WAITLISTED), "select", by).decisions == []


def test_a_correction_may_be_corrected_each_of_them_once():
    by = make_staff()
    application = decided("waitlist", by)
    for outcome in ("decline", "waitlist"):
        correct(application, outcome, by)
        release(call=application.call, by=by)
    first, second, third = Decision.objects.order_by("pk")
    assert (second.corrects, third.corrects) == (first, second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(application=application, outcome="decline", staged_by=by, corrects=first)
    with pytest.raises(IntegrityError, match="one_first_decision_per_application"), transaction.atomic():
        Decision.objects.create(application=application, outcome="decline", staged_by=by, release=first.release)


def test_until_its_release_a_correction_can_be_taken_back():
    by = make_staff()
    application = decided("decline", by)
    correct(application, "select", by)
    assert unstage(call=application.call, applications=[application.pk], by=by) == 1
    assert Application.objects.get(pk=application.pk).state == State.DECLINED


def test_a_correction_that_was_overtaken_is_not_released():
    by = make_staff()
    application = decided("waitlist", by)
    correct(application, "decline", by)
    offer_place(application=application, by=by, reason="Sí.")
    late = make_application(application.call, State.IN_REVIEW)
    stage(call=application.call, applications=[late.pk], outcome="decline", by=by, feedback={late.pk: "Gracias."})
    assert release(call=application.call, by=by).counts["decline"] == 1
    assert (Application.objects.get(pk=application.pk).state, Offer.objects.count()) == (State.OFFERED, 1)


def test_the_page_asks_why_and_says_what_it_corrects(client, sign_in):
    by = sign_in()
    application = decided("decline", by)
    page, sent = STAGE.format(application.call_id), {"outcome": "waitlist", "ids": application.pk, "confirm": "1"}
    asked = client.get(f"{page}?outcome=waitlist&ids={application.pk}").context_data
    assert (asked["corrects"].outcome, asked["form"].initial["feedback"], len(asked["movable"])) == ("decline", "Gracias.", 1)
    assert client.post(page, sent).status_code == 400
    client.post(page, {**sent, "why": WHY})
    assert Decision.objects.staged().get().why == WHY
    steps = client.get(f"/admin/applicants/application/{application.pk}/change/").text
    assert f"outcome=select&amp;ids={application.pk}" in steps
    assert f"outcome=decline&amp;ids={application.pk}" not in steps


def test_an_erased_person_leaves_no_reason_of_it():
    by = make_staff()
    application = decided("decline", by)
    correct(application, "waitlist", by, "Xóchitl tenía razón.")
    release(call=application.call, by=by)
    erase(person=application.applicant)
    assert set(Decision.objects.values_list("why", "feedback")) == {("", "")}


# -- two at once --------------------------------------------------------------------------------------------------------


def test_the_second_of_two_who_decide_at_once_reads_what_the_first_has_noted(client, sign_in):
    other, call = make_staff(name="Marisol"), make_call()
    sign_in()
    application = make_application(call, State.IN_REVIEW)
    page = STAGE.format(call.pk)
    seen = client.get(f"{page}?outcome=decline&ids={application.pk}").context_data["noted"]
    stage(call=call, applications=[application.pk], outcome="select", by=other)
    sent = {"outcome": "decline", "ids": application.pk, "confirm": "1", "noted": seen, "feedback": "Mis palabras."}
    answer = client.post(page, sent)
    assert (answer.status_code, Decision.objects.get().outcome) == (400, "select")
    assert "Marisol" in answer.context_data["form"].non_field_errors()[0]
    assert "Mis palabras." in answer.content.decode()  # nothing that was typed is lost
    client.post(page, {**sent, "noted": answer.context_data["noted"]})
    assert Decision.objects.get().outcome == "decline"


def test_what_was_changed_meanwhile_is_not_taken_back():
    one, other, call = make_staff(), make_staff(), make_call()
    (application,) = make_applications(1, call, State.IN_REVIEW)
    stage(call=call, applications=[application.pk], outcome="select", by=one)
    seen = mark(noted([application.pk]))
    stage(call=call, applications=[application.pk], outcome="decline", by=other)
    with pytest.raises(NotedMeanwhile):
        unstage(call=call, applications=[application.pk], by=one, seen=seen)
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_ten_who_decide_the_same_application_at_once_one_does():
    call = make_call()
    application = make_application(call, State.IN_REVIEW)
    seen = mark([])
    results = race(
        [
            partial(stage, call=call, applications=[application.pk], outcome=outcome, by=make_staff(), seen=seen)
            for outcome in ("select", "decline") * 5
        ]
    )
    assert sorted(type(result).__name__ for result in results) == ["NotedMeanwhile"] * 9 + ["Staged"]
    assert Decision.objects.count() == 1
