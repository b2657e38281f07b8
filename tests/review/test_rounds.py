from functools import partial
from threading import Thread

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from applicants.applications.states import State
from applicants.review.models import Criterion, Review, Round
from applicants.review.rounds.close import close
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.review.make import (
    make_application,
    make_applications,
    make_call,
    make_cohort,
    make_program,
    make_review,
    make_round,
    make_sample,
    make_staff,
)
from tests.selection.race import race

pytestmark = pytest.mark.django_db
ROUNDS = "/admin/applicants/round/"
LINES = "No se entiende.\nSe entiende.\nSorprende."


def form(call=None, spanish=LINES, english="", criteria=1, **more):
    data = {"name_es": "Primera", "name_en": "First", "reviews_wanted": "2", "blind_tier": "1", "due_on": ""}
    data |= {
        "criteria-TOTAL_FORMS": str(criteria),
        "criteria-INITIAL_FORMS": "0",
        "criteria-MIN_NUM_FORMS": "1",
        "criteria-MAX_NUM_FORMS": "1000",
    }
    for n in range(criteria):
        data |= {
            f"criteria-{n}-{name}": value
            for name, value in {
                "title_es": "Mirada", "title_en": "Gaze", "weight": "2", "order": str(n), "descriptors_es": spanish, "descriptors_en": english, "id": "", "round": "",
            }.items()
        }  # fmt: skip
    return data | ({"call": str(call.pk)} if call else {}) | more


def test_a_round_is_made_with_its_rubric(client, sign_in):
    sign_in()
    call = make_call()
    answer = client.post(f"{ROUNDS}add/", form(call, english="Unclear.\nClear.\nSurprising.", criteria=2))
    assert answer.status_code == 302
    round = Round.objects.get()
    assert (round.call, round.ordinal, round.reviews_wanted) == (call, 1, 2)
    assert list(round.criteria.values_list("key", "weight")) == [("mirada", 2), ("mirada-2", 2)]
    assert round.criteria.first().descriptors[2] == {"score": 3, "es": "Sorprende.", "en": "Surprising."}


def test_later_rounds_take_the_shortlist_unless_told_otherwise(client, sign_in):
    sign_in()
    call = make_call()
    for takes in ("", "", "all"):
        client.post(f"{ROUNDS}add/", form(call, takes=takes))
    assert list(Round.objects.order_by("ordinal").values_list("ordinal", "takes")) == [(1, "all"), (2, "shortlist"), (3, "all")]


def test_a_form_that_is_sent_twice_makes_one_round(client, sign_in):
    sign_in()
    call = make_call()
    once = client.get(f"{ROUNDS}add/").context_data["adminform"].form["once"].value()
    for _ in range(2):
        assert client.post(f"{ROUNDS}add/", form(call, once=str(once))).status_code == 302
    assert list(Round.objects.values_list("ordinal", "seed")) == [(1, once)]


@pytest.mark.django_db(transaction=True)
def test_rounds_that_are_added_at_once_follow_each_other(settings):
    settings.SAMPLE_LOGINS = True
    call, clients = make_call(), [Client() for _ in range(4)]
    for client in clients:
        client.force_login(make_sample())
    answers = race([partial(client.post, f"{ROUNDS}add/", form(call, once=str(n % 2))) for n, client in enumerate(clients)])
    assert [answer.status_code for answer in answers] == [302] * 4
    assert sorted(Round.objects.values_list("ordinal", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_round_that_is_closed_while_it_is_edited_stays_closed(settings):
    settings.SAMPLE_LOGINS = True
    round, staff, client = make_round(make_call()), make_sample(), Client()
    client.force_login(staff)
    with transaction.atomic():
        close(round=round, by=staff)
        page = partial(client.post, f"{ROUNDS}{round.pk}/change/", form(criteria=0) | {"name_es": "Otra"})
        thread = Thread(target=lambda: (page(), connection.close()))
        thread.start()
        thread.join(1)
    thread.join(30)
    assert Round.objects.get().closed_at is not None
    assert Round.objects.get().name_es == "Primera ronda"


def test_changes_of_a_round_and_its_rubric_are_written_down(client, sign_in):
    sign_in()
    client.post(f"{ROUNDS}add/", form(make_call()))
    round, criterion = Round.objects.get(), Criterion.objects.get()
    edited = form(criteria=1) | {"criteria-INITIAL_FORMS": "1", "criteria-0-id": str(criterion.pk), "criteria-0-round": str(round.pk)}
    client.post(f"{ROUNDS}{round.pk}/change/", edited | {"criteria-0-weight": "5", "reviews_wanted": "3", "takes": "all"})
    assert [(entry.verb, entry.detail) for entry in Entry.objects.order_by("pk")][-2:] == [
        ("round_changed", {"fields": ["reviews_wanted"]}),
        ("criteria_changed", {"changed": ["mirada"], "deleted": []}),
    ]
    assert set(Entry.objects.values_list("verb", flat=True)) >= {"round_added"}


def test_the_page_of_a_round_says_what_reviewers_see(client, sign_in):
    sign_in()
    round = make_round(make_call(), blind_tier=1)
    shown = client.get(f"{ROUNDS}{round.pk}/change/").content.decode()
    assert shown.index("¿logline?; ¿school?") < shown.index("¿phone?")


def test_a_review_that_is_read_is_written_down(client, sign_in):
    sign_in()
    review = make_review(
        make_round(call := make_call()), make_application(call, State.IN_REVIEW), make_staff(Role.REVIEWER, name="Iván Ñu")
    )
    assert client.get(f"/admin/applicants/review/{review.pk}/change/").status_code == 200
    assert Entry.objects.get(verb="view_review").target == review.application.folio
    found = client.get("/admin/applicants/review/?q=ivan").context_data["cl"].result_list
    assert [row.pk for row in found] == [review.pk]


@pytest.mark.parametrize(("spanish", "english"), [("Una\nDos", ""), ("1\n2\n3\n4\n5\n6\n7", ""), (LINES, "One\nTwo"), ("", "")])
def test_three_to_six_scores_in_both_languages_alike(client, sign_in, spanish, english):
    sign_in()
    assert client.post(f"{ROUNDS}add/", form(make_call(), spanish, english)).status_code == 200
    assert Round.objects.count() == 0


def test_a_foreign_call_is_no_choice(client, sign_in):
    sign_in()
    foreign = make_call(make_cohort(make_program("ccc")))
    assert client.post(f"{ROUNDS}add/", form(foreign)).status_code == 200
    assert Round.objects.count() == 0


def test_the_rubric_stays_once_somebody_scored(client, sign_in):
    sign_in()
    round = make_round(make_call())
    page = f"{ROUNDS}{round.pk}/change/"
    assert 'name="criteria-0-weight"' in client.get(page).content.decode()
    make_review(round, make_application(round.call, State.IN_REVIEW), make_staff(Role.REVIEWER), saved_at=timezone.now())
    assert 'name="criteria-0-weight"' not in client.get(page).content.decode()
    kept = list(Criterion.objects.values())
    client.post(page, form(criteria=2) | {"name_es": "Otro nombre", "blind_tier": "3"})
    assert list(Criterion.objects.values()) == kept
    assert Round.objects.get().blind_tier == 1


def test_foreign_rounds_do_not_exist(client, sign_in):
    sign_in(program="ccc")
    round = make_round(make_call())
    assert client.get(f"{ROUNDS}{round.pk}/change/").status_code == 302
    assert str(round.call_id) not in [row.pk for row in client.get(ROUNDS).context_data["cl"].result_list]
    for page in ("assign", "assigned", "close", "ranking"):
        assert client.get(f"{ROUNDS}{round.pk}/{page}/").status_code == 404


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PR, Role.PRIVACY])
def test_others_stay_out(client, sign_in, role):
    sign_in(role)
    round = make_round(make_call())
    assert client.get(ROUNDS).status_code == 403
    for page in ("assign", "assigned", "close", "ranking"):
        assert client.get(f"{ROUNDS}{round.pk}/{page}/").status_code == 403
        assert client.post(f"{ROUNDS}{round.pk}/{page}/", {"confirm": "1"}).status_code == 403


def test_assigning_by_hand(client, sign_in):
    sign_in()
    round, reviewer = make_round(make_call(), reviews_wanted=1), make_staff(Role.REVIEWER, name="Iván")
    first, second = make_applications(2, round.call, State.IN_REVIEW)
    page = f"{ROUNDS}{round.pk}/assign/"
    assert first.folio in client.get(page).content.decode()
    assert client.post(page, {"application": [first.pk], "reviewer": [reviewer.pk]}).url == page
    shown = client.get(page).content.decode()
    assert first.folio not in shown
    assert second.folio in shown
    assert first.folio in client.get(f"{page}?show=all").content.decode()


@pytest.mark.parametrize("data", [{}, {"application": ["1"]}, {"reviewer": ["1"]}, {"application": ["x"], "reviewer": ["9" * 40]}])
def test_assigning_needs_both_sides(client, sign_in, data):
    sign_in()
    round = make_round(make_call())
    assert client.post(f"{ROUNDS}{round.pk}/assign/", data).status_code == 400
    assert Review.objects.count() == 0


def test_an_own_application_is_refused_in_a_sentence(client, sign_in):
    sign_in()
    round, reviewer = make_round(make_call()), make_staff(Role.REVIEWER, name="Iván")
    own = make_application(round.call, State.IN_REVIEW, reviewer)
    answer = client.post(f"{ROUNDS}{round.pk}/assign/", {"application": [own.pk], "reviewer": [reviewer.pk]})
    assert answer.status_code == 400
    assert "Iván" in answer.context_data["refused"]


def test_what_nobody_began_is_taken_back(client, sign_in):
    sign_in()
    round = make_round(make_call())
    review = make_review(round, make_application(round.call, State.IN_REVIEW), make_staff(Role.REVIEWER))
    page = f"{ROUNDS}{round.pk}/assigned/"
    assert review.application.folio in client.get(page).content.decode()
    client.post(page, {"review": [review.pk]})
    assert Review.objects.count() == 0


def test_what_somebody_began_is_taken_back_after_a_question(client, sign_in):
    sign_in()
    round = make_round(make_call())
    begun = make_review(round, make_application(round.call, State.IN_REVIEW), make_staff(Role.REVIEWER), saved_at=timezone.now())
    page = f"{ROUNDS}{round.pk}/assigned/"
    assert client.post(page, {"review": [begun.pk]}).context_data["asked"] is True
    assert Review.objects.count() == 1
    client.post(page, {"review": [begun.pk], "confirm": "1"})
    assert Review.objects.count() == 0


def test_closing_says_what_is_missing_and_is_for_good(client, sign_in):
    sign_in()
    round = make_round(make_call())
    make_review(round, make_application(round.call, State.IN_REVIEW), make_staff(Role.REVIEWER))
    page = f"{ROUNDS}{round.pk}/close/"
    assert client.get(page).context_data["left"] == 1
    assert Round.objects.get().closed_at is None
    client.post(page, {"confirm": "1"})
    closed = Round.objects.get().closed_at
    client.post(page, {"confirm": "1"})
    assert Round.objects.get().closed_at == closed is not None


@pytest.mark.parametrize("rows", [1, 40])
def test_statements_do_not_grow(client, sign_in, rows, django_assert_max_num_queries):
    sign_in()
    round = make_round(make_call(), reviews_wanted=3)
    for application in make_applications(rows, round.call, State.IN_REVIEW):
        make_review(round, application, make_staff(Role.REVIEWER))
    for page in ("", f"{round.pk}/assign/?show=all", f"{round.pk}/assigned/", f"{round.pk}/close/", f"{round.pk}/ranking/"):
        with django_assert_max_num_queries(12):
            assert client.get(ROUNDS + page).status_code == 200
    with django_assert_max_num_queries(13):
        assert client.get("/admin/applicants/review/").status_code == 200
    with django_assert_max_num_queries(15):
        assert client.get(f"/admin/applicants/review/{Review.objects.first().pk}/change/").status_code == 200


@pytest.mark.parametrize(("language", "words"), [("es", "mirada nivel 1"), ("en", "mirada level 1")])
def test_the_rubric_is_public(client, language, words):
    round = make_round(make_call())
    answer = client.get(f"/{language}/convocatorias/{round.call.slug}/rubrica/")
    assert words in answer.content.decode()
    assert "csrf" not in answer.content.decode()


def test_a_call_without_rubric_says_so(client):
    call = make_call()
    assert client.get(f"/es/convocatorias/{call.slug}/rubrica/").status_code == 200
    assert client.get("/es/convocatorias/nada/rubrica/").status_code == 404


def test_the_public_rubric_needs_few_statements(client, django_assert_max_num_queries):
    round = make_round(make_call())
    make_round(round.call)
    with django_assert_max_num_queries(8):
        client.get(f"/es/convocatorias/{round.call.slug}/rubrica/")


@pytest.mark.django_db(transaction=True)
def test_a_change_of_the_rubric_reaches_the_kept_pages_at_once(settings):
    round = make_round(make_call())
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("LISTEN public_pages")
    Criterion.objects.filter(round=round).update(weight=3)
    connection.connection.poll()
    assert [notice.channel for notice in connection.connection.notifies] == ["public_pages"]
    connection.close()
