from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from applicants.applications.advance import IllegalTransition
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.withdraw import withdraw
from applicants.selection.decisions.stage import stage
from applicants.selection.models import Decision, Offer
from applicants.selection.offers.answer import AlreadyEnrolled, OfferOver, accept, decline
from applicants.selection.offers.end_place import end_place
from applicants.selection.offers.expire import PATIENCE, expire
from applicants.selection.offers.offer import offer_many
from applicants.selection.offers.remind import remind
from applicants.selection.waiting.propose import offer_place
from fundportal.notifications.deliver import deliver
from fundportal.notifications.models import Notification
from programs.cohorts.models import Cohort, Enrolment
from programs.projects.models import Project
from tests.review.make import make_application, make_applications, make_call, make_cohort, make_person, make_staff, question, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return make_staff()


def offered(staff, call=None, **more):
    application = make_application(call or make_call(), State.SELECTED, **more)
    offer_many(ids=[application.pk], by=staff)
    return application


def say(verb, application, at=None, person=None):
    return verb(application_id=application.pk, person=person or application.applicant, at=at or timezone.now())


def state_of(application):
    return Application.objects.get(pk=application.pk).state


def taken(application):
    return Cohort.objects.get(pk=application.call.cohort_id).taken


def kinds():
    return list(Notification.objects.order_by("pk").values_list("kind", flat=True))


def test_who_accepts_is_enrolled_and_keeps_the_place(staff):
    application = offered(staff)
    answer = say(accept, application)
    assert (answer.repeated, answer.offer.state) == (False, Offer.State.ACCEPTED)
    assert state_of(application) == State.CONFIRMED
    assert list(Enrolment.objects.standing().values_list("person", "cohort", "project")) == [
        (application.applicant_id, application.call.cohort_id, None)
    ]
    assert taken(application) == 1
    assert kinds() == ["offer", "enrolled"]


def test_a_repeat_shows_what_happened(staff):
    for verb, kind in ((accept, "enrolled"), (decline, "offer_declined")):
        application = offered(staff)
        assert [say(verb, application).repeated for _ in range(3)] == [False, True, True]
        assert list(Notification.objects.filter(about=application.folio, kind=kind)).__len__() == 1


def test_who_declines_frees_the_place(staff):
    application = offered(staff)
    say(decline, application)
    assert (state_of(application), taken(application), kinds()) == (State.OFFER_DECLINED, 0, ["offer", "offer_declined"])


def test_the_first_answer_stands(staff):
    application = offered(staff)
    say(decline, application)
    with pytest.raises(IllegalTransition):
        say(accept, application)
    assert Enrolment.objects.count() == 0


def test_the_last_instant_still_counts_and_the_next_does_not(staff):
    last = Offer.objects.get(application=offered(staff)).expires_at
    late, timely = offered(staff), offered(staff)
    Offer.objects.update(expires_at=last)
    with pytest.raises(OfferOver):
        say(accept, late, at=last + timedelta(microseconds=1))
    assert say(accept, timely, at=last).repeated is False


def test_another_person_s_offer_does_not_exist(staff):
    application = offered(staff)
    with pytest.raises(Http404):
        say(accept, application, person=make_person())
    with pytest.raises(Http404):
        say(accept, make_application(application.call, State.WAITLISTED))


def test_one_place_a_person_in_a_cohort(staff):
    application = offered(staff)
    Enrolment.objects.create(person=application.applicant, cohort=application.call.cohort)
    with pytest.raises(AlreadyEnrolled):
        say(accept, application)
    assert (state_of(application), kinds()) == (State.OFFERED, ["offer"])


PROJECT_FORM = {
    "sections": [
        {
            "key": "film", "title": text("Película"), "help": text(""),
            "questions": [question("name", role="project_title"), question("logline"), question("people", "people", role="team")],
        }
    ]
}  # fmt: skip


def test_a_film_project_becomes_a_project(staff):
    call = make_call(make_cohort(unit="project"), document=PROJECT_FORM)
    team = [{"name": "Ana", "role": "Dirección", "email": ""}]
    application = offered(staff, call, answers={"name": "La laguna", "logline": "El agua sube.", "people": team})
    say(accept, application)
    project = Project.objects.get()
    assert (project.title, project.logline, project.team, project.lead) == ("La laguna", "El agua sube.", team, application.applicant)
    assert Enrolment.objects.get().project == project


def test_a_project_that_comes_back_is_the_same(staff):
    call = make_call(make_cohort(unit="project"), document=PROJECT_FORM)
    application = offered(staff, call, answers={"name": "La laguna"})
    say(accept, application)
    end_place(application=application, reason="No llegó.", by=staff)
    offer_place(application=application, by=staff, reason="Sí.")
    say(accept, application)
    assert Project.objects.get().title == "La laguna"
    enrolments = Enrolment.objects.order_by("pk")
    assert [(e.project, e.withdrawn_at is None) for e in enrolments] == [(Project.objects.get(), False), (Project.objects.get(), True)]


def test_a_project_without_a_title_is_known_by_its_folio(staff):
    application = offered(staff, make_call(make_cohort(unit="project")))
    say(accept, application)
    assert Project.objects.get().title == application.folio


def test_who_does_not_answer_loses_the_place(staff):
    application, other = offered(staff), offered(staff)
    end = Offer.objects.get(application=application).expires_at
    Offer.objects.filter(application=other).update(expires_at=end + timedelta(days=1))
    assert expire(at=end + PATIENCE) == 0
    assert expire(at=end + PATIENCE + timedelta(seconds=1)) == 1
    assert (state_of(application), taken(application), Offer.objects.get(application=application).state) == (
        State.OFFER_EXPIRED,
        0,
        "expired",
    )
    assert state_of(other) == State.OFFERED
    assert kinds() == ["offer", "offer", "offer_expired"]
    with pytest.raises(OfferOver):
        say(accept, application, at=end)


def test_many_offers_expire_in_a_few_statements(staff, django_assert_max_num_queries):
    call = make_call()
    offer_many(ids=[a.pk for a in make_applications(30, call, State.SELECTED)], by=staff)
    with django_assert_max_num_queries(20):
        assert expire(at=timezone.now() + timedelta(days=30)) == 30
    assert Cohort.objects.get(pk=call.cohort_id).taken == 0


def test_a_reminder_comes_once_two_days_before_the_end(staff):
    application = offered(staff)
    end = Offer.objects.get(application=application).expires_at
    assert remind(at=end - timedelta(hours=49)) == 0
    assert [remind(at=end - timedelta(hours=48)), remind(at=end - timedelta(hours=47)), remind(at=end + timedelta(minutes=1))] == [1, 0, 0]
    letter = Notification.objects.get(kind="offer_expiring")
    assert (letter.about, letter.expires_at, letter.context["url"].endswith("/oferta/")) == (application.folio, end, True)


def test_who_has_answered_is_not_reminded(staff):
    application = offered(staff)
    end = Offer.objects.get(application=application).expires_at
    say(accept, application)
    assert remind(at=end - timedelta(hours=47)) == 0


def test_who_has_answered_meanwhile_gets_no_reminder_that_was_written_before(staff, mailoutbox):
    application, other = offered(staff), offered(staff)
    assert remind(at=Offer.objects.get(application=application).expires_at - timedelta(hours=47)) == 2
    say(accept, application)
    deliver(queue="letters")
    assert dict(Notification.objects.filter(kind="offer_expiring").values_list("about", "state")) == {
        application.folio: "expired",
        other.folio: "sent",
    }


def test_a_short_offer_needs_no_reminder(staff):
    application = offered(staff, make_call(offer_days=2))
    end = Offer.objects.get(application=application).expires_at
    assert remind(at=end - timedelta(hours=47)) == 0


def test_a_place_is_offered_from_the_waiting_list(staff):
    application = make_application(make_call(), State.WAITLISTED)
    offer = offer_place(application=application, by=staff, reason="Sí.")
    assert (state_of(application), offer.state, taken(application), kinds()) == (State.OFFERED, "open", 1, ["offer"])


@pytest.mark.parametrize("confirm", [False, True])
def test_who_withdraws_gives_the_place_back(staff, confirm):
    application = offered(staff)
    if confirm:
        say(accept, application)
    withdraw(application=application, person=application.applicant)
    assert (state_of(application), taken(application), Offer.objects.get().state) == (State.WITHDRAWN, 0, "withdrawn")
    assert Enrolment.objects.standing().count() == 0
    withdraw(application=application, person=application.applicant)
    assert taken(application) == 0


def test_who_withdraws_takes_the_staged_decision_along(staff):
    application = make_application(make_call(), State.IN_REVIEW)
    stage(call=application.call, applications=[application.pk], outcome="select", by=staff)
    withdraw(application=application, person=application.applicant)
    assert Decision.objects.count() == 0
