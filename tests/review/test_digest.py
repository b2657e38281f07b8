from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from applicants.applications.clarification.models import Clarification
from applicants.applications.states import State
from applicants.review.desk.digest import digest, still_true
from applicants.review.desk.hush import token_of
from applicants.review.desk.models import QuietReviewer
from applicants.review.models import Review, Round
from fundportal.accounts.models import Membership
from fundportal.accounts.roles import Role
from fundportal.notifications.models import Notification
from tests.review.make import make_application, make_applications, make_call, make_review, make_round, make_staff

pytestmark = pytest.mark.django_db
MORNING = datetime(2027, 4, 1, 15, tzinfo=UTC)  # nine o'clock in Mexico City


def day(number, hour=15):
    return MORNING.replace(hour=hour) + timedelta(days=number)


def letters():
    return Notification.objects.filter(kind="review_digest").order_by("pk")


def write(at):
    """The letters of that moment, as if they had been written then."""
    known = set(letters().values_list("pk", flat=True))
    count = digest(at=at)
    letters().exclude(pk__in=known).update(created_at=at)
    return count


@pytest.fixture
def reviewer():
    return make_staff(Role.REVIEWER)


@pytest.fixture
def round(reviewer):
    round = make_round(make_call(), due_on=date(2027, 5, 3))
    for application in make_applications(4, round.call, State.IN_REVIEW):
        make_review(round, application, reviewer, assigned_at=day(-1))
    return round


def test_one_letter_a_day_and_only_with_something_to_say(round, reviewer):
    assert [write(day(0)), write(day(0, 18)), write(day(1)), write(day(6))] == [1, 0, 0, 0]
    make_review(round, make_application(round.call, State.IN_REVIEW), reviewer, assigned_at=day(6, 16))
    assert [write(day(6, 17)), write(day(7))] == [1, 0]
    assert [write(day(13)), write(day(14))] == [1, 0]  # a week without a letter
    first, second, _third = letters()
    assert (first.recipient, first.program_code, first.context["left"]) == (reviewer, "morelia", 4)
    assert first.context["rounds"][0] | {"call": 0, "name": 0} == {
        "call": 0, "name": 0, "left": 4, "new": 4, "answered": 0, "due": "2027-05-03", "late": False, "near": False, "a_day": 1,
    }  # fmt: skip
    assert (second.context["left"], second.context["rounds"][0]["new"]) == (5, 1)


def test_when_the_day_is_near_or_has_just_passed_there_is_one_each_day(round):
    due = date(2027, 5, 3)
    write(day(0))
    written = {}
    for number in range(1, 45):
        at = day(number)
        written[(at.date() - due).days] = write(at)
    assert [distance for distance, count in written.items() if count and -4 < distance < 10] == [-3, -2, -1, 0, 1, 2, 3]
    late = letters().filter(created_at__date=date(2027, 5, 5)).get()
    assert (late.context["late"], late.context["rounds"][0]["late"], late.context["rounds"][0]["a_day"]) == (True, True, 0)


def test_an_answer_to_a_question_is_news(round, reviewer):
    write(day(0))
    application = Review.objects.first().application
    Clarification.objects.create(
        application=application, number=1, submission=application.submission, question="logline", text="¿?", asked_at=day(-1), due_at=day(9),
        answered_at=day(1), document="{}", sha256="0" * 64,
    )  # fmt: skip
    assert [write(day(2)), write(day(3))] == [1, 0]
    assert letters().last().context["rounds"][0]["answered"] == 1


def test_a_round_that_has_not_opened_waits(round):
    Round.objects.update(opens_on=date(2027, 4, 3))
    assert [digest(at=day(number)) for number in (0, 1)] == [0, 0]
    assert digest(at=day(2)) == 1


def test_nobody_is_written_to_at_night(round):
    assert [digest(at=day(0, hour)) for hour in (3, 9, 13)] == [0, 0, 0]
    assert digest(at=day(0, 14)) == 1


@pytest.mark.parametrize(
    "end",
    [
        lambda round, reviewer: Review.objects.update(conflict="declared"),
        lambda round, reviewer: Review.objects.update(conflict="none", mean=1, submitted_at=MORNING),
        lambda round, reviewer: Round.objects.update(closed_at=MORNING),
        lambda round, reviewer: Membership.objects.filter(user=reviewer).delete(),
        lambda round, reviewer: type(reviewer).objects.filter(pk=reviewer.pk).update(is_active=False),
        lambda round, reviewer: QuietReviewer.objects.create(person=reviewer),
        lambda round, reviewer: round.call.applications.update(state=State.WITHDRAWN),
    ],
)
def test_where_nothing_waits_or_nobody_wants_it_there_is_none(round, reviewer, end):
    assert digest(at=day(0)) == 1
    assert still_true(list(letters())) == [letters().get().pk]
    end(round, reviewer)
    assert still_true(list(letters())) == []
    assert digest(at=day(20)) == 0


def test_the_link_stops_the_letters_and_lets_them_come_again(client, round, reviewer):
    digest(at=day(0))
    with override("es-mx"):
        page = reverse("quiet_reviewer", args=[token_of(reviewer)])
    assert letters().get().context["stop_url"].endswith(page)
    assert client.get(page).status_code == 200 and not QuietReviewer.objects.exists()
    for _twice in range(2):
        assert client.post(page, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert digest(at=day(9)) == 0
    assert reviewer.name not in client.get(page).content.decode()
    client.post(page, {"answer": "again"})
    assert digest(at=day(9)) == 1
    with override("es-mx"):
        assert client.get(reverse("quiet_reviewer", args=["7:forged"])).status_code == 404


def test_statements_do_not_grow(round, django_assert_num_queries):
    for _ in range(5):
        person = make_staff(Role.REVIEWER)
        for application in make_applications(2, round.call, State.IN_REVIEW):
            make_review(round, application, person)
    with django_assert_num_queries(7):
        assert digest(at=day(0)) == 6
