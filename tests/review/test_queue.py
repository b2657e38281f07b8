from datetime import date
from hashlib import blake2b

import pytest
from django.utils import timezone

from applicants.applications.states import State
from applicants.review.desk.queue import Place, Queue, in_turn, queues_of
from applicants.review.models import Review, Round
from fundportal.accounts.roles import Role
from tests.review.make import make_application, make_applications, make_call, make_review, make_round, make_staff

PLACES = [Place(1, True, False), Place(2, False, False), Place(3, False, True), Place(4, False, False)]


@pytest.mark.parametrize(("after", "following"), [(None, 2), (1, 2), (2, 4), (4, 2), (99, 2)])
def test_next_open_goes_round(after, following):
    assert Queue(Round(), PLACES).next_open(after) == following


def test_nothing_is_next_when_all_are_done():
    assert Queue(Round(), [Place(1, True, False), Place(2, False, True)]).next_open() is None
    assert Queue(Round(), [Place(1, False, False)]).next_open(1) is None


def test_the_queue_counts_without_those_abstained_from():
    queue = Queue(Round(), PLACES)
    assert (queue.done, queue.counted) == (1, 3)


def test_neighbours():
    queue = Queue(Round(), PLACES)
    assert (queue.beside(1, -1), queue.beside(1, 1), queue.beside(4, 1), queue.beside(9, 1)) == (None, 2, None, None)


@pytest.mark.django_db
def test_the_order_is_random_but_always_the_same_and_each_reviewer_has_another():
    round = make_round(make_call(), seed=7)
    applications = make_applications(12, round.call, State.IN_REVIEW)
    orders = []
    for reviewer in (make_staff(Role.REVIEWER), make_staff(Role.REVIEWER)):
        reviews = {make_review(round, a, reviewer).pk: a.pk for a in applications}
        first, again = ([reviews[p.review] for p in queues_of(reviewer)[0].places] for _ in range(2))
        assert first == again
        orders.append(first)
    assert orders[0] != orders[1] != [a.pk for a in applications]


def drawn(*parts):
    return blake2b(":".join(map(str, parts)).encode(), digest_size=8).digest()


def test_the_lot_stays_as_it_was_drawn():
    """Reviewers are in the middle of their queues: another formula would deal them another order."""
    places = [Place(pk, False, False, 3 * pk, pk in (4, 9)) for pk in range(1, 30)]
    rest = [place for place in places if not place.calibrates]
    assert in_turn(rest, "7:5") == sorted(rest, key=lambda place: drawn(7, 5, place.application))
    assert in_turn(places, "7:5")[2:] == in_turn(rest, "7:5") and {place.review for place in in_turn(places, "7:5")[:2]} == {4, 9}
    assert Queue(Round(seed=7), rest).across("eye") == sorted(rest, key=lambda place: drawn(7, "eye", place.review, place.application))


@pytest.mark.django_db
def test_only_open_rounds_and_what_is_still_being_read():
    call, reviewer = make_call(), make_staff(Role.REVIEWER)
    later, sooner, closed = make_round(call), make_round(call, due_on=date(2027, 4, 1)), make_round(call, closed_at=timezone.now())
    kept, gone = make_application(call, State.IN_REVIEW), make_application(call, State.WITHDRAWN)
    for round in (later, sooner, closed):
        make_review(round, kept, reviewer)
        make_review(round, gone, reviewer)
    make_review(later, kept, make_staff(Role.REVIEWER))
    assert [(q.round.pk, len(q.places)) for q in queues_of(reviewer)] == [(sooner.pk, 1), (later.pk, 1)]


@pytest.mark.django_db
def test_a_finished_round_stands_behind_one_with_work():
    call, reviewer = make_call(), make_staff(Role.REVIEWER)
    finished, open_round = make_round(call, due_on=date(2027, 4, 1)), make_round(call)
    review = make_review(finished, make_application(call, State.IN_REVIEW), reviewer)
    Review.objects.filter(pk=review.pk).update(submitted_at=timezone.now(), conflict="none", mean=1)
    make_review(open_round, make_application(call, State.IN_REVIEW), reviewer)
    assert [q.round.pk for q in queues_of(reviewer)] == [open_round.pk, finished.pk]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 40])
def test_one_statement_whatever_the_length(count, django_assert_num_queries):
    round, reviewer = make_round(make_call()), make_staff(Role.REVIEWER)
    for application in make_applications(count, round.call, State.IN_REVIEW):
        make_review(round, application, reviewer)
    reviewer.scopes  # noqa: B018 (kept by the person, as in a request)
    with django_assert_num_queries(1):
        queues = queues_of(reviewer)
        assert queues[0].round.call.program_code == "morelia"
    assert len(queues[0].places) == count
