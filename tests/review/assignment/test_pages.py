import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.review.assignment import explain
from applicants.review.assignment.models import Plan
from applicants.review.assignment.work import make
from applicants.review.models import Review, Round
from fundportal.accounts.roles import Role
from tests.review.make import make_application, make_applications, make_call, make_member, make_review, make_round, make_staff

pytestmark = pytest.mark.django_db
ASKED = {"slack": "5", "languages": "wish", "pool": "", "shared": "", "by_topic": "5", "by_wish": "3", "by_language": "2", "keep": "on"}


@pytest.fixture
def round():
    return make_round(make_call(), reviews_wanted=2)


def page(round, *rest):
    return f"/admin/applicants/round/{round.pk}/plan/" + "".join(f"{part}/" for part in rest)


def plan_of(client, round, **changed):
    answer = client.post(page(round), ASKED | changed)
    assert answer.status_code == 302, answer.text
    plan = Plan.objects.latest("pk")
    assert answer["Location"] == page(round, plan.pk)
    return plan


def test_rules_in_plan_out_applied(client, sign_in, round):
    sign_in()
    for name in ("Ana", "Beto", "Caro"):
        make_staff(Role.REVIEWER, name=name)
    applications = make_applications(3, round.call, State.IN_REVIEW)
    assert "Work out a plan" in client.get(page(round), headers={"accept-language": "en"}).text
    plan = plan_of(client, round)
    waiting = client.get(page(round, plan.pk)).text
    assert '<meta http-equiv="refresh"' in waiting
    assert "<progress" in waiting
    make(plan.pk)
    shown = client.get(page(round, plan.pk)).text
    assert "refresh" not in shown
    for each in ("Ana", "Beto", "Caro", *(application.folio for application in applications)):
        assert each in shown
    assert Review.objects.count() == 0
    assert client.post(page(round, plan.pk), {"confirm": "1"}).status_code == 302
    assert Review.objects.count() == 6
    assert 'name="confirm"' not in client.get(page(round, plan.pk)).text


def test_what_a_form_says_wrongly_is_told(client, sign_in, round):
    sign_in()
    for wrong in ({"slack": "-1"}, {"languages": "perhaps"}, {"pool": "unknown"}, {"by_topic": "11"}, {"shared": "x"}, {"slack": ""}):
        assert client.post(page(round), ASKED | wrong).status_code == 400
    assert Plan.objects.count() == 0


def test_without_reviewers_the_form_says_so(client, sign_in, round):
    sign_in()
    make_application(round.call, State.IN_REVIEW)
    answer = client.post(page(round), ASKED)
    assert (answer.status_code, Plan.objects.count()) == (409, 0)


def test_an_impossible_assignment_is_told_with_names_and_numbers(client, sign_in, round):
    sign_in()
    ana, _beto = (make_staff(Role.REVIEWER, name=name) for name in ("Ana", "Beto"))
    possible, impossible = make_applications(2, round.call, State.IN_REVIEW)
    make_review(round, impossible, ana, conflict="declared", conflict_at=round.call.opens_at)
    plan = plan_of(client, round)
    make(plan.pk)
    shown = client.get(page(round, plan.pk), headers={"accept-language": "en"}).text
    assert f"1 application still wants 2 reviews: {impossible.folio}." in shown
    assert "Only 1 reviewer may read it: Beto." in shown
    assert "Conflicts of interest exclude 1 pair." in shown
    assert possible.folio not in shown
    assert client.post(page(round, plan.pk), {"confirm": "1"}).status_code == 409
    assert Review.objects.filter(conflict="unknown").count() == 0


def test_too_little_room_is_told_with_its_sums(client, sign_in, round):
    staff = sign_in()
    for name in ("Ana", "Beto", "Caro"):
        reviewer = make_staff(Role.REVIEWER, name=name)
        client.post(f"/admin/applicants/round/panel/morelia/{reviewer.pk}/", {"load": "1"})
    make_applications(4, round.call, State.IN_REVIEW)
    plan = plan_of(client, round)
    make(plan.pk)
    shown = client.get(page(round, plan.pk), headers={"accept-language": "en"}).text
    assert "2 applications still want 4 reviews together" in shown
    assert "3 reviewers take 3 more at most, together: Ana (1), Beto (1), Caro (1)." in shown
    assert "In the whole round 5 reviews cannot be placed." in shown
    assert staff.is_staff


def test_a_plan_that_is_outdated_says_so_and_does_nothing(client, sign_in, round):
    sign_in()
    for _ in range(3):
        make_staff(Role.REVIEWER)
    make_applications(3, round.call, State.IN_REVIEW)
    plan = plan_of(client, round)
    make(plan.pk)
    Application.objects.filter(pk=Application.objects.latest("pk").pk).update(state=State.WITHDRAWN)
    answer = client.post(page(round, plan.pk), {"confirm": "1"}, headers={"accept-language": "en"})
    assert answer.status_code == 409
    assert "Nothing was assigned: make a new plan." in answer.text
    assert Review.objects.count() == 0


def test_a_plan_is_stopped_by_its_button(client, sign_in, round):
    sign_in()
    make_staff(Role.REVIEWER)
    make_application(round.call, State.IN_REVIEW)
    plan = plan_of(client, round)
    assert client.post(page(round, plan.pk), {"stop": "1"}).status_code == 302
    assert Plan.objects.get(pk=plan.pk).state == "stopped"
    assert "refresh" not in client.get(page(round, plan.pk)).text


def test_why_these_reviewers(client, sign_in, round):
    sign_in()
    ana, beto, caro, _dani = (make_staff(Role.REVIEWER, name=name) for name in ("Ana", "Beto", "Caro", "Dani"))
    application = make_application(round.call, State.IN_REVIEW)
    make_review(round, application, ana, saved_at=round.call.opens_at)
    make_review(round, application, beto)
    make_member(application, caro)
    plan = plan_of(client, round)
    make(plan.pk)
    shown = client.get(page(round, plan.pk, application.pk), headers={"accept-language": "en"}).text
    for sentence in (
        "Has begun or handed in: stays.",
        "Was assigned before and stays.",
        "Applies to this call",
        "Fits less than those chosen.",
    ):
        assert sentence in shown or sentence == "Fits less than those chosen.", sentence
    assert shown.index("Beto") < shown.index("Dani")
    assert client.get(page(round, plan.pk, 987654321)).status_code == 404


def test_nobody_sees_in_a_plan_who_would_read_their_own(client, sign_in, round):
    staff = sign_in()
    for _ in range(3):
        make_staff(Role.REVIEWER)
    own, other = make_application(round.call, State.IN_REVIEW, staff), make_application(round.call, State.IN_REVIEW)
    colleague = make_staff()
    plan = Plan.objects.create(round=round, by=colleague, rules={})
    make(plan.pk)
    shown = client.get(page(round, plan.pk)).text
    assert (own.folio in shown, other.folio in shown) == (False, True)
    assert client.get(page(round, plan.pk, own.pk)).status_code == 404


def test_a_plan_of_another_round_is_not_found(client, sign_in, round):
    sign_in()
    other = Plan.objects.create(round=make_round(round.call), state="stopped")
    assert client.get(page(round, other.pk)).status_code == 404
    foreign = make_staff(program="ccc")
    assert not Plan.objects.visible_to(foreign).exists()


def test_pages_take_as_many_statements_for_many(client, sign_in, round):
    sign_in()

    def statements():
        plan = plan_of(client, round)
        make(plan.pk)
        pages = [page(round), page(round, plan.pk), page(round, plan.pk, application.pk)]
        counts = []
        for address in pages:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address).status_code == 200
            counts.append(len(caught))
        Plan.objects.all().delete()
        return counts

    application = make_application(round.call, State.IN_REVIEW)
    for _ in range(3):
        make_staff(Role.REVIEWER)
    statements()
    few = statements()
    make_applications(10, round.call, State.IN_REVIEW)
    for _ in range(5):
        make_staff(Role.REVIEWER)
    assert statements() == few
    assert Round.objects.count() == 1


@pytest.mark.parametrize(
    ("gap", "keeps", "words"),
    [
        (0, True, "No assignment that keeps as much fits better: this is proven."),
        (0.01, True, "No assignment that keeps as much fits better by more than 1.00 %: this is proven."),
        (0, False, "No assignment fits better: this is proven."),
    ],
)
def test_what_is_proven_is_said_with_what_was_kept(gap, keeps, words):
    with override("en"):
        assert explain.sentence({"gap": gap}, keeps=keeps) == words
