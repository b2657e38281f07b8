from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from applicants.applications.clarification.models import Clarification
from applicants.applications.states import State
from applicants.review.desk.hand_in import hand_in_complete
from applicants.review.desk.models import Need
from applicants.review.desk.queue import SHOWN, Pace, Place, Queue, queues_of
from applicants.review.models import Criterion, Review, Round
from applicants.review.rounds.assign import RoundClosed
from applicants.review.rounds.close import close
from applicants.review.rounds.needs import set_needs
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.review.make import in_review, make_applications, make_call, make_review, make_round, make_sample, make_staff
from tests.selection.race import race

pytestmark = pytest.mark.django_db
DESK = "/admin/applicants/review/desk/"


@pytest.fixture
def reviewer(sign_in):
    return sign_in(Role.REVIEWER)


@pytest.fixture
def round():
    return make_round(make_call())


@pytest.fixture
def criterion(round):
    return round.criteria.get(key="mirada")


def open_reviews(round, reviewer, number=3):
    return [in_review(make_review(round, application, reviewer)) for application in make_applications(number, round.call, State.IN_REVIEW)]


def at(criterion):
    return f"{DESK}criterion/{criterion.pk}/"


def text(answer):
    return answer.content.decode()


def test_a_card_shows_only_what_the_criterion_needs(client, round, criterion, reviewer):
    open_reviews(round, reviewer, 1)
    whole = text(client.get(at(criterion)))
    assert "Una partera filma su pueblo." in whole and "Escuela de Cine" in whole and "55 0000" not in whole
    Need.objects.create(criterion=criterion, question="school")
    Need.objects.create(criterion=criterion, question="phone")
    some = text(client.get(at(criterion)))
    assert "Una partera filma su pueblo." not in some and "Escuela de Cine" in some
    assert "55 0000" not in some  # hidden from reviewers, whatever the criterion needs
    other = text(client.get(at(round.criteria.get(key="historia"))))
    assert "Una partera filma su pueblo." in other


def test_each_card_that_is_shown_is_written_down(client, round, criterion, reviewer):
    reviews = open_reviews(round, reviewer, 2)
    make_review(round, make_applications(1, round.call, State.IN_REVIEW)[0], reviewer)
    client.get(at(criterion))
    entries = Entry.objects.filter(verb="view_application")
    assert {entry.target for entry in entries} == {review.application.folio for review in reviews}
    assert {entry.detail["criterion"] for entry in entries} == {"mirada"}


def test_nothing_is_shown_before_the_conflict_is_declared(client, round, criterion, reviewer):
    review = make_review(round, make_applications(1, round.call, State.IN_REVIEW)[0], reviewer)
    page = text(client.get(at(criterion)))
    assert "Una partera" not in page and review.application.folio in page
    answer = client.post(at(criterion), {"review": review.pk, "declare": "1", "conflict": "no", "p": "1"})
    assert answer.url == f"{at(criterion)}?p=1#r{review.pk}"
    assert "Una partera" in text(client.get(at(criterion)))
    client.post(at(criterion), {"review": review.pk, "declare": "1", "conflict": "yes"})
    assert review.application.folio not in text(client.get(at(criterion)))


def test_a_score_is_saved_with_the_button_and_by_itself(client, round, criterion, reviewer):
    one, other = open_reviews(round, reviewer, 2)
    client.post(at(criterion), {"review": one.pk, "score-mirada": "3", "score-historia": "4"})
    answer = client.post(at(criterion), {"review": other.pk, "score-mirada": "2", "revision": "0"}, headers={"X-Autosave": "1"})
    assert sorted(answer.json()) == ["missing", "saved"]
    assert [review.scores for review in Review.objects.order_by("pk")] == [{"mirada": 3}, {"mirada": 2}]  # the criterion of the page alone
    late = client.post(at(criterion), {"review": one.pk, "score-mirada": "1", "revision": "0"}, headers={"X-Autosave": "1"})
    assert (late.json()["saved"], late.json()["there"]) == ("", False)


@pytest.mark.parametrize(("score", "status"), [("9", 400), ("0", 400), ("-1", 400), ("x", 400), ("3", 302)])
def test_a_score_outside_the_scale_is_refused(client, round, criterion, reviewer, score, status):
    (review,) = open_reviews(round, reviewer, 1)
    assert client.post(at(criterion), {"review": review.pk, "score-mirada": score}).status_code == status
    refused = client.post(
        at(criterion),
        {"review": review.pk, "score-mirada": score, "revision": str(review.revision + (status == 302))},
        headers={"X-Autosave": "1"},
    )
    assert refused.status_code == (200 if status == 302 else 400)
    assert Review.objects.get(pk=review.pk).scores == ({"mirada": 3} if status == 302 else {})


def test_others_reviews_and_criteria_do_not_exist(client, round, criterion, reviewer):
    (foreign,) = open_reviews(round, make_staff(Role.REVIEWER), 1)
    assert client.get(at(criterion)).status_code == 404  # nothing of the round is theirs
    open_reviews(round, reviewer, 1)
    for value in (foreign.pk, "x", "", 10**17):
        assert client.post(at(criterion), {"review": value, "score-mirada": "3"}).status_code == 404
    assert Review.objects.get(pk=foreign.pk).scores == {}
    assert client.get(f"{DESK}criterion/{10**9}/").status_code == 404


def test_the_order_is_by_lot_for_each_criterion_and_goes_on_where_a_score_is_missing(client, round, criterion, reviewer):
    reviews = open_reviews(round, reviewer, 14)
    (queue,) = queues_of(reviewer)
    orders = [[place.review for place in queue.across(key)] for key in ("mirada", "historia")]
    assert orders[0] == [place.review for place in queues_of(reviewer)[0].across("mirada")]
    assert orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1]) == [review.pk for review in reviews]
    shown = client.get(at(criterion)).context
    assert [card.review.pk for card in shown["cards"]] == orders[0][:6]
    Review.objects.filter(pk__in=orders[0][:6]).update(scores={"mirada": 1})
    shown = client.get(at(criterion)).context
    assert ([card.review.pk for card in shown["cards"]], shown["scored"]) == (orders[0][6:12], 6)


def test_what_is_complete_is_handed_in_at_once(client, round, criterion, reviewer):
    one, other, rest = open_reviews(round, reviewer, 3)
    Review.objects.filter(pk__in=[one.pk, other.pk]).update(scores={"mirada": 4, "historia": 1})
    Review.objects.filter(pk=rest.pk).update(scores={"mirada": 4})
    assert client.get(at(criterion)).context["complete"] == 2
    client.post(at(criterion), {"hand_in": "1"})
    stored = {review.pk: review for review in Review.objects.all()}
    assert [(stored[pk].mean, stored[pk].submitted_at is not None, stored[pk].revision) for pk in (one.pk, other.pk, rest.pk)] == [
        (50, True, 1),
        (50, True, 1),
        (None, False, 0),
    ]
    assert Entry.objects.filter(verb="hand_in_review").count() == 2
    assert hand_in_complete(round=round, reviewer=reviewer) == 0


def test_a_round_closed_meanwhile_takes_nothing(client, round, criterion, reviewer):
    (review,) = open_reviews(round, reviewer, 1)
    Review.objects.update(scores={"mirada": 4, "historia": 1})
    close(round=round, by=make_sample())
    assert client.get(at(criterion)).status_code == 409
    for data in ({"review": review.pk, "score-mirada": "2"}, {"hand_in": "1"}):
        assert client.post(at(criterion), data).status_code == 409
    with pytest.raises(RoundClosed):
        hand_in_complete(round=round, reviewer=reviewer)
    stored = Review.objects.get(pk=review.pk)
    assert (stored.scores, stored.submitted_at) == ({"mirada": 4, "historia": 1}, None)


def test_what_was_asked_afterwards_is_read_with_the_answer(client, round, criterion, reviewer):
    (review,) = open_reviews(round, reviewer, 1)
    now = timezone.now()
    for number, (key, answer) in enumerate([("logline", "Son dos parteras."), ("phone", "55 9999 9999")], start=1):
        Clarification.objects.create(
            application=review.application,
            number=number,
            submission=review.application.submission,
            question=key,
            text="¿Cuántas?",
            due_at=now + timezone.timedelta(days=1),
            answered_at=now,
            document=f'{{"answer": "{answer}", "note": ""}}',
            sha256="0" * 64,
        )
    page = text(client.get(at(criterion)))
    assert "Son dos parteras." in page and "55 9999" not in page


@pytest.mark.parametrize("rows", [1, 40])
def test_statements_do_not_grow(client, round, criterion, reviewer, rows, django_assert_max_num_queries):
    reviews = open_reviews(round, reviewer, rows)
    client.get(at(criterion))
    with django_assert_max_num_queries(11):
        client.get(at(criterion))
    with django_assert_max_num_queries(10):  # eight, and a savepoint around them, which is a transaction where no test is
        client.post(at(criterion), {"review": reviews[0].pk, "score-mirada": "3", "revision": "0"}, headers={"X-Autosave": "1"})


def test_needs_are_chosen_on_a_page_and_may_change_later(client, sign_in, round, criterion):
    sign_in()
    page = f"/admin/applicants/round/{round.pk}/needs/"
    shown = text(client.get(page))
    assert 'value="logline"' in shown and 'value="phone"' not in shown
    other = round.criteria.get(key="historia")
    client.post(page, {f"needs-{criterion.pk}": ["logline", "phone", "nonsense"], f"needs-{other.pk}": ["school"]})
    assert set(Need.objects.values_list("criterion", "question")) == {(criterion.pk, "logline"), (other.pk, "school")}
    client.post(page, {f"needs-{criterion.pk}": ["school"]})
    assert set(Need.objects.values_list("criterion", "question")) == {(criterion.pk, "school")}
    assert [entry.detail["rows"] for entry in Entry.objects.filter(verb="needs_changed").order_by("pk")] == [2, 3]
    foreign = Criterion.objects.exclude(round=round).first() or make_round(make_call()).criteria.first()
    set_needs(round=round, needs={foreign.pk: {"logline"}}, by=make_sample())
    assert not Need.objects.filter(criterion=foreign).exists()


def test_the_pace_until_the_day():
    round = Round(due_on=date(2027, 5, 3), call=make_call(time_zone="America/Mexico_City"))
    noon = datetime(2027, 5, 1, 12, tzinfo=ZoneInfo("America/Mexico_City"))
    places = [Place(n, n < 2, n == 9, done_at=noon if n == 0 else None) for n in range(10)]
    assert Queue(round, places).pace(noon) == Pace(left=7, days=3, a_day=3, today=1)
    assert Queue(round, places).pace(noon + timezone.timedelta(days=9)) == Pace(7, 0, 7, 0)
    round.due_on = None
    assert Queue(round, places).pace(noon).days == 0


def test_a_long_queue_shows_the_frames_around_the_one_that_is_open():
    places = [Place(n, False, False) for n in range(1000)]
    queue = Queue(Round(), places)
    assert queue.width == 10 * SHOWN
    assert [frame.review for frame in queue.frames()] == list(range(SHOWN))
    assert queue.frames(500)[SHOWN // 2].review == 500
    assert queue.frames(999)[-1].review == 999 and len(queue.frames(999)) == SHOWN
    assert len(Queue(Round(), places[:5]).frames(3)) == 5


@pytest.mark.django_db(transaction=True)
def test_handing_in_while_the_round_is_closed_is_whole_or_not_at_all():
    round = make_round(make_call())
    reviewers = [make_staff(Role.REVIEWER) for _ in range(4)]
    for reviewer in reviewers:
        open_reviews(round, reviewer, 3)
    Review.objects.update(scores={"mirada": 4, "historia": 1})
    staff = make_staff()
    calls = [lambda reviewer=reviewer: hand_in_complete(round=round, reviewer=reviewer) for reviewer in reviewers]
    *results, closed = race([*calls, lambda: close(round=round, by=staff)])
    assert closed.closed_at is not None
    for reviewer, result in zip(reviewers, results, strict=True):
        done = Review.objects.filter(reviewer=reviewer, submitted_at__isnull=False)
        # who came after the close finds nothing at the desk any more, or is told
        assert (done.count(), result) == (3, 3) or (done.count() == 0 and (result == 0 or isinstance(result, RoundClosed)))
        assert not done.filter(submitted_at__gt=closed.closed_at + timezone.timedelta(seconds=1)).exists()
