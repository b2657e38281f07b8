"""A reviewer's search finds what the reviewer may read, and nothing else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from applicants.applications.clarification.models import Clarification
from applicants.applications.models import Application, Submission
from applicants.applications.search.covering import coverers
from applicants.applications.states import State
from applicants.applications.team.references.models import Reference
from applicants.applications.transcripts.add import add_transcript
from applicants.applications.transcripts.source import source_of
from applicants.review.blinding.models import Leak
from applicants.review.blinding.redact import decide
from applicants.review.models import Round
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.applications.search.gather import gather
from tests.review.make import DOCUMENT, make_application, make_call, make_person, make_review, make_round, make_sample, question

pytestmark = pytest.mark.django_db
SPOKEN = {"words": 60, "voice": "both", "max_minutes": 2, "max_mb": 1}
FORM = {
    "sections": [
        *DOCUMENT["sections"],
        {
            "key": "more",
            "title": {},
            "help": {},
            "questions": [question("voice", "long_text", tier=1, **SPOKEN), question("story", "long_text", tier=3, words=90)],
        },
    ]
}
ANSWERS = {
    "logline": "Una partera, Xóchitl, filma su pueblo.",
    "school": "Escuela Tlacuache",
    "phone": "5512349876",
    "voice": {"text": "Ocelote", "language": {"code": "mto"}},
    "story": "El río Balsas",
}


@pytest.fixture(autouse=True)
def samples(settings):
    settings.SAMPLE_LOGINS = True


@pytest.fixture
def reviewer():
    return make_sample(Role.REVIEWER)


def make(reviewer, conflict="none", answers=ANSWERS, **more):
    """A review of an application that is full of words."""
    round = make_round(make_call(document=FORM), **more)
    person = make_person("Quetzalli Cruz")
    application = make_application(round.call, State.IN_REVIEW, person, answers)
    Reference.objects.create(application=application, text="Su maestra Iztli", written_at=timezone.now(), token_sha256=str(person.pk) * 9)
    return make_review(round, application, reviewer, conflict=conflict)


def found(client, reviewer, typed):
    client.force_login(reviewer)
    answer = client.get(reverse("admin:review_desk_search"), {"q": typed})
    assert answer.status_code == 200
    shown = answer.content.decode()
    hits = answer.context_data["hits"]
    assert all(hit.review.application.folio in shown for hit in hits)
    return [hit.review.pk for hit in hits]


@pytest.mark.parametrize(
    ("tier", "seen"),
    [
        (0, {"partera", "tlacuache", "5512349876", "ocelote", "balsas", "iztli"}),
        (1, {"partera", "tlacuache", "balsas"}),
        (2, {"partera", "balsas"}),
        (3, {"partera"}),
    ],
)
def test_each_round_finds_what_it_shows(client, reviewer, tier, seen):
    review = make(reviewer, blind_tier=tier)
    gather()
    words = ["partera", "tlacuache", "5512349876", "ocelote", "balsas", "iztli", "quetzalli", "cruz", "example", review.application.folio]
    assert {word for word in words if found(client, reviewer, word)} == seen
    assert bool(found(client, reviewer, "partera -balsas")) is (tier == 3)
    assert bool(found(client, reviewer, "partera ball balsas")) is False


def test_words_of_several_shown_answers_and_a_passage(client, reviewer):
    review = make(reviewer, blind_tier=1)
    gather()
    assert found(client, reviewer, "parteras rios TLACUACHE") == [review.pk]
    client.force_login(reviewer)
    page = client.get(reverse("admin:review_desk_search"), {"q": "partera"}).content.decode()
    assert "Una <mark>partera</mark>, Xóchitl, filma su pueblo." in page
    assert "Quetzalli" not in page
    assert Entry.objects.filter(verb="search_answers").first().detail == {"reviews": [review.pk]}


def test_what_is_covered_is_not_found_from_that_moment_on(client, reviewer):
    review = make(reviewer, blind_tier=1)
    coordinator = make_sample(Role.COORDINATOR)
    leak = Leak.objects.create(application=review.application, place="q:logline", passage="Xóchitl", kind="name", tier=0)
    gather()
    assert found(client, reviewer, "xochitl") == [review.pk]
    decide(round=review.round, application=review.application_id, leaks=[leak.pk], state="covered", by=coordinator)
    for _ in range(2):  # before the words are gathered anew, and after
        assert found(client, reviewer, "xochitl") == found(client, reviewer, '"partera filma"') == []
        assert found(client, reviewer, "xoch") == []
        assert found(client, reviewer, "partera") == [review.pk]
        page = client.get(reverse("admin:review_desk_search"), {"q": "partera"}).content.decode()
        assert ("Xóchitl" in page, "<mark>partera</mark>" in page) == (False, True)
        gather()


def test_without_the_room_that_covers_nothing_is_found(client, reviewer, monkeypatch):
    review = make(reviewer)
    gather()
    assert found(client, reviewer, "partera") == [review.pk]
    kept = list(coverers)
    coverers.clear()
    try:
        assert found(client, reviewer, "partera") == []
    finally:
        coverers.extend(kept)


def test_transcripts_and_what_was_answered_follow_their_question(client, reviewer):
    review = make(reviewer, blind_tier=1, answers={**ANSWERS, "voice": {"text": "Tutyk", "language": {"code": "mto"}}})
    staff, submission = make_sample(Role.COORDINATOR), Submission.objects.get()
    source = source_of(submission.content["answers"]["voice"])
    add_transcript(
        application_id=review.application_id,
        key="voice",
        source=source,
        kind="translation",
        language={"code": "spa"},
        text="Monte",
        by=staff,
    )
    for number, key in enumerate(["phone", "logline"], start=1):
        Clarification.objects.create(
            application=review.application, number=number, submission=submission, question=key, text=f"¿Dónde {key}x?",
            asked_at="2027-03-02T00:00Z", due_at="2027-03-09T00:00Z", answered_at="2027-03-03T00:00Z", document=f'{{"answer":"Sur {key}y","note":""}}',
            sha256="0" * 64,
        )  # fmt: skip
    gather()
    seen = [word for word in ("tutyk", "monte", "phonex", "phoney", "loglinex", "logliney") if found(client, reviewer, word)]
    assert seen == ["loglinex", "logliney"]
    Round.objects.filter(pk=review.round_id).update(blind_tier=0)
    assert found(client, reviewer, "monte") == found(client, reviewer, "phoney") == [review.pk]


def test_only_the_own_open_queue(client, reviewer):
    mine = make(reviewer)
    make(make_sample(Role.REVIEWER))
    for conflict in ("unknown", "declared"):
        make(reviewer, conflict=conflict)
    closed = make(reviewer)
    Round.objects.filter(pk=closed.round_id).update(closed_at=timezone.now())
    decided = make(reviewer)
    Application.objects.filter(pk=decided.application_id).update(state=State.DECLINED)
    make(reviewer, opens_on="2100-01-01")
    own = make(reviewer)
    Application.objects.filter(pk=own.application_id).update(applicant=reviewer)
    gather()
    assert found(client, reviewer, "partera") == [mine.pk]


def test_one_application_in_two_rounds_is_found_by_what_each_shows(client, reviewer):
    blind = make(reviewer, blind_tier=3)
    seeing = make_review(make_round(blind.round.call, blind_tier=0), blind.application, reviewer, conflict="none")
    gather()
    assert found(client, reviewer, "balsas") == [seeing.pk]
    assert sorted(found(client, reviewer, "partera")) == [blind.pk, seeing.pk]


def test_while_the_calibration_set_waits_it_alone_is_searched(client, reviewer):
    from applicants.review.calibration.models import Calibration, CalibrationApplication

    first = make(reviewer)
    other = make_review(first.round, make_application(first.round.call, State.IN_REVIEW, None, ANSWERS), reviewer, conflict="none")
    gather()
    assert sorted(found(client, reviewer, "partera")) == [first.pk, other.pk]
    calibration = Calibration.objects.create(round=first.round)
    CalibrationApplication.objects.create(calibration=calibration, application=first.application)
    assert found(client, reviewer, "partera") == [first.pk]


def test_whatever_is_typed_there_is_an_answer(client, reviewer):
    review = make(reviewer)
    gather()
    for typed in ("", "  ", "%", '"', "x" * 10_000, "\u202e", "de", "-nada", "'; --"):
        assert found(client, reviewer, typed) in ([], [review.pk])


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PR])
def test_who_does_not_review_stays_out(client, role):
    client.force_login(make_sample(role))
    assert client.get(reverse("admin:review_desk_search"), {"q": "x"}).status_code == 403


@pytest.mark.parametrize("rows", [1, 25])
def test_statements_do_not_grow(client, reviewer, rows, django_assert_max_num_queries):
    round = make_round(make_call(document=FORM))
    for _ in range(rows):
        make_review(round, make_application(round.call, State.IN_REVIEW, None, ANSWERS), reviewer, conflict="none")
    gather()
    client.force_login(reviewer)
    client.get(reverse("admin:review_desk_search"))
    with django_assert_max_num_queries(16):
        answer = client.get(reverse("admin:review_desk_search"), {"q": "partera"})
    assert (answer.context_data["count"], len(answer.context_data["hits"])) == (rows, min(rows, 20))
