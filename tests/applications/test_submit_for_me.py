"""“Submit it for me at the deadline”: asked, taken back, done once, and as of the deadline."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from applicants.applications.advance import IllegalTransition
from applicants.applications.consents.take_back import take_back as take_consent_back
from applicants.applications.deadline import is_in_time
from applicants.applications.draft.save import Page, save_section
from applicants.applications.models import Application, StateChange, Submission
from applicants.applications.submit import Stale, TooLate, submit, token
from applicants.applications.submit_for_me.ask import DeadlineIsOver, ask, take_back
from applicants.applications.submit_for_me.models import SubmitForMe
from applicants.applications.submit_for_me.settle import IN_THE_AIR, settle, submit_due
from applicants.applications.tasks import submit_at_deadline
from applicants.applications.withdraw import withdraw
from applicants.calls.form_versions import form_version
from fundportal.accounts.erase import erase
from fundportal.consents.models import Purpose
from fundportal.files.models import StoredFile
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from tests.applications.build import (
    CLOSES,
    COMPLETE,
    PLAIN,
    client_of,
    hand_in,
    make_call,
    make_draft,
    make_person,
    publish_form,
    question,
    section,
)  # fmt: skip
from tests.applications.reading import words
from tests.applications.threads import at_once

pytestmark = pytest.mark.django_db
ASKED = CLOSES - timedelta(days=2)
THEN = CLOSES + IN_THE_AIR


def a_call(sections=PLAIN, **more):
    return make_call(sections, opens=CLOSES - timedelta(days=30), closes=CLOSES, **more)


def wish(draft, at=ASKED):
    return ask(
        application_id=draft.pk,
        person=draft.applicant,
        wording="Envíala por mí.",
        declaration="Es cierto.",
        language="es-mx",
        authentication="code",
        at=at,
    )


def wishing(call=None, answers=COMPLETE, **more):
    draft = make_draft(call or a_call(), answers=answers, at=ASKED - timedelta(days=1), **more)
    wish(draft)
    return draft


def saved(draft, at, **values):
    for each in form_version(draft.form_version_id).sections:
        page = Page(base=str(Application.objects.get(pk=draft.pk).revision))
        save_section(application_id=draft.pk, person=draft.applicant, section=each, values=values, at=at, page=page)


def letters(kind):
    return list(Notification.objects.filter(kind=kind).order_by("pk"))


def test_a_complete_draft_is_handed_in_at_the_deadline_with_its_receipt():
    draft = wishing()
    assert submit_due(at=THEN - timedelta(microseconds=1)) == 0
    assert submit_due(at=THEN) == 1
    assert submit_due(at=THEN) == 0
    now = Application.objects.get(pk=draft.pk)
    submission = Submission.objects.get()
    assert (now.state, now.submission_id, now.submitted_at) == ("submitted", submission.pk, CLOSES)
    assert (submission.received_at, submission.number) == (CLOSES, 1)
    assert (submission.content["declaration"], submission.content["answers"]) == ("Es cierto.", COMPLETE)
    assert SubmitForMe.objects.get().submission == submission
    step = StateChange.objects.get()
    assert (step.verb, step.actor) == ("submit_at_deadline", None)
    (receipt,) = letters("receipt")
    assert "la enviamos por ti" in render(receipt).text
    assert "Puedes corregirla" not in render(receipt).text


def test_a_draft_without_a_wish_stays_a_draft():
    draft = make_draft(a_call(), answers=COMPLETE, at=ASKED)
    assert submit_due(at=THEN) == 0
    assert Application.objects.get(pk=draft.pk).state == "draft"


def test_what_was_missing_is_said_and_the_grace_is_open():
    draft = wishing(answers={"title": "Agua", "town": "Bacalar"})
    assert submit_due(at=THEN) == 0
    assert submit_due(at=THEN) == 0
    now = Application.objects.select_related("call").get(pk=draft.pk)
    assert (now.state, now.first_attempt_at) == ("draft", CLOSES)
    assert is_in_time(now, CLOSES + timedelta(minutes=30))
    assert not is_in_time(now, CLOSES + timedelta(minutes=31))
    (letter,) = letters("not_submitted")
    assert letter.context["missing"] == ["¿synopsis?: Falta este dato."]
    assert letter.context["grace_until"] == (CLOSES + timedelta(minutes=30)).isoformat()
    assert "Todavía puedes enviarla hasta" in render(letter).text
    saved(draft, CLOSES + timedelta(minutes=3), synopsis="Una laguna crece.")
    assert hand_in(draft, at=CLOSES + timedelta(minutes=4)).received_at == CLOSES + timedelta(minutes=4)


def test_a_worker_that_comes_after_the_grace_does_not_promise_it():
    wishing(answers={"title": "Agua"})
    submit_due(at=CLOSES + timedelta(hours=5))
    (letter,) = letters("not_submitted")
    assert letter.context["grace_until"] == ""
    assert "también" in render(letter).text


def test_the_letter_is_in_the_language_of_the_person():
    wishing(answers={"title": "Agua", "town": "Bacalar"}, person=make_person(language="en"))
    submit_due(at=THEN)
    (letter,) = letters("not_submitted")
    assert letter.context["missing"] == ["synopsis?: This is missing."]
    assert "/en/solicitudes/" in letter.context["check_url"]


def test_the_newest_answers_saved_by_the_deadline_count_and_none_that_came_later():
    draft = wishing()
    saved(draft, CLOSES, title="A la hora")
    saved(draft, CLOSES + timedelta(seconds=1), title="Tarde", note="También tarde")
    assert submit_due(at=THEN) == 1
    assert Submission.objects.get().content["answers"] == {**COMPLETE, "title": "A la hora"}
    assert Application.objects.get(pk=draft.pk).answers["title"] == "Tarde"  # nothing typed is lost


def test_what_was_completed_after_the_deadline_was_missing_at_it():
    draft = wishing(answers={"title": "Agua", "town": "Bacalar"})
    saved(draft, CLOSES + timedelta(seconds=1), synopsis="Una laguna.")
    assert submit_due(at=THEN) == 0
    assert letters("not_submitted")[0].context["missing"] == ["¿synopsis?: Falta este dato."]


def test_what_was_spoilt_after_the_deadline_was_sound_at_it():
    draft = wishing()
    save_section(
        application_id=draft.pk,
        person=draft.applicant,
        section=form_version(draft.form_version_id).section("film"),
        values={},
        unfinished={"synopsis": "uno " * 11},
        at=CLOSES + timedelta(seconds=1),
    )
    assert submit_due(at=THEN) == 1
    assert Submission.objects.get().content["answers"] == COMPLETE


def test_an_extension_is_waited_for():
    draft = wishing()
    draft.call.closes_at = CLOSES + timedelta(days=1)
    draft.call.save()
    assert submit_due(at=THEN) == 0
    saved(draft, CLOSES + timedelta(hours=3), title="Con más tiempo")
    assert submit_due(at=THEN + timedelta(days=1)) == 1
    assert (Submission.objects.get().received_at, Submission.objects.get().content["answers"]["title"]) == (
        CLOSES + timedelta(days=1),
        "Con más tiempo",
    )


def test_more_time_of_ones_own_is_waited_for():
    draft = wishing()
    Application.objects.filter(pk=draft.pk).update(closes_at=CLOSES + timedelta(days=1))
    assert [submit_due(at=THEN), submit_due(at=THEN + timedelta(days=1))] == [0, 1]


def test_a_deadline_that_moves_after_all_is_tried_again():
    draft = wishing(answers={"title": "Agua", "town": "Bacalar"})
    submit_due(at=THEN)
    draft.call.closes_at = CLOSES + timedelta(days=1)
    draft.call.save()
    saved(draft, CLOSES + timedelta(hours=1), synopsis="Una laguna.")
    assert submit_due(at=THEN + timedelta(hours=1)) == 0
    assert submit_due(at=THEN + timedelta(days=1)) == 1


def test_a_newer_form_is_taken_on_first():
    draft = wishing()
    newer = publish_form(draft.call, [*PLAIN, section("more", question("why", required=False))])
    assert submit_due(at=THEN) == 1
    assert Submission.objects.get().form_version == newer
    assert Submission.objects.get().content["answers"] == COMPLETE


def test_nothing_is_handed_in_for_who_takes_it_back_withdraws_or_erases_the_account():
    call = a_call()
    taken, withdrawn, consent, erased, gone = (wishing(call) for _each in range(5))
    assert take_back(application_id=taken.pk, person=taken.applicant) is True
    assert take_back(application_id=taken.pk, person=taken.applicant) is False
    withdraw(application=withdrawn, person=withdrawn.applicant)
    take_consent_back(application=consent, person=consent.applicant, purpose=Purpose.EVALUATE)
    erase(person=erased.applicant)
    type(gone.applicant).objects.filter(pk=gone.applicant_id).update(is_active=False)
    assert submit_due(at=THEN) == 0
    assert not Submission.objects.exists()


def test_a_call_that_was_taken_down_submits_nobody():
    draft = wishing()
    draft.call.status = "archived"
    draft.call.save()
    assert submit_due(at=THEN) == 0


def test_sensitive_answers_go_in_only_under_a_standing_consent():
    form = [section("all", question("title"), question("health", sensitive=True, required=False))]
    call = a_call(form)
    kept, out = (wishing(call, {"title": "Agua", "health": "asma"}) for _each in range(2))
    take_consent_back(application=out, person=out.applicant, purpose=Purpose.SENSITIVE)
    assert submit_due(at=THEN) == 2
    handed = {row.application_id: row.content["answers"] for row in Submission.objects.all()}
    assert handed == {kept.pk: {"title": "Agua", "health": "asma"}, out.pk: {"title": "Agua"}}


def test_a_lost_file_is_missing():
    form = [section("all", question("paper", "file", types=["pdf"], max_mb=1))]
    here, lost = (make_draft(call, at=ASKED - timedelta(days=1)) for call in [a_call(form)] for _each in range(2))
    for draft in (here, lost):
        stored = StoredFile.objects.create(
            owner=draft.applicant, about=draft.folio, name="a.pdf", blob="a", media_type="application/pdf", size=1, sha256="0" * 64
        )
        answer = {"file": str(stored.pk), "name": "a.pdf", "size": 1, "media_type": "application/pdf", "sha256": "0" * 64}
        saved(draft, ASKED, paper=answer)
        wish(draft)
    StoredFile.objects.filter(about=lost.folio).delete()
    assert submit_due(at=THEN) == 1
    assert Submission.objects.get().application_id == here.pk


def test_asking_and_its_limits():
    draft = make_draft(a_call(), at=ASKED)
    first = wish(draft)
    assert wish(draft) == first
    with pytest.raises(DeadlineIsOver):
        wish(make_draft(a_call(), at=ASKED), at=CLOSES + timedelta(microseconds=1))
    submitted = make_draft(a_call(), answers=COMPLETE, at=ASKED)
    hand_in(submitted, at=ASKED)
    with pytest.raises(IllegalTransition):
        wish(submitted)


def test_who_submitted_alone_is_not_submitted_again():
    draft = wishing()
    hand_in(draft, at=CLOSES - timedelta(minutes=1))
    assert submit_due(at=THEN) == 0
    assert Submission.objects.get().received_at == CLOSES - timedelta(minutes=1)


@pytest.mark.parametrize("drafts", [1, 12])
def test_statements_do_not_grow(drafts, django_assert_num_queries):
    call = a_call()
    for _each in range(drafts):
        wishing(call)
    wishing(call, {"title": "Agua"})
    ids = list(Application.objects.values_list("pk", flat=True))
    settle(ids=[], at=THEN)
    form_version(call.form_version_id)
    with django_assert_num_queries(STATEMENTS):
        assert settle(ids=ids, at=THEN) == drafts


STATEMENTS = 19


def test_one_draft_that_breaks_holds_up_nobody(monkeypatch):
    call = a_call()
    sound, broken = wishing(call), wishing(call)
    from applicants.applications.submit_for_me import settle as module

    def breaking(application, *more):
        if application.pk == broken.pk:
            raise ValueError
        return freeze(application, *more)

    freeze = module.frozen
    monkeypatch.setattr(module, "frozen", breaking)
    assert submit_due(at=THEN) == 1
    assert Submission.objects.get().application_id == sound.pk
    monkeypatch.undo()
    assert submit_due(at=THEN) == 1


@pytest.mark.django_db(transaction=True)
def test_a_wish_and_ones_own_submit_at_the_same_moment_are_one_submission():
    for _round in range(4):
        draft = wishing(answers=COMPLETE)
        checked = token(Application.objects.select_related("submission").get(pk=draft.pk))

        def own(draft=draft, checked=checked):
            return submit(
                folio=draft.folio, person=draft.applicant, arrived_at=CLOSES, language="es-mx", checked=checked, declaration="Es cierto."
            )

        turns = iter([own, own, *(lambda: submit_due(at=THEN),) * 3])
        at_once(5, lambda turns=turns: next(turns)())
        assert Submission.objects.filter(application=draft).count() == 1
        assert Notification.objects.filter(about=draft.folio, kind="receipt").count() == 1


@pytest.mark.django_db(transaction=True)
def test_taking_back_and_the_deadline_at_the_same_moment_never_do_both():
    for _round in range(4):
        draft = wishing(answers=COMPLETE)
        turns = iter(
            [lambda draft=draft: take_back(application_id=draft.pk, person=draft.applicant), *(lambda: submit_due(at=THEN) > 0,) * 2]
        )
        at_once(3, lambda turns=turns: next(turns)())
        row = SubmitForMe.objects.get(application=draft)
        assert (row.taken_back_at is None) == (row.submission_id is not None)


def test_page_asks_for_both_boxes_and_keeps_both_sentences():
    draft = make_draft(answers=COMPLETE)
    client, at = client_of(draft.applicant), f"/en/solicitudes/{draft.folio}/al-cierre/"
    assert "Submit it for me at the deadline" in words(client.get(at))
    assert client.post(at, {"wish": "on"}).status_code == 200
    assert not SubmitForMe.objects.exists()
    client.post(at, {"wish": "on", "declaration": "on"})
    client.post(at, {"wish": "on", "declaration": "on"})
    kept = SubmitForMe.objects.get()
    with override("en"):
        assert kept.declaration == "What I say is true, and I meet the requirements of the call."
    assert kept.language == "en"
    assert "We submit it for you at the deadline" in words(client.get(at))
    assert "At the deadline we submit it for you" in words(client.get(f"/en/solicitudes/{draft.folio}/"))
    client.post(at, {"answer": "take_back"})
    assert Application.objects.get(pk=draft.pk).wish is None
    assert "Submit it for me at the deadline" in words(client.get(f"/en/solicitudes/{draft.folio}/revisar/"))


def test_page_of_what_was_submitted_leads_to_its_status():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    assert client_of(draft.applicant).get(f"/es/solicitudes/{draft.folio}/al-cierre/").url == f"/es/solicitudes/{draft.folio}/"


def test_late_page_refuses():
    draft = make_draft(a_call(), answers=COMPLETE, at=ASKED)
    draft.call.closes_at = timezone.now() - timedelta(minutes=1)
    draft.call.opens_at = draft.call.closes_at - timedelta(days=1)
    draft.call.save()
    client, at = client_of(draft.applicant), f"/es/solicitudes/{draft.folio}/al-cierre/"
    assert "ya cerró" in words(client.get(at)).lower() or client.get(at).status_code == 200
    assert client.post(at, {"wish": "on", "declaration": "on"}).status_code == 409
    assert not SubmitForMe.objects.exists()


def test_task_submits_what_is_due():
    draft = make_draft(answers=COMPLETE)
    wish(draft, at=timezone.now())
    draft.call.closes_at = timezone.now() - IN_THE_AIR
    draft.call.save()
    Application.objects.filter(pk=draft.pk).update(saved_at=draft.call.closes_at)
    assert submit_at_deadline() == 1


def test_a_page_checked_in_the_grace_is_not_taken_for_what_the_clock_has_handed_in():
    draft = wishing()
    Application.objects.filter(pk=draft.pk).update(first_attempt_at=CLOSES - timedelta(minutes=1))
    saved(draft, CLOSES + timedelta(minutes=1), title="Más nuevo")
    newer = Application.objects.get(pk=draft.pk)
    sent = {"folio": draft.folio, "person": draft.applicant, "language": "es-mx", "checked": token(newer), "declaration": "Es cierto."}
    assert submit_due(at=THEN) == 1
    with pytest.raises(Stale):
        submit(arrived_at=CLOSES + timedelta(minutes=3), **sent)
    with pytest.raises(TooLate):
        submit(arrived_at=CLOSES + timedelta(minutes=31), **sent)
    second = hand_in(draft, at=CLOSES + timedelta(minutes=4))
    assert (second.number, second.content["answers"]["title"]) == (2, "Más nuevo")


def test_a_page_that_shows_what_the_clock_has_handed_in_ends_at_its_receipt():
    draft = wishing()
    sent = {"folio": draft.folio, "person": draft.applicant, "language": "es-mx", "checked": token(draft), "declaration": "Es cierto."}
    assert submit_due(at=THEN) == 1
    assert submit(arrived_at=CLOSES + timedelta(minutes=3), **sent).number == 1
