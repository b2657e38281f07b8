"""Staff ask about one answer; the person answers that one; everybody reads both."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test import Client
from django.utils import timezone

from applicants.applications.clarification.answer import NoLongerOpen, NothingNew
from applicants.applications.clarification.ask import CannotAsk, MayNotAsk
from applicants.applications.clarification.models import READ_NOW, Clarification
from applicants.applications.clarification.remind import remind_clarifications
from applicants.applications.consents.take_back import take_back
from applicants.applications.draft.unused_files import forget_unused_files
from applicants.applications.models import Application, StateChange, Submission
from applicants.applications.receipt.signing import is_signed
from applicants.applications.receipt.snapshot import instant
from applicants.applications.states import State
from applicants.applications.tasks import remind_of_questions
from applicants.calls.models import Call
from applicants.review.models import Review, Round
from fundportal.accounts.erase import erase
from fundportal.accounts.models import User
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.consents.models import Purpose
from fundportal.files.models import StoredFile
from fundportal.notifications.deliver import deliver
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from fundportal.web.canonical import canonical, sha256
from tests.applications.build import COMPLETE, client_of, make_call, make_draft, make_person, opened_by, question, section
from tests.applications.clarifying import asked, handed_in, page_of, say, second_factor, staff
from tests.applications.reading import words
from tests.applications.threads import at_once
from tests.files.contents import CONTENTS

pytestmark = pytest.mark.django_db
PDF = CONTENTS["pdf"]


def test_asking_writes_to_the_person_and_changes_nothing_else():
    application = handed_in()
    before = Application.objects.filter(pk=application.pk).values().get()
    made = asked(application)
    assert Application.objects.filter(pk=application.pk).values().get() == before
    assert StateChange.objects.count() == 1
    letter = Notification.objects.get(kind="clarification")
    assert f"/es/solicitudes/{application.folio}/aclarar/1/" in render(letter).text
    assert "¿Quién habla?" in render(letter).text
    assert Entry.objects.get(verb="clarification_asked").detail["question"] == "synopsis"
    assert (made.number, asked(application, question="title").number) == (1, 2)


@pytest.mark.parametrize("state", State)
def test_only_what_is_being_read_can_be_asked_about_and_answered(state):
    application = handed_in(State.IN_REVIEW)
    made = asked(application)
    Application.objects.filter(pk=application.pk).update(state=state)
    if state in READ_NOW:
        assert asked(application, question="title").number == 2
        assert say(made).answered_at
    else:
        with pytest.raises(CannotAsk):
            asked(application, question="title")
        with pytest.raises(NoLongerOpen):
            say(made)
        assert Clarification.objects.filter(answered_at__isnull=False).count() == 0
    assert set(READ_NOW) == {State.SUBMITTED, State.IN_REVIEW, State.SHORTLISTED}


@pytest.mark.parametrize(("role", "code"), [(Role.REVIEWER, "ccc"), (Role.PR, "ccc"), (Role.PRIVACY, "ccc"), (Role.COORDINATOR, "amacc")])
def test_who_does_not_screen_does_not_ask(role, code):
    with pytest.raises(MayNotAsk):
        asked(by=staff(role, code))


def test_nobody_asks_about_their_own_or_about_a_draft():
    person = staff()
    with pytest.raises(MayNotAsk):
        asked(handed_in(person=person), by=person)
    with pytest.raises(CannotAsk):
        asked(make_draft(answers=COMPLETE))


@pytest.mark.parametrize(
    "more",
    [
        {"question": "nothing"},
        {"due_at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"due_at": datetime(2099, 1, 1, tzinfo=UTC)},
    ],
)
def test_what_cannot_be_asked(more):
    with pytest.raises(CannotAsk):
        asked(**more)
    assert not Notification.objects.filter(kind="clarification").exists()


def test_once_the_promised_date_is_missed_it_binds_no_date():
    application = handed_in()
    Call.objects.filter(pk=application.call_id).update(decision_by=(timezone.now() - timedelta(days=2)).date())
    assert asked(application).number == 1


def test_one_question_is_not_open_twice():
    application = handed_in()
    first = asked(application)
    with pytest.raises(CannotAsk):
        asked(application)
    say(first)
    assert asked(application).number == 2


def test_who_took_the_consent_back_is_not_asked():
    application = handed_in(State.SUBMITTED)
    made = asked(application)
    take_back(application=application, person=application.applicant, purpose=Purpose.EVALUATE)
    Application.objects.filter(pk=application.pk).update(state=State.IN_REVIEW)
    with pytest.raises(CannotAsk):
        asked(application, question="title")
    assert made.number == 1


def test_the_answer_is_frozen_hashed_and_signed_beside_what_was_submitted():
    made = asked()
    submission, at = Submission.objects.get(), timezone.now()
    done = say(made, note="Es mi abuela.", at=at)
    assert Submission.objects.get().document == submission.document
    content = Clarification.objects.get().content
    assert (content["answer"], content["note"], content["submission"]) == ("Habla la abuela.", "Es mi abuela.", submission.sha256)
    assert sha256(done.document) == done.sha256
    facts = {"clarification": 1, "folio": content["folio"], "received_at": instant(at), "sha256": done.sha256, "type": content["type"]}
    assert is_signed(canonical(facts), key_id=done.key_id, signature=done.signature)
    assert Application.objects.get().answers == COMPLETE
    (letter,) = Notification.objects.filter(kind="clarification_answered")
    assert "Ya tenemos tu respuesta" in render(letter).subject
    with pytest.raises(IntegrityError), transaction.atomic():
        Clarification.objects.update(text="x")


def test_a_second_answer_changes_nothing():
    made = asked()
    say(made)
    assert say(made, "Otra cosa").content["answer"] == "Habla la abuela."
    assert Notification.objects.filter(kind="clarification_answered").count() == 1


def test_the_last_instant_counts_by_arrival():
    early, late = asked(), asked()
    assert say(early, at=early.due_at).answered_at == early.due_at
    with pytest.raises(NoLongerOpen):
        say(late, at=late.due_at + timedelta(microseconds=1))


def test_no_answer_is_taken_that_is_none():
    made = asked()
    with pytest.raises(NothingNew):
        say(made, COMPLETE["synopsis"])
    for wrong in ("", None, "uno " * 11, 7, {"file": "x"}, ["a"]):
        with pytest.raises(ValueError, match="synopsis"):
            say(made, wrong)
    assert say(made, COMPLETE["synopsis"], note="Así es.").answered_at


def test_another_person_finds_nothing():
    made = asked()
    with pytest.raises(Http404):
        say(made, person=make_person())
    assert client_of(make_person()).get(page_of(made)).status_code == 404
    assert client_of(made.application.applicant).get(page_of(made).replace("/1/", "/2/")).status_code == 404


def test_sensitive_questions_are_asked_under_consent_alone():
    form = [section("all", question("title"), question("health", sensitive=True, required=False))]
    application = handed_in(call=make_call(form), answers={"title": "Agua", "health": "asma"})
    made = asked(application, question="health")
    take_back(application=application, person=application.applicant, purpose=Purpose.SENSITIVE)
    with pytest.raises(NoLongerOpen):
        say(made, "nada")
    with pytest.raises(CannotAsk):
        asked(handed_in(call=make_call(form), answers={"title": "Agua"}, purposes=("evaluate",)), question="health")


@pytest.mark.parametrize(
    ("language", "title", "sentence"),
    [("es", "Una pregunta sobre tu solicitud", "Solo se abre"), ("en", "A question about", "Only this answer")],
)
def test_page_shows_the_question_and_takes_the_answer(language, title, sentence):
    made = asked()
    client = client_of(made.application.applicant)
    page = words(client.get(page_of(made, language)))
    assert (title in page, sentence in page, "¿Quién habla?" in page, COMPLETE["synopsis"] in page) == (True, True, True, True)
    assert 'name="title"' not in client.get(page_of(made)).content.decode()
    assert client.post(page_of(made), {"synopsis": "uno " * 11}).status_code == 200
    assert client.post(page_of(made), {"synopsis": ""}).status_code == 200
    assert client.post(page_of(made), {"synopsis": COMPLETE["synopsis"], ".note": " "}).status_code == 200
    assert not Clarification.objects.filter(answered_at__isnull=False).exists()
    assert client.post(page_of(made), {"synopsis": "Habla la abuela.", "title": "Otro", ".note": "Sí."}).status_code == 302
    after = words(client.get(page_of(made)))
    assert ("Habla la abuela." in after, COMPLETE["synopsis"] in after, "Sí." in after) == (True, True, True)
    assert client.post(page_of(made), {"synopsis": "Otra vez."}).status_code == 200
    assert Clarification.objects.get().content["answer"] == "Habla la abuela."
    assert Application.objects.get().answers == COMPLETE


def test_status_page_leads_to_an_open_question_and_keeps_an_answered_one():
    made = asked()
    client = client_of(made.application.applicant)
    status = f"/en/solicitudes/{made.application.folio}/"
    assert "We have a question about your application." in words(client.get(status))
    User.objects.filter(pk=made.application.applicant_id).update(time_zone="America/Tijuana")
    assert "in Tijuana)" in words(client.get(status))
    say(made)
    page = words(client.get(status))
    assert ("We have a question" in page, "Questions that we asked you" in page, "Question 1, " in page) == (False, True, True)


def test_what_was_submitted_leads_to_what_was_answered_afterwards():
    found = asked()
    draft = found.application
    page = f"/es/solicitudes/{draft.folio}/enviado/"
    assert "Lo que contestaste después" not in words(client_of(draft.applicant).get(page))
    say(found, "Otra sinopsis")
    shown = client_of(draft.applicant).get(page)
    assert ("Lo que contestaste después" in words(shown), page_of(found) in shown.content.decode()) == (True, True)


def test_a_late_page_says_so_and_takes_nothing():
    made = asked()
    Clarification.objects.update(asked_at=timezone.now() - timedelta(days=3), due_at=timezone.now() - timedelta(minutes=1))
    client = client_of(made.application.applicant)
    assert "El tiempo para responder terminó" in words(client.get(page_of(made)))
    assert client.post(page_of(made), {"synopsis": "Tarde."}).status_code == 409
    assert not Clarification.objects.filter(answered_at__isnull=False).exists()


def test_what_was_sent_signed_out_waits_for_the_person():
    made = asked()
    client = Client()
    assert client.post(page_of(made), {"synopsis": "Escrito sin sesión."}).status_code == 302
    client.force_login(made.application.applicant, backend="fundportal.accounts.backends.PortalBackend")
    assert "Escrito sin sesión." in client.get(page_of(made)).content.decode()
    assert not Clarification.objects.filter(answered_at__isnull=False).exists()


def test_a_file_is_answered_with_a_file_that_stays_and_is_open_to_who_reads_it():
    form = [section("all", question("title"), question("paper", "file", required=False, types=["pdf"], max_mb=1))]
    application = handed_in(call=make_call(form), answers={"title": "Agua"})
    made = asked(application, question="paper")
    client = client_of(application.applicant)
    client.post(page_of(made), {"paper": SimpleUploadedFile("nuevo.pdf", PDF)})
    stored = StoredFile.objects.get()
    assert Clarification.objects.get().content["answer"]["file"] == str(stored.pk)
    assert forget_unused_files(at=timezone.now() + timedelta(days=2)) == 0
    assert b"".join(client.get(f"/es/solicitudes/{application.folio}/archivos/{stored.pk}/")) == PDF
    desk = client_of(make_person(is_superuser=True, is_staff=True))
    second_factor(desk)
    page = desk.get(f"/admin/applicants/application/{application.pk}/change/").content.decode()
    assert f"/admin/applicants/application/{application.pk}/files/{stored.pk}/" in page
    assert b"".join(desk.get(f"/admin/applicants/application/{application.pk}/files/{stored.pk}/")) == PDF


def test_reviewers_read_it_unless_the_round_hides_the_question():
    from applicants.review.desk.reading import reading

    secret = {**question("phone"), "tier": 1}
    application = handed_in(call=make_call([section("all", question("title"), secret)]), answers={"title": "Agua", "phone": "55"})
    say(asked(application, question="title"), "Agua dulce")
    say(asked(application, question="phone"), "66")
    asked(application, question="title")
    shown = reading(application, 1).clarified
    assert [(each.label, each.now.data) for each in shown] == [("¿title?", "Agua dulce")]
    assert len(reading(application, 0).clarified) == 2
    assert (Round.objects.count(), Review.objects.count()) == (0, 0)


def test_staff_ask_on_a_page():
    application = handed_in()
    person = staff()
    desk = client_of(person)
    second_factor(desk)
    at = f"/admin/applicants/application/{application.pk}/ask/"
    assert "¿synopsis?" in words(desk.get(at))
    due = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    assert desk.post(at, {"question": "synopsis", "text": "¿Quién?", "due_at": "2020-01-01T10:00"}).status_code == 400
    assert desk.post(at, {"question": "none", "text": "¿Quién?", "due_at": due}).status_code == 400
    assert desk.post(at, {"question": "synopsis", "text": "¿Quién?", "due_at": due}).status_code == 302
    page = words(desk.get(f"/admin/applicants/application/{application.pk}/change/"))
    assert "¿Quién?" in page
    Application.objects.filter(pk=application.pk).update(state=State.DECLINED)
    assert desk.post(at, {"question": "title", "text": "¿Quién?", "due_at": due}).status_code in (200, 400)
    assert Clarification.objects.count() == 1


def test_who_has_not_answered_is_reminded_once(mailoutbox):
    waits, done, fresh = asked(), asked(), asked(due_at=timezone.now() + timedelta(hours=20))
    say(done)
    soon = waits.due_at - timedelta(hours=24)
    assert remind_clarifications(at=soon - timedelta(seconds=1)) == 0
    assert remind_clarifications(at=soon) == 1
    assert remind_clarifications(at=soon) == 0
    assert Notification.objects.get(kind="clarification_reminder").about == waits.application.folio
    assert fresh.number == 1
    say(waits)
    deliver(queue="letters")
    assert Notification.objects.get(kind="clarification_reminder").state == "expired"
    assert remind_of_questions() == 0


@pytest.mark.parametrize("many", [1, 12])
def test_statements_of_reminding_do_not_grow(many, django_assert_num_queries):
    for _each in range(many):
        asked()
    with django_assert_num_queries(2):  # the rows, the letters
        remind_clarifications(at=timezone.now() + timedelta(days=4, hours=1))


def test_an_erased_person_leaves_no_word_of_it():
    made = asked()
    say(made, "Habla la abuela Xóchitl.", note="Xóchitl")
    digest = Clarification.objects.get().sha256
    erase(person=made.application.applicant)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM applicants_clarification AS row WHERE row::text ILIKE '%Xóchitl%'")
        assert cursor.fetchone() == (0,)
    kept = Clarification.objects.get()
    assert (kept.sha256, kept.text, kept.content["answer"]) == (digest, "", None)


@pytest.mark.django_db(transaction=True)
def test_answers_at_once_are_one_answer():
    made = asked()
    texts = iter(f"Respuesta {n}" for n in range(6))
    answers = {done.content["answer"] for done in at_once(6, lambda: say(made, next(texts)))}
    assert len(answers) == 1
    assert Notification.objects.filter(kind="clarification_answered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_questions_at_once_get_numbers_of_their_own():
    application = handed_in()
    by = User.objects.get(pk=staff().pk)
    keys = iter(["title", "synopsis", "town", "note"])
    numbers = {made.number for made in at_once(4, lambda: asked(application, by=by, question=next(keys)))}
    assert numbers == {1, 2, 3, 4}


def test_what_a_second_device_sends_is_shown_and_not_said_to_have_arrived():
    row = asked()
    client = client_of(row.application.applicant)
    say(row)
    page = words(client.post(page_of(row, "en"), {"synopsis": "Otra cosa.", ".note": ""}))
    assert ("Otra cosa." in page, "that one counts" in page, "Your answer arrived" in page) == (True, True, False)
    same = words(client.post(page_of(row, "en"), {"synopsis": "Habla la abuela.", ".note": ""}, follow=True))
    assert ("that one counts" in same, "Your answer arrived" in same) == (False, True)


@pytest.mark.parametrize(("sent", "taken"), [("Habla la abuela.", True), ("palabra " * 11, False)])
def test_what_was_sent_signed_out_in_time_counts_after_the_date(sent, taken):
    row = asked()
    client = Client()
    client.post(page_of(row, "en"), {"synopsis": sent, ".note": "", **opened_by(row.application.applicant)})
    Clarification.objects.filter(pk=row.pk).update(due_at=timezone.now())
    client.force_login(row.application.applicant, backend="fundportal.accounts.backends.PortalBackend")
    page = words(client.get(page_of(row, "en"), follow=True))
    assert (sent.strip() in page, "Your answer arrived" in page) == (True, taken)
    assert (Clarification.objects.get().answered_at is not None) == taken


def test_what_a_second_device_s_file_has_come_to_is_said():
    form = [section("all", question("title"), question("paper", "file", required=False, types=["pdf"], max_mb=1))]
    row = asked(handed_in(call=make_call(form), answers={"title": "Agua"}), question="paper")
    client, other = client_of(row.application.applicant), PDF + b"\n% otra"
    client.post(page_of(row), {"paper": SimpleUploadedFile("primero.pdf", PDF)})
    kept = Clarification.objects.get()
    for note, written in ((".note", "Es la buena."), (".note", "")):
        page = words(client.post(page_of(row, "en"), {"paper": SimpleUploadedFile("segundo.pdf", other), note: written}))
        assert (
            "“segundo.pdf” came too late: an answer to this question had arrived before, and that one counts. Nothing was changed." in page
        )
        assert ("primero.pdf" in page, written in page, "Your answer arrived" in page) == (True, True, False)
    twice = words(client.post(page_of(row, "en"), {"paper": SimpleUploadedFile("primero.pdf", PDF), ".note": ""}, follow=True))
    assert ("too late" in twice, "Your answer arrived" in twice) == (False, True)
    assert (Clarification.objects.get().document, StoredFile.objects.count()) == (kept.document, 1)
