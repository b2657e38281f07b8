import pytest
from django.utils import timezone

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.review.models import Review
from applicants.selection.decisions.stage import stage
from applicants.selection.models import Decision, Offer, Release
from fundportal.accounts.roles import Role
from fundportal.notifications.models import Notification, Suppression
from tests.review.make import make_application, make_applications, make_call, make_cohort, make_program, make_review, make_round, make_staff

pytestmark = pytest.mark.django_db
OFFERS = "/admin/applicants/offer/"


def ids(*applications):
    return ",".join(str(application.pk) for application in applications)


def state(application):
    return Application.objects.get(pk=application.pk).state


def stage_page(call):
    return f"{OFFERS}stage/{call.pk}/"


def release_page(call):
    return f"{OFFERS}release/{call.pk}/"


def commented(round, application, comment):
    review = make_review(round, application, make_staff(Role.REVIEWER))
    Review.objects.filter(pk=review.pk).update(conflict="none", mean=3, submitted_at=timezone.now(), comment=comment)


def test_one_decision_is_noted_with_the_reviewers_comments(client, sign_in):
    sign_in()
    round = make_round(make_call())
    application = make_application(round.call, State.IN_REVIEW)
    commented(round, application, "Buen ritmo.")
    commented(round, application, "Falta sonido.")
    asked = client.post(stage_page(round.call), {"outcome": "decline", "application": [application.pk]})
    assert asked.context_data["form"].initial["feedback"] == "Buen ritmo.\n\nFalta sonido."
    assert Decision.objects.count() == 0
    client.post(stage_page(round.call), {"outcome": "decline", "ids": ids(application), "confirm": "1", "feedback": "Solo esto."})
    assert list(Decision.objects.values_list("outcome", "feedback")) == [("decline", "Solo esto.")]
    assert state(application) == State.IN_REVIEW


def test_many_at_once_each_with_the_comments_of_its_own(client, sign_in):
    sign_in()
    round = make_round(make_call())
    first, second = make_applications(2, round.call, State.IN_REVIEW)
    commented(round, first, "Buen ritmo.")
    data = {"outcome": "decline", "ids": ids(first, second), "confirm": "1", "feedback": "Gracias.", "comments": "on"}
    client.post(stage_page(round.call), data)
    assert dict(Decision.objects.values_list("application", "feedback")) == {first.pk: "Gracias.\n\nBuen ritmo.", second.pk: "Gracias."}


def test_the_waiting_list_keeps_the_order_of_the_ranking(client, sign_in):
    sign_in()
    call = make_call()
    first, second = make_applications(2, call, State.IN_REVIEW)
    client.post(stage_page(call), {"outcome": "waitlist", "ids": ids(second, first), "confirm": "1"})
    assert dict(Decision.objects.values_list("application", "position")) == {second.pk: 1, first.pk: 2}


def test_what_was_noted_before_is_named_and_may_be_taken_back(client, sign_in):
    staff = sign_in(name="Lucía")
    call = make_call()
    application = make_application(call, State.IN_REVIEW)
    stage(call=call, applications=[application.pk], outcome="select", by=staff)
    asked = client.get(f"{stage_page(call)}?outcome=decline&ids={application.pk}")
    assert [str(decision.staged_by) for decision in asked.context_data["before"]] == ["Lucía"]
    client.post(stage_page(call), {"outcome": "undo", "ids": ids(application), "confirm": "1"})
    assert Decision.objects.count() == 0


def test_the_shortlist(client, sign_in):
    sign_in()
    call = make_call()
    first, gone = make_application(call, State.IN_REVIEW), make_application(call, State.WITHDRAWN)
    client.post(stage_page(call), {"outcome": "shortlist", "ids": ids(first, gone), "confirm": "1"})
    assert (state(first), state(gone), Notification.objects.count()) == (State.SHORTLISTED, State.WITHDRAWN, 0)


@pytest.mark.parametrize("outcome", ["", "promote"])
def test_an_unknown_outcome_has_no_page(client, sign_in, outcome):
    sign_in()
    assert client.post(stage_page(make_call()), {"outcome": outcome}).status_code == 404


def test_the_release_shows_figures_letters_and_warnings(client, sign_in):
    staff = sign_in()
    call = make_call()
    chosen, waiting, *rest = make_applications(5, call, State.IN_REVIEW)
    for outcome, some in {"select": [chosen], "waitlist": [waiting], "decline": rest[:2]}.items():
        stage(call=call, applications=[a.pk for a in some], outcome=outcome, by=staff)
    Suppression.objects.create(email=chosen.applicant.email, reason="550")
    shown = client.get(release_page(call)).context_data
    assert [count for _, count in shown["counts"]] == [1, 1, 2]
    assert len(shown["letters"]) == 3
    assert all(letter.subject and letter.text and not letter.trouble for letter in shown["letters"])
    assert len(shown["warnings"]) == 3  # one hears nothing, one has no address, two read no comments
    named = [[decision.application.folio for decision in rows] for _, rows in shown["people"]]
    assert named == [[chosen.folio], [waiting.folio], [a.folio for a in rest[:2]]]
    assert not shown["blocked"]


def test_a_confirmed_release_happens_once_and_a_second_click_sees_it(client, sign_in):
    staff = sign_in()
    call = make_call()
    applications = make_applications(2, call, State.IN_REVIEW)
    stage(call=call, applications=[a.pk for a in applications], outcome="decline", by=staff, feedback={applications[0].pk: "Gracias."})
    assert client.get(release_page(call)).context_data["silent"] == 1
    client.post(release_page(call), {"confirm": "1", "seen": client.get(release_page(call)).context_data["seen"]})
    assert Release.objects.count() == 0  # one would read nothing at all
    why = {"unexplained_es": "Llegaron demasiadas."}
    seen = client.get(release_page(call)).context_data["seen"]
    for _ in range(2):
        answer = client.post(release_page(call), {"confirm": "1", "seen": seen, **why}, follow=True)
        assert answer.redirect_chain == [(release_page(call), 302)]
    assert (Release.objects.count(), Notification.objects.count()) == (1, 2)
    assert [made.counts["decline"] for made, _ in answer.context_data["releases"]] == [2]


def test_only_what_was_shown_is_released(client, sign_in):
    staff = sign_in()
    call = make_call()
    application = make_application(call, State.IN_REVIEW)
    stage(call=call, applications=[application.pk], outcome="decline", by=staff)
    seen = client.get(release_page(call)).context_data["seen"]
    stage(call=call, applications=[application.pk], outcome="select", by=staff)
    client.post(release_page(call), {"confirm": "1", "seen": seen})
    client.post(release_page(call), {"confirm": "1"})
    assert Release.objects.count() == 0


def test_nobody_reads_the_decision_about_themselves(client, sign_in):
    staff, call = sign_in(), make_call()
    own = make_application(call, State.IN_REVIEW, staff)
    stage(call=call, applications=[own.pk], outcome="decline", by=make_staff())
    answer = client.get(release_page(call))
    assert (answer.context_data["people"], answer.context_data["letters"], bool(answer.context_data["blocked"])) == ([], [], True)
    assert own.folio not in answer.content.decode()


@pytest.mark.parametrize("places", [1, None])
def test_more_selected_than_free_places_cannot_be_confirmed(client, sign_in, places):
    staff = sign_in()
    call = make_call(make_cohort(places=places))
    chosen = make_applications(2, call, State.IN_REVIEW)
    stage(call=call, applications=[a.pk for a in chosen], outcome="select", by=staff)
    shown = client.get(release_page(call)).context_data
    assert shown["blocked"]
    client.post(release_page(call), {"confirm": "1", "seen": shown["seen"]})
    assert Release.objects.count() == 0


def test_a_place_is_offered_from_the_list_by_hand(client, sign_in):
    staff = sign_in()
    call = make_call(make_cohort(places=1))
    first, second = make_applications(2, call, State.IN_REVIEW)
    stage(call=call, applications=[second.pk, first.pk], outcome="waitlist", by=staff)
    client.post(release_page(call), {"confirm": "1", "seen": client.get(release_page(call)).context_data["seen"]})
    page = client.get(f"{OFFERS}waiting/{call.pk}/").context_data["page"]
    assert [(a.folio, a.position) for a in page] == [(second.folio, 1), (first.folio, 2)]
    asked = client.get(f"{OFFERS}make/{second.pk}/").context_data
    assert (asked["blocked"], asked["letter"].email) == ("", second.applicant.email)
    assert state(second) == State.WAITLISTED
    client.post(f"{OFFERS}make/{second.pk}/", {"confirm": "1"})
    assert state(second) == State.OFFERED
    assert client.get(f"{OFFERS}make/{first.pk}/").context_data["blocked"]
    told = client.post(f"{OFFERS}make/{first.pk}/", {"confirm": "1"}, follow=True)
    assert (state(first), told.status_code, Offer.objects.count()) == (State.WAITLISTED, 200, 1)
    again = client.post(f"{OFFERS}make/{second.pk}/", {"confirm": "1"}, follow=True)
    assert (again.status_code, Offer.objects.count()) == (200, 1)


def pages(application):
    call = application.call
    return [stage_page(call) + "?outcome=select", release_page(call), f"{OFFERS}waiting/{call.pk}/", f"{OFFERS}make/{application.pk}/"]


def test_foreign_calls_do_not_exist(client, sign_in):
    sign_in()
    foreign = make_application(make_call(make_cohort(make_program("ccc"))), State.WAITLISTED)
    for page in pages(foreign):
        assert client.get(page).status_code == 404
        assert client.post(page, {"confirm": "1", "outcome": "select"}).status_code == 404


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PR, Role.PRIVACY])
def test_others_stay_out(client, sign_in, role):
    sign_in(role)
    application = make_application(make_call(), State.WAITLISTED)
    for page in [*pages(application), OFFERS]:
        assert client.get(page).status_code == 403
        assert client.post(page, {"confirm": "1", "outcome": "select"}).status_code == 403
    assert state(application) == State.WAITLISTED


@pytest.mark.parametrize("rows", [1, 40])
def test_statements_do_not_grow(client, sign_in, rows, django_assert_max_num_queries):
    staff = sign_in()
    call = make_call(make_cohort(places=100))
    chosen, rest = make_applications(rows, call, State.IN_REVIEW), make_applications(rows, call, State.IN_REVIEW)
    make_applications(rows, call, State.WAITLISTED)
    with django_assert_max_num_queries(16):
        client.get(stage_page(call), {"outcome": "select", "ids": ids(*chosen)})
    with django_assert_max_num_queries(22):
        client.post(stage_page(call), {"outcome": "select", "ids": ids(*chosen), "confirm": "1"})
    stage(call=call, applications=[a.pk for a in rest], outcome="decline", by=staff)
    with django_assert_max_num_queries(34):  # nine of them look for conflicts of those selected
        client.get(release_page(call))
    with django_assert_max_num_queries(12):
        client.get(f"{OFFERS}waiting/{call.pk}/")
    with django_assert_max_num_queries(12):
        client.get(OFFERS)
