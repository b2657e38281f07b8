"""The search above the staff's list of applications."""

import random

import pytest
from django.db import connection

from applicants.applications.clarification.models import Clarification
from applicants.applications.models import Application, Submission
from applicants.applications.search.find import ask
from applicants.applications.search.models import SearchEntry, SearchWord
from applicants.applications.search.texts import Text
from applicants.applications.search.vectors import vector
from applicants.applications.search.vocabulary import sweep
from applicants.applications.search.words import forms_in
from applicants.applications.states import State
from applicants.applications.team.references.models import Reference
from applicants.applications.transcripts.add import add_transcript
from applicants.applications.transcripts.source import source_of
from fundportal.accounts.erase import erase
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.web.erasing import erasing
from tests.applications.search.gather import gather
from tests.review.make import make_application, make_applications, make_call, make_cohort, make_person, make_program, make_sample, question

pytestmark = pytest.mark.django_db
LIST = "/admin/applicants/application/"
OPTIONS = [{"code": "script", "es": "Guion terminado", "en": "Finished screenplay"}]
FORM = {
    "sections": [
        {
            "key": "film",
            "title": {},
            "help": {},
            "questions": [
                question("logline", "long_text", words=900),
                question("stage", "choice", options=OPTIONS),
                question("voice", "long_text", words=60, voice="both", max_minutes=2, max_mb=1),
                question("school", tier=2),
                question("paper", "file", types=["pdf"], max_mb=1),
                question("budget", "table", columns=[{"key": "what", "es": "Qué", "en": "What", "kind": "text"}]),
                {**question("health", tier=1), "sensitive": True},
            ],
        }
    ]
}


@pytest.fixture(autouse=True)
def samples(settings):
    settings.SAMPLE_LOGINS = True


@pytest.fixture
def staff(client):
    person = make_sample(Role.COORDINATOR)
    client.force_login(person)
    return person


@pytest.fixture
def call(db):
    return make_call(document=FORM)


def make(call, logline, person=None, state=State.SUBMITTED, **answers):
    return make_application(call, state, person, {"logline": logline, **answers})


def found(client, typed, **more):
    answer = client.get(LIST, {"q": typed, **more})
    assert answer.status_code == 200, answer
    return {row.folio for row in answer.context_data["cl"].result_list}


FINDS = (
    "animación", "ANIMACION", "animaciones", "nim", "niñas", "ninos", "pajaro", '"una nina"', "pajaros -vaca", "film film", "guion", "screenplay",
    "filmmaker", "school", "ana perez", "an nim 4k", "4k",
)  # fmt: skip
FINDS_NOTHING = (
    "niño perdido", '"niña una"', "-niña", "nadie", "%", "_", "\\", "'; --", '""', "a%o", "\u202e\u200f", "x" * 10_000, "lejos niña",
)  # fmt: skip


def test_words_are_found_in_both_languages_without_accents_and_by_their_parts(client, staff, call):
    it = make(call, "Animación: una niña filma pájaros en 4K, the filmmakers' schools.", make_person("Ana Pérez"), stage="script")
    make(call, "Niña", make_person("Otro"))
    assert gather() == 2
    assert [typed for typed in FINDS if it.folio not in found(client, typed)] == []
    assert [typed for typed in FINDS_NOTHING if it.folio in found(client, typed)] == []
    assert found(client, "nina filma") == {it.folio}


def test_nothing_typed_is_no_search(client, staff, call):
    it = make(call, "Una niña")
    gather()
    assert found(client, " \t") == {it.folio}


def test_who_types_enye_means_it(client, staff, call):
    year, anus = make(call, "Un año"), make(call, "Un ano")
    gather()
    assert (found(client, "año"), found(client, "ano")) == ({year.folio}, {year.folio, anus.folio})


def test_words_that_say_nothing_count_alone_and_in_quotes(client, staff, call):
    house, other = make(call, "De la casa"), make(call, "La de casa")
    gather()
    assert found(client, "de la casa") == found(client, "de la") == {house.folio, other.folio}
    assert found(client, '"de la casa"') == {house.folio}
    page = client.get(LIST, {"q": "de la casa"}).content.decode()
    assert "“de”, “la”" in page


def test_sensitive_answers_and_names_of_files_are_not_searched(client, staff, call):
    file = {"file": "x", "name": "quetzal.pdf", "size": 1, "sha256": "0" * 64, "media_type": "application/pdf"}
    it = make(call, "Una niña", health="epilepsia", paper=file)
    submission = Submission.objects.get()
    Clarification.objects.create(
        application=it, number=1, submission=submission, question="health", text="¿Epilepsia?", asked_at="2027-03-02T00:00Z",
        due_at="2027-03-09T00:00Z", answered_at="2027-03-03T00:00Z", document='{"answer":"epilepsia","note":""}', sha256="0" * 64,
    )  # fmt: skip
    gather()
    assert found(client, "epilepsia") == found(client, "quetzal") == set()
    assert SearchWord.objects.filter(word__contains="epil").count() == 0


def test_tables_letters_what_was_answered_and_transcripts_are_searched(client, staff, call):
    spoken = {"text": "Tutyk", "language": {"code": "mto"}}
    it = make(call, "Una niña", voice=spoken)
    gather()
    submission = Submission.objects.get()
    Clarification.objects.create(
        application=it, number=1, submission=submission, question="logline", text="¿Dónde?", asked_at="2027-03-02T00:00Z",
        due_at="2027-03-09T00:00Z", answered_at="2027-03-03T00:00Z", document='{"answer":"Totontepec","note":"Mixes"}', sha256="0" * 64,
    )  # fmt: skip
    Reference.objects.create(application=it, text="La maestra dice", written_at="2027-03-03T00:00Z", token_sha256="0" * 64)
    Reference.objects.create(application=it, text="Todavía borrador", token_sha256="1" * 64)
    source = source_of(Submission.objects.get().content["answers"]["voice"])
    add_transcript(application_id=it.pk, key="voice", source=source, kind="translation", language={"code": "spa"}, text="Monte", by=staff)
    assert gather() == 1
    for typed in ("tutyk", "totontepec", "mixes", "maestra", "monte", "niña monte maestra"):
        assert found(client, typed) == {it.folio}, typed
    assert found(client, "borrador") == set()


def test_a_new_submission_takes_the_place_of_the_old_words(client, staff, call):
    it = make(call, "Una niña con ocelote")
    gather()
    newer = Submission.objects.get()
    newer.pk, newer.number, newer.code = None, 2, "code-newer"
    newer.document = newer.document.replace("ocelote", "quetzal")
    newer.save()
    Application.objects.update(submission=newer)
    assert gather() == 1
    assert (found(client, "ocelote"), found(client, "quetzal")) == (set(), {it.folio})
    assert SearchWord.objects.filter(word="ocelote").count() == 0
    assert gather() == 0


def test_what_was_withdrawn_is_found_by_its_person_alone(client, staff, call):
    from applicants.applications.withdraw import withdraw

    it = make(call, "Una niña con ocelote", make_person("Ana"))
    gather()
    withdraw(application=it, person=it.applicant)
    gather()
    assert (found(client, "ocelote"), found(client, "ana"), found(client, it.folio)) == (set(), {it.folio}, {it.folio})


def test_a_new_name_is_followed(client, staff, call):
    it = make(call, "Una niña", make_person("Ana"))
    gather()
    it.applicant.name = "Berenice"
    it.applicant.save()
    gather()
    assert (found(client, "ana"), found(client, "berenice")) == (set(), {it.folio})


def test_an_erased_person_leaves_no_word_at_once(client, staff, call):
    it, other = make(call, "Una niña con ocelote"), make(call, "Una niña")
    referee = make_person("Clara", email="clara@example.org")
    Reference.objects.create(
        application=other, email=referee.email, text="Tlacuache", written_at="2027-03-03T00:00Z", token_sha256="0" * 64
    )
    gather()
    erase(person=it.applicant)
    erase(person=referee)
    assert set(SearchWord.objects.filter(word__in=["nina", "niña", "ocelote", "tlacuache"]).values_list("word", flat=True)) == set()
    assert SearchEntry.objects.filter(application=it).count() == 0
    assert gather() == 2
    assert (found(client, "ocelote"), found(client, "niña"), found(client, "tlacuache")) == (set(), {other.folio}, set())
    assert found(client, it.folio) == {it.folio}


def test_what_was_read_before_an_erasure_is_not_written_after_it(call):
    from applicants.applications.search import index

    it = make(call, "Ocelote")
    index.enrol()
    read = list(index.readable())
    gone = index.words_of(read[0], 1, index.texts_of(read)[it.pk], [])
    erase(person=it.applicant)
    index.write([gone])
    assert (SearchEntry.objects.count(), SearchWord.objects.count()) == (0, 0)
    index.enrol()
    index.write([gone._replace(changes=7)])
    assert SearchWord.objects.count() == 0


def test_one_that_cannot_be_read_holds_up_no_other(client, staff, call, caplog):
    broken, it = make(call, "Ocelote"), make(call, "Ocelote")
    with erasing():
        Submission.objects.filter(application=broken).update(document="{}")
    gather()
    assert (found(client, "ocelote"), found(client, broken.folio)) == ({it.folio}, {broken.folio})
    assert (gather(), "cannot be read" in caplog.text) == (0, True)


def test_words_that_went_without_a_word_are_swept(call):
    make(call, "Ocelote")
    gather()
    SearchEntry.objects.all().delete()
    sweep()
    assert SearchWord.objects.count() == 0


def test_who_gathers_words_is_alone(call):
    from concurrent.futures import ThreadPoolExecutor

    from applicants.applications.search.index import locked

    def elsewhere():
        try:
            return locked("pg_try_advisory_lock")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        assert locked("pg_try_advisory_lock")
        assert pool.submit(elsewhere).result() is False
        locked("pg_advisory_unlock")


def test_filters_and_scope_hold_in_a_search(client, staff, call):
    here, there = make(call, "Una niña"), make(make_call(document=FORM), "Una niña", state=State.IN_REVIEW)
    make(make_call(make_cohort(make_program("ccc")), document=FORM), "Una niña")
    make(call, "Una niña", person=staff)
    gather()
    assert found(client, "niña") == {here.folio, there.folio}
    assert found(client, "niña", call=call.pk) == found(client, "niña", screened="waiting") == {here.folio}
    assert found(client, "niña", state__exact="in_review") == {there.folio}


def test_each_hit_shows_its_passage_and_the_view_is_written_down(client, staff, call):
    it = make(call, "<b>Una niña</b>")
    gather()
    page = client.get(LIST, {"q": "nina"}).content.decode()
    assert "&lt;b&gt;Una <mark>niña</mark>&lt;/b&gt;" in page
    assert "¿logline?" in page
    assert Entry.objects.get(verb="search_answers").detail == {"applications": [it.pk]}
    assert "<mark>" not in client.get(LIST, {"q": it.folio}).content.decode()
    assert Entry.objects.filter(verb="search_answers").count() == 1


def test_a_folio_and_an_address_are_found_before_their_words_are_gathered(client, staff, call):
    it = make(call, "Una niña", make_person("Ana", email="ana.p@example.org"))
    assert found(client, it.folio.lower()) == found(client, "ana.p@") == {it.folio}
    assert found(client, "niña") == set()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PR, Role.PRIVACY])
def test_who_may_not_read_finds_nothing(client, call, role):
    client.force_login(make_sample(role))
    assert client.get(LIST, {"q": "niña"}).status_code == 403


@pytest.mark.parametrize("rows", [1, 40])
def test_statements_do_not_grow(client, staff, call, rows, django_assert_max_num_queries):
    make_applications(rows, call)
    gather()
    client.get(LIST)
    with django_assert_max_num_queries(21):
        assert len(found(client, "partera")) == rows


def test_the_count_is_bounded(client, staff, call, monkeypatch):
    monkeypatch.setattr("applicants.applications.admin.MOST_FOUND", 5)
    monkeypatch.setattr("applicants.applications.staff.searching.MOST_FOUND", 5)
    make_applications(8, call)
    gather()
    answer = client.get(LIST, {"q": "partera"})
    assert (answer.context_data["cl"].result_count, answer.context_data["found_more"]) == (5, 5)


def test_a_part_of_too_many_words_says_so(client, staff, call):
    it = make(call, " ".join(f"zeta{n}" for n in range(400)))
    gather()
    answer = client.get(LIST, {"q": "eta"})
    assert ([row.folio for row in answer.context_data["cl"].result_list], len(answer.context_data["search_notes"])) == ([it.folio], 1)


def test_postgres_and_python_find_the_same(call):
    """The passages and what reviewers find are judged again in Python."""
    lot = random.Random(7)
    some = ["cine", "niña", "nina", "árbol", "de", "la", "casa", "o'brien", "4k", "ﬁn"]
    make(call, " ".join(some))
    gather()
    for _ in range(60):
        given = [" ".join(lot.choices(some, k=lot.randint(1, 6))) for _ in range(lot.randint(1, 3))]
        typed = " ".join(lot.choice(["{}", "-{}", '"{}"', '"{} {}"']).format(*lot.choices(some, k=2)) for _ in range(lot.randint(1, 3)))
        inquiry = ask(typed)
        if not inquiry.raw:
            continue
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector(map(forms_in, given)), inquiry.raw])
            assert cursor.fetchone()[0] is inquiry.is_met_by([Text("q:x", 0, "", text) for text in given]), (given, typed)
