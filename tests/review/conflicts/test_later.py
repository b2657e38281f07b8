from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.team.references.models import Reference
from applicants.review.conflicts.later import Tied, look, look_through
from applicants.review.conflicts.overrule import overrule, reinstate
from applicants.review.desk.digest import waiting
from applicants.review.desk.score import score
from applicants.review.models import Review
from applicants.review.rounds.peers import of_ones_own
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from programs.projects.models import Project
from tests.review.make import in_review, make_application, make_call, make_member, make_program, make_review, make_round, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return make_round(make_call())


@pytest.fixture
def reviewer(sign_in):
    return sign_in(Role.REVIEWER, name="Iván Nava")


@pytest.fixture
def review(round, reviewer):
    return in_review(make_review(round, make_application(round.call, State.IN_REVIEW), reviewer))


def competes(review):
    application = make_application(review.round.call, State.SUBMITTED, review.reviewer)
    Application.objects.filter(pk=application.pk).update(submitted_at=timezone.now())


def is_asked_for_a_reference(review):
    Reference.objects.create(application=review.application, email=review.reviewer.email.lower(), token_sha256="x" * 64)


def writes_along_elsewhere(review):
    make_member(make_application(make_call(), State.DECLINED, review.application.applicant), review.reviewer)


def at(review, page=""):
    return reverse("admin:review_desk_review", args=[review.pk]) + page


@pytest.mark.parametrize("turns_up", [competes, is_asked_for_a_reference, writes_along_elsewhere])
def test_what_turns_up_while_somebody_reads_closes_the_application(client, review, turns_up):
    assert "Una partera" in client.get(at(review)).content.decode()
    turns_up(review)
    answer = client.get(at(review))
    assert (answer.status_code, "Una partera" in answer.content.decode()) == (409, False)
    assert Review.objects.get(pk=review.pk).tied_at is not None
    assert client.get(at(review, f"files/{'0' * 8}-0000-4000-8000-{'0' * 12}/")).status_code == 404
    assert client.get(reverse("admin:review_desk")).status_code == 200
    (told,) = Entry.objects.filter(verb="find_conflict")
    assert told.target == review.application.folio


@pytest.mark.parametrize(
    "way",
    [
        lambda client, review: client.post(at(review), {"_save": "1", "score-mirada": "3", "comment": "Mis palabras", "revision": "0"}),
        lambda client, review: client.post(at(review), {"score-mirada": "3", "revision": "0"}, headers={"X-Autosave": "1"}),
        lambda client, review: client.post(at(review, "flag/"), {"reason": "Raro"}),
        lambda client, review: client.get(at(review, f"files/{'0' * 8}-0000-4000-8000-{'0' * 12}/")),
        lambda client, review: client.post(at(review, "names/"), {"confirm": "1"}),
    ],
)
def test_no_way_leads_round_it(client, review, way):
    is_asked_for_a_reference(review)
    answer = way(client, review)
    assert answer.status_code in (403, 409) and "Una partera" not in answer.content.decode()
    stored = Review.objects.get(pk=review.pk)
    assert stored.scores == {}


def test_words_on_the_way_are_shown_and_what_was_found_stays(client, review):
    is_asked_for_a_reference(review)
    answer = client.post(at(review), {"_save": "1", "comment": "Mis palabras", "revision": "0"})
    assert (answer.status_code, "Mis palabras" in answer.content.decode()) == (409, True)
    assert Review.objects.get(pk=review.pk).tied_at is not None
    with pytest.raises(Tied):
        score(review_id=review.pk, reviewer=review.reviewer, scores={"mirada": 3})


def test_across_shows_the_others_alone(client, round, reviewer, review):
    other = in_review(make_review(round, make_application(round.call, State.IN_REVIEW), reviewer))
    is_asked_for_a_reference(review)
    page = reverse("admin:review_desk_criterion", args=[round.criteria.get(key="mirada").pk])
    shown = client.get(page).content.decode()
    assert (review.application.folio in shown, other.application.folio in shown) == (False, True)
    Review.objects.filter(pk__in=[review.pk, other.pk]).update(scores={"mirada": 3, "historia": 3}, looked_at=None, tied_at=None)
    client.post(page, {"hand_in": "1"})
    assert list(Review.objects.exclude(submitted_at=None).values_list("pk", flat=True)) == [other.pk]


def test_it_is_looked_once_more_when_no_conflict_is_declared(client, round, reviewer):
    review = make_review(round, make_application(round.call, State.IN_REVIEW), reviewer)
    Project.objects.create(program=make_program(), lead=review.application.applicant, title="La laguna", team=[{"name": "Iván Nava"}])
    assert client.post(at(review), {"conflict": "no", "declare": "1"}).status_code == 409
    stored = Review.objects.get(pk=review.pk)
    assert (stored.conflict, stored.tied_at is not None) == ("unknown", True)


def test_what_has_no_time_is_found_by_the_clock_and_staff_are_led_to_it(client, sign_in, review):
    Project.objects.create(program=make_program(), lead=review.application.applicant, title="La laguna", team=[{"name": "Iván Nava"}])
    assert look_through() == 1
    assert not of_ones_own(review.reviewer).exists()
    assert not waiting(timezone.now() + timedelta(days=1)).exists()  # no letter calls to what is closed
    sign_in()
    page = reverse("admin:round_conflicts", args=[review.round_id])
    assert page in client.get(reverse("admin:index")).content.decode()
    assert "La laguna" in client.get(page).content.decode()


def test_staff_let_somebody_read_on_and_think_again(client, review):
    is_asked_for_a_reference(review)
    assert look(reviews=[review.pk]) == {review.pk}
    which = {"round": review.round, "application": review.application_id, "reviewer": review.reviewer_id}
    staff = make_staff()
    overrule(**which, reason="No la escribió.", by=staff)
    assert "Una partera" in client.get(at(review)).content.decode()
    reinstate(**which, by=staff)
    assert client.get(at(review)).status_code == 409
    Reference.objects.update(declined_at=timezone.now())
    assert look(reviews=[review.pk]) == set()
    assert "Una partera" in client.get(at(review)).content.decode()
