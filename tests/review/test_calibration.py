import pytest
from django.urls import reverse
from django.utils import timezone

from applicants.applications.states import State
from applicants.review.assignment.apply import apply
from applicants.review.assignment.ask import ask
from applicants.review.assignment.models import Plan
from applicants.review.assignment.rules import Rules
from applicants.review.assignment.work import make
from applicants.review.calibration.calibrate import CannotCalibrate, calibrate, give, take_back
from applicants.review.calibration.models import Calibration
from applicants.review.calibration.spread import spread, waiting
from applicants.review.desk.queue import queues_of
from applicants.review.models import Review
from applicants.review.rounds.assign import NotAssigner, RoundClosed, assign
from applicants.review.rounds.close import close
from applicants.review.scores.estimates import estimates
from applicants.selection.ranking.order import ranking
from fundportal.accounts.roles import Role
from tests.review.make import make_application, make_applications, make_call, make_help, make_review, make_round, make_sample, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return make_round(make_call())


@pytest.fixture
def panel():
    return [make_sample(Role.REVIEWER, name=f"Reviewer {n}") for n in range(3)]


def choose(round, number=3, *, counts=False, shown="own", by=None):
    applications = make_applications(number, round.call, State.IN_REVIEW)
    folios = [application.folio for application in applications]
    return applications, calibrate(round=round, folios=folios, counts=counts, shown=shown, by=by or make_staff())


def hand_in(review, mean, **scores):
    now = timezone.now()
    Review.objects.filter(pk=review.pk).update(conflict="none", scores=scores, mean=mean, saved_at=now, submitted_at=now)


def test_the_whole_panel_reads_the_set_first(round, panel):
    for application in make_applications(5, round.call, State.IN_REVIEW):
        make_review(round, application, panel[0])
    applications, _calibration = choose(round)
    assert Review.objects.filter(application__in=applications, counts=False).count() == 9
    (queue,) = queues_of(panel[0])
    assert [place.calibrates for place in queue.places] == [True] * 3 + [False] * 5
    assert queue.calibrating and queue.has_calibration
    assert {place.application for place in queue.across("mirada")} == {application.pk for application in applications}
    for place in queue.places[:3]:
        hand_in(Review.objects.get(pk=place.review), 50, mirada=2, historia=3)
    (queue,) = queues_of(panel[0])
    assert not queue.calibrating and len(queue.across("mirada")) == 8


def test_nothing_else_is_opened_before(client, sign_in, round):
    reviewer = sign_in(Role.REVIEWER)
    ordinary = make_review(round, make_application(round.call, State.IN_REVIEW), reviewer, conflict="none")
    applications, _calibration = choose(round)
    answer = client.get(reverse("admin:review_desk_review", args=[ordinary.pk]))
    first = Review.objects.get(pk=queues_of(reviewer)[0].places[0].review)
    assert answer.url == reverse("admin:review_desk_review", args=[first.pk])
    assert first.application in applications
    assert first.application.folio in client.get(reverse("admin:review_desk")).content.decode()


def test_nothing_else_is_written_or_fetched_before(client, sign_in, round):
    reviewer = sign_in(Role.REVIEWER)
    ordinary = make_review(round, make_application(round.call, State.IN_REVIEW), reviewer, conflict="none")
    undeclared = make_review(round, make_application(round.call, State.IN_REVIEW), reviewer)
    choose(round)
    at = reverse("admin:review_desk_review", args=[ordinary.pk])
    kept = client.post(at, {"_save": "1", "score-mirada": "3", "comment": "Mis palabras", "revision": "0"})
    assert (kept.status_code, "Mis palabras" in kept.content.decode()) == (409, True)
    assert client.post(at, {"score-mirada": "3", "revision": "0"}, headers={"X-Autosave": "1"}).status_code == 409
    criterion = reverse("admin:review_desk_criterion", args=[round.criteria.get(key="mirada").pk])
    assert client.post(criterion, {"review": ordinary.pk, "score-mirada": "3"}).status_code == 409
    assert client.get(reverse("admin:review_file", args=[ordinary.pk, "00000000-0000-4000-8000-000000000000"])).status_code == 409
    Review.objects.filter(pk=ordinary.pk).update(scores={"mirada": 3, "historia": 3})
    client.post(criterion, {"hand_in": "1"})
    assert Review.objects.get(pk=ordinary.pk).submitted_at is None
    at = reverse("admin:review_desk_review", args=[undeclared.pk])
    assert client.post(at, {"conflict": "no", "declare": "1"}).status_code == 409
    client.post(at, {"conflict": "yes", "declare": "1"})  # to abstain is always possible
    assert [Review.objects.get(pk=r.pk).conflict for r in (ordinary, undeclared)] == ["none", "declared"]


def test_what_is_given_for_calibration_alone_does_not_count(round, panel):
    applications, _calibration = choose(round)
    for review in Review.objects.all():
        hand_in(review, 10, mirada=1, historia=1)
    assert estimates(round) == {}
    assert {(row.mean, row.count, row.expected) for row in ranking(round)} == {(None, 0, 0)}
    assign(round=round, applications=[applications[0].pk], reviewers=[panel[1].pk], by=make_staff())
    assert {pk: each.reviews for pk, each in estimates(round).items()} == {applications[0].pk: 1}
    assert Review.objects.counted().count() == 1


def test_it_counts_where_the_call_says_so(round, panel):
    _applications, _calibration = choose(round, counts=True)
    for review in Review.objects.all():
        hand_in(review, 10, mirada=1, historia=1)
    assert {each.reviews for each in estimates(round).values()} == {len(panel)}


def test_who_competes_or_has_a_part_is_not_given_it(round, panel):
    make_application(round.call, State.SUBMITTED, panel[0])
    applications = make_applications(3, round.call, State.IN_REVIEW)
    make_help(applications[0], panel[1])
    calibrate(round=round, folios=[a.folio for a in applications], counts=False, shown="own", by=make_staff())
    assert not Review.objects.filter(reviewer=panel[0]).exists()
    assert Review.objects.filter(reviewer=panel[2]).count() == 3
    assert not Review.objects.filter(reviewer=panel[1], application=applications[0]).exists()


def test_who_is_tied_to_an_application_is_not_given_it(round, panel):
    applications = make_applications(3, round.call, State.IN_REVIEW)
    earlier = make_round(round.call)
    make_review(earlier, applications[1], panel[0], conflict="declared")
    calibrate(round=round, folios=[a.folio for a in applications], counts=False, shown="own", by=make_staff())
    given = set(Review.objects.filter(round=round).values_list("application", "reviewer"))
    assert (applications[1].pk, panel[0].pk) not in given and len(given) == 8


def test_who_joins_later_is_given_it_and_what_was_assigned_before_stays(round, panel):
    applications = make_applications(3, round.call, State.IN_REVIEW)
    before = make_review(round, applications[0], panel[0])
    made = calibrate(round=round, folios=[a.folio for a in applications], counts=False, shown="own", by=make_staff())
    assert Review.objects.get(pk=before.pk).counts
    late = make_staff(Role.REVIEWER)
    assert (give(calibration=made, by=make_staff()), give(calibration=made, by=make_staff())) == (3, 0)
    assert Review.objects.filter(reviewer=late, counts=False).count() == 3
    assert take_back(round=round, by=make_staff()) == 11
    assert list(Review.objects.all()) == [before]
    assert take_back(round=round, by=make_staff()) == 0


def test_once_begun_it_stays(round, panel):
    choose(round)
    Review.objects.filter(pk=Review.objects.first().pk).update(saved_at=timezone.now())
    with pytest.raises(CannotCalibrate):
        take_back(round=round, by=make_staff())
    assert Calibration.objects.count() == 1


@pytest.mark.parametrize("number", [0, 2, 6])
def test_three_to_five(round, panel, number):
    with pytest.raises(CannotCalibrate):
        choose(round, number)
    assert not Review.objects.exists()


def test_what_does_not_fit_is_refused_whole(round, panel):
    applications = make_applications(3, round.call, State.IN_REVIEW)
    elsewhere = make_application(make_call(), State.IN_REVIEW)
    withdrawn = make_application(round.call, State.WITHDRAWN)
    folios = [application.folio for application in applications]
    for strange in (elsewhere.folio, withdrawn.folio, "NADA27-1"):
        with pytest.raises(CannotCalibrate, match=strange):
            calibrate(round=round, folios=[*folios, strange], counts=False, shown="own", by=make_staff())
    with pytest.raises(NotAssigner):
        calibrate(round=round, folios=folios, counts=False, shown="own", by=make_staff(Role.REVIEWER))
    calibrate(round=round, folios=folios, counts=False, shown="own", by=make_staff())
    with pytest.raises(CannotCalibrate):
        calibrate(round=round, folios=folios, counts=False, shown="own", by=make_staff())
    close(round=round, by=make_staff())
    with pytest.raises(RoundClosed):
        take_back(round=round, by=make_staff())


def test_the_spread_is_numbers_alone(round, panel):
    applications, made = choose(round)
    for number, reviewer in enumerate(panel):
        hand_in(Review.objects.get(application=applications[0], reviewer=reviewer), 20 * number, mirada=min(number + 1, 2), historia=4)
    (found,) = spread(made, list(round.criteria.all()), panel[0].pk)
    assert (found.folio, found.number, found.low, found.mean, found.high, found.own) == (applications[0].folio, 3, 0, 20, 40, 0)
    title, bars = found.criteria[0]
    assert (title, [(bar.score, bar.number, bar.share, bar.own) for bar in bars]) == (
        "Mirada",
        [(1, 1, 50, True), (2, 2, 100, False), (3, 0, 0, False), (4, 0, 0, False)],
    )
    assert waiting(made) == 6


@pytest.mark.parametrize("shown", ["own", "all"])
def test_the_panel_sees_it_after_handing_in(client, sign_in, round, shown):
    reviewer, other = sign_in(Role.REVIEWER), make_sample(Role.REVIEWER, name="Otra Persona")
    choose(round, shown=shown)
    page = reverse("admin:review_desk_spread", args=[round.pk])
    for review in Review.objects.filter(reviewer=other)[:2]:
        hand_in(review, 75, mirada=4, historia=3)
    assert client.get(page).context["spreads"] == []
    for review in Review.objects.filter(reviewer=reviewer):
        hand_in(review, 25, mirada=1, historia=2)
    answer = client.get(page)
    assert len(answer.context["spreads"]) == (3 if shown == "own" else 0)
    hand_in(Review.objects.get(reviewer=other, submitted_at=None), 75, mirada=4, historia=3)
    answer = client.get(page)
    assert [each.own for each in answer.context["spreads"]] == [25, 25, 25]
    assert "Otra Persona" not in answer.content.decode()
    assert page in client.get(reverse("admin:review_desk")).content.decode()


def test_who_is_not_of_the_panel_sees_no_spread(client, sign_in, round, panel):
    choose(round)
    stranger = sign_in(Role.REVIEWER)
    page = reverse("admin:review_desk_spread", args=[round.pk])
    assert client.get(page).status_code == 404
    make_review(round, make_application(round.call, State.IN_REVIEW), stranger)
    assert client.get(page).status_code == 404


def test_staff_choose_it_on_a_page(client, sign_in, round, panel):
    sign_in()
    page = reverse("admin:round_calibration", args=[round.pk])
    applications = make_applications(3, round.call, State.IN_REVIEW)
    for wrong in ("", "X", "\n".join([applications[0].folio] * 4), "A B C"):
        answer = client.post(page, {"folios": wrong, "shown": "own"})
        assert answer.status_code == 400
    assert client.post(page, {"folios": " ".join(a.folio.lower() for a in applications), "shown": "all"}).status_code == 302
    shown = client.get(page).content.decode()
    assert all(application.folio in shown for application in applications) and "Reviewer 2" in shown
    assert Calibration.objects.get().shown == "all"
    client.post(page, {"give": "1"})
    client.post(page, {"take_back": "1"})
    assert not Calibration.objects.exists() and not Review.objects.exists()


def test_a_plan_gives_each_of_the_set_its_readers_and_these_count(panel):
    round, staff = make_round(make_call(), reviews_wanted=2), make_staff()
    applications, _calibration = choose(round, by=staff)
    abstaining = Review.objects.get(application=applications[0], reviewer=panel[0])
    Review.objects.filter(pk=abstaining.pk).update(conflict="declared")
    plan = ask(round=round, rules=Rules(slack=5, shared=0), by=staff)
    make(plan.pk)
    apply(plan=Plan.objects.select_related("by", "round__call__cohort__strand__program").get(pk=plan.pk), by=staff)
    counted = Review.objects.filter(round=round, counts=True)
    assert sorted(counted.values_list("application", flat=True)) == sorted(2 * [application.pk for application in applications])
    assert Review.objects.filter(round=round).count() == 9
    assert not counted.filter(pk=abstaining.pk).exists()
