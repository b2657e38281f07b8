import gzip
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.urls import reverse

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls import form_versions
from applicants.review.desk.queue import queues_of
from applicants.review.models import Review
from applicants.review.rounds.close import close
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.review.make import in_review, make_application, make_applications, make_call, make_review, make_round, make_sample, question
from tests.review.make import text as words

pytestmark = pytest.mark.django_db
DESK = "/admin/applicants/review/desk/"


@pytest.fixture(autouse=True)
def samples(settings):
    settings.SAMPLE_LOGINS = True


@pytest.fixture
def reviewer():
    return make_sample(Role.REVIEWER)


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def round():
    return make_round(make_call())


@pytest.fixture
def review(round, reviewer):
    return make_review(round, make_application(round.call, State.IN_REVIEW), reviewer)


def page(review):
    return f"{DESK}{review.pk}/"


def text(response):
    return response.content.decode()


def test_nothing_is_shown_before_the_conflict_is_declared(desk, review):
    shown = text(desk.get(DESK))
    assert review.application.folio in shown
    assert "Una partera" not in shown
    assert Entry.objects.filter(verb="view_application").count() == 0


def test_the_application_opens_blinded_after_the_declaration(desk, review):
    answer = desk.post(page(review), {"conflict": "no", "declare": "1"}, follow=True)
    shown = text(answer)
    assert "Una partera filma su pueblo." in shown
    assert "Escuela de Cine" in shown
    assert "55 0000 0000" not in shown
    assert review.application.applicant.name not in shown
    assert review.application.applicant.email not in shown
    assert Entry.objects.get(verb="view_application").detail == {"review": review.pk}


@pytest.mark.parametrize(
    ("tier", "seen"),
    [(0, ["Una partera", "Escuela", "55 0000"]), (1, ["Una partera", "Escuela"]), (2, ["Una partera"]), (3, ["Una partera"])],
)
def test_each_round_is_as_blind_as_it_says(desk, reviewer, tier, seen):
    round = make_round(make_call(), blind_tier=tier)
    review = in_review(make_review(round, make_application(round.call, State.IN_REVIEW), reviewer))
    shown = text(desk.get(page(review)))
    assert [words for words in ("Una partera", "Escuela", "55 0000") if words in shown] == seen


def test_a_round_that_hides_nothing_does_not_promise_that_names_are_hidden(desk, reviewer):
    round = make_round(make_call(), blind_tier=0)
    in_review(make_review(round, make_application(round.call, State.IN_REVIEW), reviewer))
    for shown in (text(desk.get(DESK)), text(desk.get(reverse("rubric", args=[round.call.slug])))):
        assert "nombre de la cuenta no" in shown


def test_who_declares_a_conflict_is_led_to_the_next(desk, reviewer, round, review):
    other = make_review(round, make_application(round.call, State.IN_REVIEW), reviewer)
    answer = desk.post(page(review), {"conflict": "yes", "declare": "1"})
    assert answer.url == page(other)
    assert "Una partera" not in text(desk.get(page(review)))
    assert Review.objects.get(pk=review.pk).conflict == "declared"


def test_enter_hands_in_and_opens_the_next(desk, reviewer, round):
    for application in make_applications(3, round.call, State.IN_REVIEW):
        in_review(make_review(round, application, reviewer))
    order = [place.review for place in queues_of(reviewer)[0].places]
    answer = desk.post(
        f"{DESK}{order[0]}/", {"_next": "1", "conflict": "no", "score-mirada": "3", "score-historia": "4", "comment": "Bien."}
    )
    assert answer.url == f"{DESK}{order[1]}/"
    stored = Review.objects.get(pk=order[0])
    assert (stored.scores, stored.comment, stored.submitted_at is not None) == ({"mirada": 3, "historia": 4}, "Bien.", True)
    assert "<strong>1 " in text(desk.get(DESK))


def test_the_last_one_leads_to_the_end(desk, review):
    in_review(review)
    answer = desk.post(page(review), {"_next": "1", "score-mirada": "3", "score-historia": "4"}, follow=True)
    assert answer.redirect_chain == [(DESK, 302)]
    assert page(review) in text(answer)


def test_an_incomplete_review_is_saved_and_says_what_is_missing(desk, review):
    in_review(review)
    answer = desk.post(page(review), {"_next": "1", "score-historia": "4", "comment": "Falta"})
    assert answer.status_code == 200
    assert 'href="#score-mirada"' in text(answer)
    assert Review.objects.get(pk=review.pk).comment == "Falta"


def test_each_change_is_saved_alone(desk, review):
    in_review(review)
    for field in ({"score-mirada": "2"}, {"comment": "Uno"}, {"score-mirada": "4"}):
        answer = desk.post(page(review), field | {"revision": "0"}, headers={"X-Autosave": "1"})
        assert sorted(answer.json()) == ["missing", "saved"]
    stored = Review.objects.get(pk=review.pk)
    assert (stored.scores, stored.comment) == ({"mirada": 4}, "Uno")


def test_what_comes_late_from_an_older_page_changes_nothing(desk, review):
    in_review(review)
    assert 'name="revision" value="0"' in text(desk.get(page(review)))
    desk.post(page(review), {"_next": "1", "score-mirada": "3", "score-historia": "4", "comment": "Entero."})
    late = desk.post(page(review), {"comment": "Ent", "revision": "0"}, headers={"X-Autosave": "1"})
    assert (late.json()["saved"], late.json()["there"]) == ("", False)
    assert Review.objects.get(pk=review.pk).comment == "Entero."


def test_an_older_page_does_not_overwrite_what_was_saved_since(desk, review):
    in_review(review)
    fields = {"_next": "1", "score-mirada": "3", "score-historia": "4", "comment": "Lo nuevo.", "revision": "0"}
    assert desk.post(page(review), fields).status_code == 302
    old = desk.post(page(review), {**fields, "score-mirada": "1", "comment": "Lo <viejo>."})
    shown = text(old)
    assert (old.status_code, "Lo nuevo." in shown, "Lo &lt;viejo&gt;." in shown) == (409, True, True)
    assert Review.objects.get(pk=review.pk).comment == "Lo nuevo."
    again = {"_save": "1", "score-mirada": "1", "score-historia": "4", "comment": "Lo <viejo>.", "revision": "1"}
    assert all(f'name="{name}" value="{value}"' in shown for name, value in again.items() if name != "comment")
    assert desk.post(page(review), again).status_code == 302
    stored = Review.objects.get(pk=review.pk)
    assert (stored.comment, stored.scores) == ("Lo <viejo>.", {"mirada": 1, "historia": 4})


def test_what_was_overtaken_by_the_same_is_told_as_there(desk, review):
    in_review(review)
    desk.post(page(review), {"_save": "1", "score-mirada": "3", "comment": "Igual.", "revision": "0"})
    told = desk.post(page(review), {"comment": "Igual.", "revision": "0"}, headers={"X-Autosave": "1"}).json()
    assert (told["saved"], told["there"]) == ("", True)


def test_a_conflict_noticed_while_reading_has_its_own_page(desk, review):
    in_review(review)
    desk.post(page(review), {"_next": "1", "score-mirada": "3", "score-historia": "4", "comment": "Sí.", "revision": "0"})
    assert 'name="conflict"' not in text(desk.get(page(review)))
    desk.post(page(review), {"_save": "1", "conflict": "yes", "score-mirada": "3", "revision": "1"})
    assert Review.objects.get(pk=review.pk).conflict == "none"  # what lies in a form beside its button declares nothing
    asked = text(desk.get(f"{page(review)}abstain/"))
    assert review.application.folio in asked and "Una partera" not in asked
    assert Review.objects.get(pk=review.pk).submitted_at is not None
    assert desk.post(f"{page(review)}abstain/", {"confirm": "1"}).status_code == 302
    stored = Review.objects.get(pk=review.pk)
    assert (stored.conflict, stored.scores, stored.submitted_at) == ("declared", {}, None)


def test_the_reviewer_sees_until_when(desk, reviewer):
    round = make_round(make_call(), due_on=date(2027, 5, 3))
    in_review(make_review(round, make_application(round.call, State.IN_REVIEW), reviewer))
    assert "3 de mayo de 2027" in text(desk.get(DESK))


@pytest.mark.parametrize("value", ["9", "-1", "x", "²", ""])
def test_a_score_that_does_not_exist_is_a_clear_page(desk, review, value):
    in_review(review)
    assert desk.post(page(review), {"_save": "1", "score-mirada": value}).status_code == 400


def test_scoring_before_declaring_is_refused(desk, review):
    assert desk.post(page(review), {"_save": "1", "score-mirada": "2"}).status_code == 409


def test_another_s_review_does_not_exist(desk, round):
    foreign = make_review(round, make_application(round.call, State.IN_REVIEW), make_sample(Role.REVIEWER))
    assert desk.get(page(foreign)).status_code == 404
    assert desk.post(page(foreign), {"conflict": "no", "declare": "1"}).status_code == 404


def test_who_does_not_review_stays_out(client, review):
    client.force_login(make_sample(Role.COORDINATOR))
    assert client.get(DESK).status_code == 403
    assert client.get(page(review)).status_code == 403


def test_an_empty_queue_says_so(desk):
    assert desk.get(DESK).status_code == 200


@pytest.mark.parametrize("rows", [1, 40])
def test_statements_do_not_grow(desk, reviewer, round, rows, django_assert_max_num_queries):
    for application in make_applications(rows, round.call, State.IN_REVIEW):
        in_review(make_review(round, application, reviewer))
    form_versions.form_version.cache_clear()
    with django_assert_max_num_queries(12):
        assert desk.get(reverse("admin:review_desk")).status_code == 200


@pytest.mark.parametrize("rows", [1, 40])
def test_statements_of_a_save_do_not_grow(desk, reviewer, round, rows, django_assert_max_num_queries):
    reviews = [in_review(make_review(round, application, reviewer)) for application in make_applications(rows, round.call, State.IN_REVIEW)]
    at, scores = page(reviews[0]), {"score-mirada": "3", "score-historia": "4"}
    desk.get(at)
    # eight each, and a savepoint around them, which is a transaction where no test is
    with django_assert_max_num_queries(10):
        desk.post(at, {"score-mirada": "3", "revision": "0"}, headers={"X-Autosave": "1"})
    with django_assert_max_num_queries(10):
        assert desk.post(at, {**scores, "conflict": "no", "_next": "1"}).status_code == 302


def test_a_round_closed_under_an_open_desk_is_a_clear_page_with_the_words_to_copy(desk, review):
    in_review(review)
    desk.post(page(review), {"_save": "1", "score-mirada": "3"})
    close(round=review.round, by=make_sample())
    answer = desk.post(page(review), {"_next": "1", "conflict": "no", "score-mirada": "1", "comment": "Palabras <largas>"})
    assert answer.status_code == 409
    assert "Palabras &lt;largas&gt;" in text(answer)
    assert desk.get(page(review)).status_code == 409
    autosaved = desk.post(page(review), {"score-mirada": "1", "revision": "1"}, headers={"X-Autosave": "1"})
    assert (autosaved.status_code, list(autosaved.json())) == (409, ["refused"])
    stored = Review.objects.get(pk=review.pk)
    assert (stored.scores, stored.comment, stored.submitted_at) == ({"mirada": 3}, "", None)


def test_an_application_withdrawn_under_an_open_desk_is_a_clear_page(desk, review):
    in_review(review)
    Application.objects.filter(pk=review.application_id).update(state=State.WITHDRAWN)
    assert desk.post(page(review), {"_save": "1", "score-mirada": "1", "comment": "Tarde"}).status_code == 409
    assert desk.post(page(review), {"score-mirada": "1", "revision": "0"}, headers={"X-Autosave": "1"}).status_code == 409
    assert Review.objects.get(pk=review.pk).scores == {}


def test_a_video_elsewhere_is_a_link_that_loads_nothing_and_own_files_play_in_the_page(desk, reviewer):
    document = {
        "sections": [
            {
                "key": "film",
                "title": words("Tu película"),
                "help": words(""),
                "questions": [question("teaser", "link", video=True), question("reel", "file", types=["mp4"], max_mb=9)],
            }
        ]
    }
    call = make_call(document=document)
    file = {"file": "0" * 32, "name": "Ana Pérez.mp4", "size": 5, "media_type": "video/mp4", "sha256": "0" * 64}
    application = make_application(call, State.IN_REVIEW, answers={"teaser": "https://www.vimeo.com/1?x=2", "reel": file})
    review = in_review(make_review(make_round(call), application, reviewer))
    shown = text(desk.get(page(review)))
    assert '<a class="button" href="https://www.vimeo.com/1?x=2" rel="noopener noreferrer nofollow" target="_blank">' in shown
    assert "<iframe" not in shown and "<embed" not in shown
    assert f'<video controls preload="none" playsinline src="{page(review)}files/{"0" * 32}/"></video>' in shown
    assert "Ana Pérez" not in shown


def test_the_script_is_small():
    source = Path(find("js/desk.js")).read_bytes()
    assert len(gzip.compress(source)) <= 2500
