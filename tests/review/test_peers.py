from datetime import date, timedelta
from threading import Thread
from time import sleep

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from applicants.applications.states import State
from applicants.review.desk.declare import NotOpenYet, declare
from applicants.review.desk.score import WrongScore, score
from applicants.review.models import Criterion, Review, Round
from applicants.review.rounds.close import close
from applicants.review.rounds.peers import ReadTheOthers, read_others
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.review.make import in_review, make_application, make_call, make_review, make_round, make_sample, make_staff
from tests.review.test_rounds import form

pytestmark = pytest.mark.django_db
DESK = "/admin/applicants/review/desk/"
SCORES = {"mirada": 3, "historia": 4}


def at(review):
    return f"{DESK}{review.pk}/others/"


@pytest.fixture
def me(client, settings):
    settings.SAMPLE_LOGINS = True
    person = make_sample(Role.REVIEWER, name="Iván")
    client.force_login(person)
    return person


def read_by(round, me, *, both=True):
    """My review and another's, scored; the other's handed in, mine if `both`."""
    application = make_application(round.call, State.IN_REVIEW)
    mine, theirs = (in_review(make_review(round, application, who)) for who in (me, make_staff(Role.REVIEWER, name="Sara Luna")))
    score(review_id=theirs.pk, reviewer=theirs.reviewer, scores=SCORES, comment="Mira de cerca.", hand_in=True)
    score(review_id=mine.pk, reviewer=me, scores=SCORES, comment="Lo mío.", hand_in=both)
    return Review.objects.get(pk=mine.pk)


def change(review, me):
    score(review_id=review.pk, reviewer=me, scores={"mirada": 1})


@pytest.mark.parametrize("peers", ["never", "closed"])
def test_an_open_round_shows_nothing_of_others(client, me, peers):
    mine = read_by(make_round(make_call(), peers=peers), me)
    assert (client.get(at(mine)).status_code, client.post(at(mine)).status_code) == (403, 403)
    assert at(mine) not in client.get(f"{DESK}{mine.pk}/").content.decode()


def test_after_handing_in_the_others_are_read_and_ones_own_stays(client, me):
    mine = read_by(make_round(make_call(), peers="handed_in"), me, both=False)
    assert client.get(at(mine)).status_code == 403
    score(review_id=mine.pk, reviewer=me, scores=SCORES, hand_in=True)
    assert at(mine) in client.get(f"{DESK}{mine.pk}/").content.decode()
    asked = client.get(at(mine)).content.decode()
    assert "Mira de cerca." not in asked and Review.objects.get(pk=mine.pk).peers_read_at is None
    change(mine, me)
    page = client.post(at(mine), {"confirm": "1"}).content.decode()
    assert "Mira de cerca." in page and "mirada nivel 3" in page and "Sara" not in page and "Lo mío." not in page
    with pytest.raises(ReadTheOthers):
        change(mine, me)
    assert client.post(f"{DESK}{mine.pk}/", {"_save": "1", "score-mirada": "2"}).status_code == 409
    assert Review.objects.get(pk=mine.pk).scores["mirada"] == 1
    assert "Mira de cerca." in client.get(at(mine)).content.decode()
    assert Entry.objects.filter(verb="read_others_reviews", target=mine.application.folio).count() == 2


def test_a_deliberation_may_change_ones_mind(client, me):
    mine = read_by(make_round(make_call(), peers="handed_in", kind="deliberation"), me)
    assert "Mira de cerca." in client.get(at(mine)).content.decode()
    change(mine, me)
    assert Review.objects.get(pk=mine.pk).scores["mirada"] == 1


def test_after_the_close_they_are_read_by_who_handed_in(client, me):
    round = make_round(make_call(), peers="closed")
    mine, late = read_by(round, me), read_by(round, me, both=False)
    close(round=round, by=make_staff())
    assert "Mira de cerca." in client.get(at(mine)).content.decode()
    assert client.get(at(late)).status_code == 403
    index = client.get(f"{DESK}others/").content.decode()
    assert at(mine) in index and at(late) not in index


def test_earlier_rounds_are_read_where_the_round_says_so(client, me):
    call = make_call()
    first = read_by(make_round(call), me)
    later = make_round(call, shows_earlier=True)
    mine = make_review(later, first.application, me)
    assert client.get(at(mine)).status_code == 403  # nothing is declared yet
    in_review(mine)
    page = client.get(at(mine)).content.decode()
    assert (
        "Mira de cerca." not in page and "Lo mío." not in page
    )  # the earlier round goes on: who writes there would have read the others first
    close(round=first.round, by=make_staff())
    page = client.get(at(mine)).content.decode()
    assert "Mira de cerca." in page and "Lo mío." in page
    change(mine, me)


def test_nobody_reads_what_is_not_theirs(client, me):
    round = make_round(make_call(), peers="handed_in")
    mine = read_by(round, me)
    theirs = Review.objects.exclude(pk=mine.pk).get()
    assert client.get(at(theirs)).status_code == 404
    Review.objects.filter(pk=mine.pk).update(conflict="declared", submitted_at=None, mean=None)
    assert client.get(at(mine)).status_code == 403
    client.force_login(make_sample(Role.COORDINATOR))
    assert client.get(at(mine)).status_code == 403


def test_before_a_round_opens_reviewers_see_nothing_of_it(client, me):
    tomorrow = timezone.now().astimezone(make_call().zone).date() + timedelta(days=1)
    round = make_round(make_call(), opens_on=tomorrow)
    review = make_review(round, make_application(round.call, State.IN_REVIEW), me)
    assert client.get(f"{DESK}{review.pk}/").status_code == 409
    shown = client.get(DESK).content.decode()
    assert review.application.folio not in shown and str(round.name_es) in shown
    for verb in (lambda: declare(review_id=review.pk, reviewer=me, conflict=False), lambda: change(review, me)):
        with pytest.raises(NotOpenYet):
            verb()
    Round.objects.filter(pk=round.pk).update(opens_on=tomorrow - timedelta(days=1))
    assert review.application.folio in client.get(DESK).content.decode()


def test_a_day_begins_by_the_clock_of_the_call(me):
    call = make_call(time_zone="Pacific/Auckland")  # it is tomorrow there first
    there = timezone.now().astimezone(call.zone).date()
    round = make_round(call, opens_on=there)
    make_review(round, make_application(call, State.IN_REVIEW), me)
    west = make_round(make_call(time_zone="Pacific/Pago_Pago"), opens_on=there)
    make_review(west, make_application(west.call, State.IN_REVIEW), me)
    open_now = set(Review.objects.at_the_desk(me).values_list("round", flat=True))
    assert open_now == {each.pk for each in (round, west) if each.has_opened()} and round.pk in open_now


def test_a_screening_round_reads_what_waits_once_the_call_is_closed(me):
    call = make_call()
    round = make_round(call, kind="screening", takes="submitted")
    waits, read = make_application(call, State.SUBMITTED), make_application(call, State.IN_REVIEW)
    for application in (waits, read):
        make_review(round, application, me)
    assert [review.application_id for review in Review.objects.at_the_desk(me)] == [waits.pk]
    type(call).objects.filter(pk=call.pk).update(closes_at=timezone.now() + timedelta(hours=1))
    assert (Review.objects.at_the_desk(me).count(), Round.objects.select_related("call").get(pk=round.pk).has_opened()) == (0, False)
    type(call).objects.filter(pk=call.pk).update(is_sample=True)
    assert (Review.objects.at_the_desk(me).count(), Round.objects.select_related("call").get(pk=round.pk).has_opened()) == (1, True)


def test_the_checklist_stands_beside_the_screening(client, sign_in):
    reader = make_staff(Role.REVIEWER, name="Sara Luna")
    round = make_round(make_call(), kind="screening", takes="submitted")
    application = make_application(round.call, State.SUBMITTED)
    review = in_review(make_review(round, application, reader))
    score(review_id=review.pk, reviewer=reader, scores={"mirada": 1, "historia": 2}, hand_in=True)
    sign_in()
    page = client.get(f"/admin/applicants/application/screening/in/?ids={application.pk}").content.decode()
    assert "Lista de Sara Luna: no se cumple: Mirada" in page


@pytest.mark.parametrize(
    ("more", "right"),
    [
        ({"kind": "screening"}, {"kind": "screening", "takes": "submitted"}),
        ({"kind": "screening", "takes": "all"}, {"kind": "screening", "takes": "submitted"}),
        ({"kind": "deliberation", "peers": "handed_in", "shows_earlier": "on"}, {"peers": "handed_in", "shows_earlier": True}),
        ({"kind": "interview", "shows_names": "on"}, {"kind": "interview", "shows_names": True}),
        ({"opens_on": "2027-05-01", "due_on": "2027-05-09"}, {"opens_on": date(2027, 5, 1)}),
        ({}, {"kind": "review", "takes": "all", "peers": "never", "shows_names": False}),
        ({"kind": "interview"}, None),
        ({"kind": "review", "takes": "submitted"}, None),
        ({"opens_on": "2027-05-10", "due_on": "2027-05-09"}, None),
        ({"kind": "party"}, None),
        ({"peers": "always"}, None),
    ],
)
def test_what_a_round_may_be(client, sign_in, more, right):
    sign_in()
    answer = client.post("/admin/applicants/round/add/", form(make_call(), **more))
    assert answer.status_code == (200 if right is None else 302)
    assert list(Round.objects.values(*right)) == [right] if right else not Round.objects.exists()


def test_a_check_may_have_two_scores_and_a_criterion_three(client, sign_in):
    sign_in()
    two = "No.\nSí."
    assert client.post("/admin/applicants/round/add/", form(make_call(), spanish=two)).status_code == 200
    assert client.post("/admin/applicants/round/add/", form(make_call(), spanish=two, kind="screening")).status_code == 302
    assert client.post("/admin/applicants/round/add/", form(make_call(), spanish="No.", kind="screening")).status_code == 200


def refused(change):
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        change()


def test_the_database_keeps_the_rubric_once_somebody_has_written(me):
    mine = read_by(make_round(make_call()), me)
    criteria = Criterion.objects.filter(round=mine.round_id)
    refused(lambda: criteria.update(weight=9))
    refused(lambda: criteria.first().delete())
    refused(lambda: Criterion.objects.create(round_id=mine.round_id, key="new", title_es="x"))
    for setting in ({"blind_tier": 0}, {"shows_names": True}, {"peers": "handed_in"}, {"kind": "deliberation"}, {"shows_earlier": True}):
        refused(lambda setting=setting: Round.objects.filter(pk=mine.round_id).update(**setting))
    assert Round.objects.filter(pk=mine.round_id).update(name_es="Otra") == 1


def test_the_database_keeps_a_closed_round(me):
    mine = read_by(make_round(make_call()), me)
    close(round=mine.round, by=make_staff())
    refused(lambda: Round.objects.filter(pk=mine.round_id).update(reviews_wanted=1))
    refused(lambda: Review.objects.filter(pk=mine.pk).update(comment="Otra cosa"))
    refused(lambda: Review.objects.filter(pk=mine.pk).delete())


def test_read_others_is_for_reviewers_of_it(me):
    mine = read_by(make_round(make_call(), peers="handed_in"), me)
    review, peers, earlier = read_others(review_id=mine.pk, reviewer=me)
    assert (review, [other.review.comment for other in peers], earlier) == (mine, ["Mira de cerca."], [])


@pytest.mark.django_db(transaction=True)
def test_a_first_word_waits_for_who_changes_the_rubric():
    round = make_round(make_call())
    reviewer = make_staff(Role.REVIEWER)
    review = in_review(make_review(round, make_application(round.call, State.IN_REVIEW), reviewer))
    results = []

    def write():
        try:
            results.append(score(review_id=review.pk, reviewer=reviewer, scores=SCORES))
        except WrongScore as error:
            results.append(error)
        finally:
            connection.close()

    thread = Thread(target=write)
    with transaction.atomic():
        Round.objects.select_for_update(no_key=True).get(pk=round.pk)
        thread.start()
        for _ in range(200):
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()")
                if cursor.fetchone()[0]:
                    break
            sleep(0.05)
        Criterion.objects.filter(round=round, key="historia").delete()
    thread.join(30)
    assert [type(result) for result in results] == [WrongScore]
    assert Review.objects.get(pk=review.pk).saved_at is None
