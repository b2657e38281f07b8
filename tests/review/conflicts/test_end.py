import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from applicants.applications.states import State
from applicants.review.calibration.calibrate import calibrate, take_back
from applicants.review.conflicts.end import DoesNotAbstain, end_abstention
from applicants.review.conflicts.found import found
from applicants.review.conflicts.models import Abstention
from applicants.review.conflicts.overrule import NoReason
from applicants.review.desk.declare import declare
from applicants.review.desk.score import score
from applicants.review.models import Review
from applicants.review.rounds.assign import NotAssigner, assign, unassign
from applicants.review.rounds.close import close
from fundportal.accounts.erase import erase
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.review.make import in_review, make_application, make_applications, make_call, make_review, make_round, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return make_round(make_call())


@pytest.fixture
def staff():
    return make_staff()


@pytest.fixture
def abstained(round):
    """A review that was handed in before its reviewer saw whose it is."""
    reviewer = make_staff(Role.REVIEWER, name="Iván Nava")
    review = in_review(make_review(round, make_application(round.call, State.IN_REVIEW), reviewer))
    scores = {"mirada": 3, "historia": 4}
    score(review_id=review.pk, reviewer=reviewer, scores=scores, comment="Mira de cerca.", hand_in=True)
    return declare(review_id=review.pk, reviewer=reviewer, conflict=True)


def kinds(review, application=None, round=None):
    reasons = found(round or review.round, None, [review.reviewer_id]).get(((application or review.application).pk, review.reviewer_id), [])
    return [reason.kind.value for reason in reasons]


def test_what_was_dropped_stays_in_the_record(abstained):
    stored = Review.objects.get(pk=abstained.pk)
    assert (stored.scores, stored.comment, stored.submitted_at) == ({}, "", None)
    kept = Abstention.objects.get()
    assert (kept.scores, kept.comment, kept.submitted_at is not None) == ({"mirada": 3, "historia": 4}, "Mira de cerca.", True)


def test_taking_back_leaves_what_is_declared(round, abstained, staff):
    assert unassign(round=round, reviews=[abstained.pk], by=staff, begun=True) == 0
    assert kinds(abstained) == ["declared"]
    assert assign(round=round, applications=[abstained.application_id], reviewers=[abstained.reviewer_id], by=staff) == 0
    assert Review.objects.get().conflict == "declared"
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.all().delete()


def test_taking_back_the_calibration_set_leaves_what_is_declared(round, staff):
    reviewer = make_staff(Role.REVIEWER)
    applications = make_applications(3, round.call, State.IN_REVIEW)
    calibrate(round=round, folios=[a.folio for a in applications], counts=False, shown="own", by=staff)
    review = Review.objects.get(application=applications[0])
    declare(review_id=review.pk, reviewer=reviewer, conflict=True)
    assert take_back(round=round, by=staff) == 2
    assert kinds(review) == ["declared"]


def test_staff_end_it_with_a_reason_and_the_reviewer_is_asked_again(client, sign_in, round, abstained):
    sign_in()
    later = make_round(make_call())
    other = make_application(later.call, State.IN_REVIEW, abstained.application.applicant)
    assert (kinds(abstained), kinds(abstained, other, later)) == (["declared"], ["before"])
    page = reverse("admin:round_end_abstention", args=[round.pk, abstained.pk])
    assert page in client.get(reverse("admin:round_unassign", args=[round.pk])).content.decode()
    assert client.post(page, {"confirm": "1", "reason": " "}).status_code == 400
    assert client.post(page, {"confirm": "1", "reason": "Se equivocó de casilla."}).status_code == 302
    assert (kinds(abstained), kinds(abstained, other, later)) == ([], [])
    stored, kept = Review.objects.get(pk=abstained.pk), Abstention.objects.get()
    assert (stored.conflict, stored.scores, stored.comment, stored.submitted_at) == (
        "unknown", {"mirada": 3, "historia": 4}, "Mira de cerca.", None,
    )  # fmt: skip
    assert (kept.reason, kept.ended_at is not None) == ("Se equivocó de casilla.", True)
    assert Entry.objects.get(verb="end_abstention").target == abstained.application.folio
    assert client.get(page).status_code == 404
    assert declare(review_id=abstained.pk, reviewer=abstained.reviewer, conflict=True).conflict == "declared"
    assert (kinds(abstained), Abstention.objects.count()) == (["declared"], 2)


def test_in_a_closed_round_the_review_stays_and_the_declaration_counts_no_more(round, abstained, staff):
    close(round=round, by=staff)
    end_abstention(round=round, review=abstained.pk, reason="Era otra persona.", by=staff)
    assert (kinds(abstained), Review.objects.get(pk=abstained.pk).conflict) == ([], "declared")
    with pytest.raises(DoesNotAbstain):
        end_abstention(round=round, review=abstained.pk, reason="Otra vez.", by=staff)


def test_who_may_end_it_and_what(round, abstained, staff):
    with pytest.raises(NoReason):
        end_abstention(round=round, review=abstained.pk, reason="  ", by=staff)
    with pytest.raises(NotAssigner):
        end_abstention(round=round, review=abstained.pk, reason="Sí.", by=abstained.reviewer)
    free = make_review(round, make_application(round.call, State.IN_REVIEW), abstained.reviewer)
    with pytest.raises(DoesNotAbstain):
        end_abstention(round=round, review=free.pk, reason="Sí.", by=staff)


def test_words_go_with_the_person(round, abstained, staff):
    end_abstention(round=round, review=abstained.pk, reason="Ana dijo que no.", by=staff)
    erase(person=abstained.application.applicant)
    kept = Abstention.objects.get()
    assert (kept.comment, kept.reason, kept.scores) == ("", "–", {"mirada": 3, "historia": 4})
