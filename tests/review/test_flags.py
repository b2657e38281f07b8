import pytest
from django.urls import reverse

from applicants.applications.states import State
from applicants.review.desk.declare import Abstained
from applicants.review.desk.flag import CannotFlag, flag, settle
from applicants.review.desk.models import Flag
from applicants.review.desk.score import NotDeclared
from applicants.review.rounds.assign import RoundClosed
from applicants.review.rounds.close import close
from applicants.selection.landing import tasks_of
from fundportal.accounts.erase import erase
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.review.make import in_review, make_application, make_call, make_review, make_round, make_sample, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make_sample(Role.REVIEWER, name="Quien Lee")


@pytest.fixture
def review(reviewer):
    round = make_round(make_call())
    return in_review(make_review(round, make_application(round.call, State.IN_REVIEW), reviewer))


def test_a_reviewer_tells_staff_and_staff_see_to_it(client, settings, review, reviewer):
    settings.SAMPLE_LOGINS = True
    client.force_login(reviewer)
    client.post(reverse("admin:review_desk_flag", args=[review.pk]), {"reason": "  Parece copiado.  "})
    client.post(reverse("admin:review_desk_flag", args=[review.pk]), {"reason": "¿Quién es la partera?", "question": "logline"})
    assert list(Flag.objects.values_list("kind", "question", "reason")) == [
        ("look", "", "Parece copiado."),
        ("ask", "logline", "¿Quién es la partera?"),
    ]
    desk = client.get(reverse("admin:review_desk_review", args=[review.pk])).content.decode()
    assert "Parece copiado." in desk
    staff = make_sample()
    client.force_login(staff)
    page = reverse("admin:round_flags", args=[review.round_id])
    assert [(task.number, task.url) for task in tasks_of(staff) if task.url == page] == [(2, page)]
    shown = client.get(page).content.decode()
    assert "Parece copiado." in shown and "Quien Lee" in shown and "¿logline?" in shown
    asking = reverse("admin:applicants_application_clarify", args=[review.application_id]) + "?question=logline"
    assert asking in shown
    assert asking in client.get(reverse("admin:applicants_application_change", args=[review.application_id])).content.decode()
    for row in Flag.objects.all():
        assert client.post(page, {"flag": row.pk}).status_code == 302
    assert list(Flag.objects.values_list("settled_by", flat=True)) == [staff.pk, staff.pk]
    assert [task for task in tasks_of(staff) if task.url == page] == []
    assert Entry.objects.filter(verb="settle_flag").count() == 2


def test_said_again_it_is_one_and_after_it_was_seen_to_another(review, reviewer):
    for words in ("uno", "dos"):
        flag(review_id=review.pk, reviewer=reviewer, reason=words)
    assert [row.reason for row in Flag.objects.all()] == ["dos"]
    settle(flag_id=Flag.objects.get().pk, by=make_staff())
    flag(review_id=review.pk, reviewer=reviewer, reason="tres")
    assert [row.reason for row in Flag.objects.all()] == ["dos", "tres"]


@pytest.mark.parametrize(
    ("reason", "question"), [("", ""), ("   ", ""), ("x" * 1001, ""), ("¿Cuál es?", "phone"), ("¿Cuál es?", "nothing-like-it")]
)
def test_without_words_or_about_what_is_hidden_it_is_refused(review, reviewer, reason, question):
    with pytest.raises(CannotFlag):
        flag(review_id=review.pk, reviewer=reviewer, reason=reason, question=question)
    assert not Flag.objects.exists()


@pytest.mark.parametrize(("conflict", "refusal"), [("unknown", NotDeclared), ("declared", Abstained)])
def test_only_who_reads_it_tells(review, reviewer, conflict, refusal):
    in_review(review, conflict)
    with pytest.raises(refusal):
        flag(review_id=review.pk, reviewer=reviewer, reason="x")


def test_after_the_round_nothing_is_told(review, reviewer):
    close(round=review.round, by=make_staff())
    with pytest.raises(RoundClosed):
        flag(review_id=review.pk, reviewer=reviewer, reason="x")


def test_foreign_staff_and_whoever_has_a_part_see_none(review, reviewer):
    made = flag(review_id=review.pk, reviewer=reviewer, reason="x")
    for person in (make_staff(program="ccc"), make_staff(Role.REVIEWER), review.application.applicant):
        assert not Flag.objects.visible_to(person).exists()
        assert settle(flag_id=made.pk, by=person) is None
    own = make_application(review.round.call, State.IN_REVIEW, make_staff())
    other = in_review(make_review(review.round, own, reviewer))
    flag(review_id=other.pk, reviewer=reviewer, reason="y")
    assert [row.reason for row in Flag.objects.visible_to(own.applicant)] == ["x"]


def test_an_erased_person_is_in_no_flag(review, reviewer):
    flag(review_id=review.pk, reviewer=reviewer, reason="La película de Ana Pérez")
    erase(person=review.application.applicant)
    assert [row.reason for row in Flag.objects.all()] == [""]
