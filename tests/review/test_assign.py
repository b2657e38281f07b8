import time
from threading import Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from applicants.applications.advance import OwnApplication
from applicants.applications.states import State
from applicants.applications.team.references.models import Reference
from applicants.review.desk.queue import queues_of
from applicants.review.desk.score import score
from applicants.review.models import Review
from applicants.review.rounds.assign import CannotAssign, NotAssigner, RoundClosed, assign, unassign
from applicants.review.rounds.assigning import with_counts
from applicants.review.rounds.close import close
from applicants.selection.decisions.shortlist import TAKE, shortlist
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.review.make import (
    in_review,
    make_application,
    make_applications,
    make_call,
    make_help,
    make_member,
    make_review,
    make_round,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return make_round(make_call())


@pytest.fixture
def staff():
    return make_staff()


@pytest.fixture
def reviewer():
    return make_staff(Role.REVIEWER, name="Iván")


def test_each_application_goes_to_each_reviewer(round, staff, reviewer):
    other = make_staff(Role.REVIEWER)
    applications = [make_application(round.call, State.IN_REVIEW), make_application(round.call, State.SHORTLISTED)]
    assert assign(round=round, applications=[a.pk for a in applications], reviewers=[reviewer.pk, other.pk], by=staff) == 4
    assert set(Review.objects.values_list("application", "reviewer")) == {(a.pk, p.pk) for a in applications for p in (reviewer, other)}
    assert list(Entry.objects.filter(verb="assign").values_list("target", flat=True).order_by("pk")) == [a.folio for a in applications]


def test_what_is_assigned_already_stays(round, staff, reviewer):
    first, second = make_applications(2, round.call, State.IN_REVIEW)
    kept = make_review(round, first, reviewer)
    assert assign(round=round, applications=[first.pk, second.pk], reviewers=[reviewer.pk], by=staff) == 1
    assert Review.objects.filter(pk=kept.pk).exists()
    assert Review.objects.count() == 2


def test_nobody_reviews_an_application_of_their_own(round, staff, reviewer):
    own, other = make_application(round.call, State.IN_REVIEW, reviewer), make_application(round.call, State.IN_REVIEW)
    for chosen in (own, other):  # who has applied reads nobody they compete with either
        with pytest.raises(CannotAssign, match="Iván"):
            assign(round=round, applications=[chosen.pk], reviewers=[reviewer.pk], by=staff)
    assert Review.objects.count() == 0


@pytest.mark.parametrize("ended", [None, timezone.now()])
def test_who_competes_with_others_reads_nobody_in_the_call(round, staff, reviewer, ended):
    theirs, other = make_applications(2, round.call, State.IN_REVIEW)
    helper = make_staff(Role.REVIEWER, name="Olga")
    make_member(theirs, reviewer, ended_at=ended)
    make_help(theirs, helper)
    for person in (reviewer, helper):
        with pytest.raises(CannotAssign, match=f"{person.name} has applied to this call"):
            assign(round=round, applications=[other.pk], reviewers=[person.pk], by=staff)
    draft = make_application(round.call, State.DRAFT)
    make_member(draft, free := make_staff(Role.REVIEWER))
    assert assign(round=round, applications=[other.pk], reviewers=[free.pk], by=staff) == 1, "a draft competes with nobody"


def test_who_writes_a_letter_for_an_application_does_not_review_it(round, staff, reviewer):
    written, other = make_applications(2, round.call, State.IN_REVIEW)
    Reference.objects.create(application=written, name="Iván", email=reviewer.email.lower(), token_sha256="0" * 64)
    with pytest.raises(CannotAssign, match="Iván takes part"):
        assign(round=round, applications=[written.pk], reviewers=[reviewer.pk], by=staff)
    assert assign(round=round, applications=[other.pk], reviewers=[reviewer.pk], by=staff) == 1


def test_nobody_sees_or_chooses_their_own_readers(client, settings, round, reviewer):
    settings.SAMPLE_LOGINS = True
    staff = make_staff(email="staff@sample.invalid")
    client.force_login(staff)
    own, other = make_application(round.call, State.IN_REVIEW, staff), make_application(round.call, State.IN_REVIEW)
    reviews = [make_review(round, application, reviewer) for application in (own, other)]
    with pytest.raises(OwnApplication):
        unassign(round=round, reviews=[r.pk for r in reviews], by=staff)
    for page in ("assign", "assigned"):
        shown = client.get(f"/admin/applicants/round/{round.pk}/{page}/?show=all").text
        assert (own.folio in shown, other.folio in shown) == (False, True)
    second = make_staff(Role.REVIEWER)
    with pytest.raises(OwnApplication):
        assign(round=round, applications=[own.pk, other.pk], reviewers=[second.pk], by=staff)
    assert set(Review.objects.values_list("pk", flat=True)) == {r.pk for r in reviews}


def test_a_round_for_the_shortlist_takes_no_other(staff, reviewer):
    round = make_round(make_call(), takes="shortlist")
    shortlisted, other = make_application(round.call, State.SHORTLISTED), make_application(round.call, State.IN_REVIEW)
    with pytest.raises(CannotAssign):
        assign(round=round, applications=[shortlisted.pk, other.pk], reviewers=[reviewer.pk], by=staff)
    assert assign(round=round, applications=[shortlisted.pk], reviewers=[reviewer.pk], by=staff) == 1
    assert [row.pk for row in with_counts(round, few_only=False)] == [shortlisted.pk]
    assert [len(queue.places) for queue in queues_of(reviewer)] == [1]
    shortlist(ids=[shortlisted.pk], by=staff, verb=TAKE)
    assert queues_of(reviewer) == []


def test_who_left_without_handing_in_blocks_no_place(round, staff, reviewer):
    application = make_application(round.call, State.IN_REVIEW)
    review = make_review(round, application, reviewer, saved_at=timezone.now())
    assert [row.assigned for row in with_counts(round, few_only=False)] == [1]
    reviewer.memberships.all().delete()
    assert [row.assigned for row in with_counts(round, few_only=False)] == [0]
    assert unassign(round=round, reviews=[review.pk], by=staff) == 0
    assert unassign(round=round, reviews=[review.pk], by=staff, begun=True) == 1
    assert Entry.objects.get(verb="unassign").detail["begun"] is True


def test_what_was_handed_in_is_never_taken_back(round, staff, reviewer):
    review = in_review(make_review(round, make_application(round.call, State.IN_REVIEW), reviewer))
    score(review_id=review.pk, reviewer=reviewer, scores={"mirada": 2, "historia": 4}, hand_in=True)
    assert unassign(round=round, reviews=[review.pk], by=staff, begun=True) == 0


@pytest.mark.parametrize("state", [State.SUBMITTED, State.INELIGIBLE, State.WITHDRAWN, State.DECLINED])
def test_only_what_is_being_read_is_assigned(round, staff, reviewer, state):
    with pytest.raises(CannotAssign):
        assign(round=round, applications=[make_application(round.call, state).pk], reviewers=[reviewer.pk], by=staff)


def test_an_application_of_another_call_is_refused(round, staff, reviewer):
    foreign = make_application(make_call(), State.IN_REVIEW)
    with pytest.raises(CannotAssign):
        assign(round=round, applications=[foreign.pk], reviewers=[reviewer.pk], by=staff)


@pytest.mark.parametrize(
    "person", [lambda: make_staff(Role.REVIEWER, "ccc"), lambda: make_staff(Role.PR), lambda: make_staff(Role.REVIEWER, is_active=False)]
)
def test_only_active_reviewers_of_the_programme_are_assigned(round, staff, person):
    with pytest.raises(CannotAssign):
        assign(round=round, applications=[make_application(round.call, State.IN_REVIEW).pk], reviewers=[person().pk], by=staff)


@pytest.mark.parametrize("person", [lambda: make_staff(Role.REVIEWER), lambda: make_staff(Role.COORDINATOR, "ccc")])
def test_who_may_not_assign_is_told(round, reviewer, person):
    with pytest.raises(NotAssigner):
        assign(round=round, applications=[], reviewers=[reviewer.pk], by=person())


def test_nothing_is_assigned_in_a_closed_round(round, staff, reviewer):
    close(round=round, by=staff)
    with pytest.raises(RoundClosed):
        assign(round=round, applications=[make_application(round.call, State.IN_REVIEW).pk], reviewers=[reviewer.pk], by=staff)


def test_only_untouched_reviews_are_taken_back(round, staff, reviewer):
    applications = make_applications(2, round.call, State.IN_REVIEW)
    untouched, begun = (make_review(round, application, reviewer) for application in applications)
    Review.objects.filter(pk=begun.pk).update(saved_at=begun.assigned_at)
    in_review(untouched)
    assert unassign(round=round, reviews=[untouched.pk, begun.pk], by=staff) == 1
    assert list(Review.objects.values_list("pk", flat=True)) == [begun.pk]
    assert Entry.objects.get(verb="unassign").detail == {"reviewer": reviewer.pk, "conflict": "none", "begun": False}


@pytest.mark.parametrize("count", [1, 40])
def test_statements_do_not_grow(round, staff, reviewer, count, django_assert_max_num_queries):
    ids = [a.pk for a in make_applications(count, round.call, State.IN_REVIEW)]
    with django_assert_max_num_queries(28):
        assign(round=round, applications=ids, reviewers=[reviewer.pk], by=staff)


@pytest.mark.django_db(transaction=True)
def test_taking_back_while_the_round_is_closed_is_a_clear_refusal(round, staff, reviewer):
    review = make_review(round, make_application(round.call, State.IN_REVIEW), reviewer)
    said = []

    def take_back():
        try:
            unassign(round=round, reviews=[review.pk], by=staff)
        except (RoundClosed, DatabaseError) as error:
            said.append(type(error))
        finally:
            connection.close()

    thread = Thread(target=take_back)
    with transaction.atomic():
        close(round=round, by=staff)
        thread.start()
        time.sleep(0.5)  # by then it waits for the row
    thread.join()
    assert (said, Review.objects.count()) == ([RoundClosed], 1)
