import base64
import hashlib
import json
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import DatabaseError, transaction
from django.utils import timezone

from applicants.applications.advance import IllegalTransition, NotAllowed, advance
from applicants.applications.draft.renew import renewed
from applicants.applications.draft.save import Page, save_section
from applicants.applications.models import Application, Submission
from applicants.applications.own import own
from applicants.applications.receipt.signing import keys
from applicants.applications.receipt.snapshot import statement
from applicants.applications.submit import Incomplete, Stale, TooLate, submit, token
from applicants.applications.withdraw import withdraw
from applicants.calls.form_versions import form_version
from fundportal.accounts.models import User
from fundportal.audit.models import Entry
from fundportal.consents.give import withdraw as take_back
from fundportal.consents.models import Consent
from fundportal.notifications.models import Notification
from tests.applications.build import BEFORE, CLOSES, COMPLETE, PLAIN, hand_in, make_call, make_draft, publish_form, question, section
from tests.applications.threads import at_once

pytestmark = pytest.mark.django_db


def a_call(sections=None, **more):
    options = {"opens": CLOSES - timedelta(days=30), "closes": CLOSES, "grace_minutes": 30, **more}
    return make_call(sections, **options) if sections else make_call(**options)


def a_draft(answers=COMPLETE, call=None, **more):
    return make_draft(call or a_call(), answers=answers, at=BEFORE, **more)


def fresh(application):
    return Application.objects.select_related("submission").get(pk=application.pk)


def change(application, values, at=BEFORE):
    for each in form_version(application.form_version_id).sections:
        current = str(fresh(application).revision)
        save_section(
            application_id=application.pk, person=application.applicant, section=each, values=values, at=at, page=Page(base=current)
        )


def sentences(caught):
    return [f"{gap.question} {gap.sentence}".strip() for gap in caught.value.gaps]


def test_submission_is_frozen_hashed_and_signed():
    draft = a_draft()
    submission = hand_in(draft, at=BEFORE)
    assert json.loads(submission.document) == {
        "answers": COMPLETE,
        "call": draft.call.slug,
        "declaration": "Es cierto.",
        "files": [],
        "folio": draft.folio,
        "form_version": {"number": 1, "sha256": "0" * 64},
        "language": "es-mx",
        "number": 1,
        "received_at": "2027-03-10T05:59:00.000000Z",
        "type": "fundportal.submission.v1",
    }
    assert submission.document == json.dumps(json.loads(submission.document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert submission.sha256 == hashlib.sha256(submission.document.encode()).hexdigest()
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(keys()[submission.key_id].public_base64))
    signed = statement(folio=draft.folio, number=1, received_at=BEFORE, digest=submission.sha256)
    public.verify(base64.b64decode(submission.signature), signed.encode())
    with pytest.raises(InvalidSignature):
        public.verify(base64.b64decode(submission.signature), signed.replace('"number":1', '"number":2').encode())


def test_submission_moves_the_application_and_writes_one_letter_and_one_audit_row():
    draft = a_draft()
    submission = hand_in(draft, at=BEFORE)
    found = fresh(draft)
    assert (found.state, found.submission, found.submitted_at) == ("submitted", submission, BEFORE)
    letter = Notification.objects.get()
    assert (letter.kind, letter.recipient, letter.about) == ("receipt", draft.applicant, draft.folio)
    assert letter.context == {
        "folio": draft.folio,
        "call": {"es": "Asistentes de producción", "en": "Production assistants"},
        "zone": "America/Mexico_City",
        "sample": False,
        "url": f"http://localhost:8000/es/solicitudes/{draft.folio}/",
        "number": 1,
        "received_at": "2027-03-10T05:59:00+00:00",
        "closes_at": "2027-03-13T05:59:00+00:00",
        "decision_by": "2027-04-30",
        "sha256": submission.sha256,
        "receipt_url": f"http://localhost:8000/es/solicitudes/{draft.folio}/comprobante/",
        "verify_url": f"http://localhost:8000/es/verificar/{submission.code}/",
    }
    assert list(Entry.objects.filter(target=draft.folio).values_list("verb", flat=True)) == ["submit"]


def test_the_database_refuses_to_change_a_submission():
    submission = hand_in(a_draft(), at=BEFORE)
    for attack in (
        lambda: Submission.objects.update(document="{}"),
        lambda: Submission.objects.filter(pk=submission.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
            attack()


def test_incomplete_says_what_is_missing_in_the_order_of_the_form():
    draft = a_draft({"title": "Agua"})
    with pytest.raises(Incomplete) as caught:
        hand_in(draft, at=BEFORE)
    assert sentences(caught) == ["¿synopsis? This is missing.", "¿town? This is missing."]
    assert caught.value.gaps[0].href == f"/es/solicitudes/{draft.folio}/film/#div_id_synopsis"
    assert fresh(draft).state == "draft"
    assert Notification.objects.count() == 0


def test_stored_answer_that_no_longer_holds_stops_the_submission():
    draft = a_draft({**COMPLETE, "synopsis": "once " * 11})
    with pytest.raises(Incomplete) as caught:
        hand_in(draft, at=BEFORE)
    assert sentences(caught) == ["¿synopsis? There is 1 word too many. The maximum is 10."]


def test_what_was_kept_as_typed_stops_the_submission():
    draft = a_draft()
    film = form_version(draft.form_version_id).sections[0]
    save_section(
        application_id=draft.pk,
        person=draft.applicant,
        section=film,
        values={},
        unfinished={"synopsis": "once " * 11},
        at=BEFORE,
        page=Page(base=str(draft.revision)),
    )
    with pytest.raises(Incomplete) as caught:
        hand_in(draft, at=BEFORE)
    assert sentences(caught) == ["¿synopsis? There is 1 word too many. The maximum is 10."]


def test_two_versions_of_an_answer_stop_the_submission():
    draft = a_draft()
    film = form_version(draft.form_version_id).sections[0]
    for page in ("aaa", "bbb"):
        save_section(application_id=draft.pk, person=draft.applicant, section=film, values={"title": page}, at=BEFORE, page=Page(page, "1"))
    with pytest.raises(Incomplete) as caught:
        hand_in(draft, at=BEFORE)
    assert sentences(caught) == ["¿title? There are two versions of this answer. Choose one."]


def test_consent_that_was_withdrawn_stops_the_submission():
    draft = a_draft()
    take_back(consent=Consent.objects.get(about=draft.folio, purpose="evaluate"))
    with pytest.raises(Incomplete) as caught:
        hand_in(draft, at=BEFORE)
    assert sentences(caught) == ["Agree that your answers are used to evaluate your application."]


def test_sensitive_answer_is_not_handed_in_without_consent():
    form = [section("film", question("title"), question("people", required=False, sensitive=True))]
    draft = a_draft({"title": "Agua", "people": "Zoque"}, call=a_call(form))
    take_back(consent=Consent.objects.get(about=draft.folio, purpose="sensitive"))
    assert hand_in(draft, at=BEFORE).content["answers"] == {"title": "Agua"}


def test_required_sensitive_answer_needs_consent():
    form = [section("film", question("title"), question("people", sensitive=True))]
    draft = a_draft({"title": "Agua", "people": "Zoque"}, call=a_call(form))
    take_back(consent=Consent.objects.get(about=draft.folio, purpose="sensitive"))
    with pytest.raises(Incomplete) as caught:
        hand_in(draft, at=BEFORE)
    assert sentences(caught) == ["Film This section asks for sensitive data and needs your consent."]


def test_answers_of_dropped_questions_are_not_handed_in():
    draft = a_draft()
    Application.objects.filter(pk=draft.pk).update(answers={**COMPLETE, "dropped": "x", "title~money": "y"})
    assert hand_in(draft, at=BEFORE).content["answers"] == COMPLETE


def test_the_same_submit_twice_gives_one_submission():
    draft = a_draft()
    checked = token(fresh(draft))
    made = [
        submit(folio=draft.folio, person=draft.applicant, arrived_at=BEFORE, language="es-mx", checked=checked, declaration="Sí.")
        for _again in range(3)
    ]
    assert len({submission.pk for submission in made}) == 1
    assert Notification.objects.count() == 1


def test_a_newer_form_makes_the_page_old_on_which_the_answers_were_checked():
    draft = a_draft()
    checked, person = token(fresh(draft)), draft.applicant
    publish_form(draft.call, [*PLAIN, section("new", question("extra", required=False))])
    assert renewed(own(person, draft.folio), BEFORE).revision == fresh(draft).revision
    with pytest.raises(Stale):
        submit(folio=draft.folio, person=person, arrived_at=BEFORE, language="es-mx", checked=checked, declaration="Sí.")
    sent = {"arrived_at": BEFORE, "language": "es-mx", "declaration": "Sí."}
    assert submit(folio=draft.folio, person=person, checked=token(fresh(draft)), **sent).form_version_id == fresh(draft).form_version_id


def test_a_repeat_ends_at_its_own_receipt_even_when_review_has_begun():
    draft = a_draft()
    checked = token(fresh(draft))
    first = hand_in(draft, at=BEFORE)
    Application.objects.filter(pk=draft.pk).update(state="in_review")
    again = submit(
        folio=draft.folio,
        person=draft.applicant,
        arrived_at=CLOSES + timedelta(days=9),
        language="es-mx",
        checked=checked,
        declaration="Sí.",
    )
    assert again == first


def test_the_receipt_goes_to_the_address_and_in_the_language_of_that_moment():
    """A page that was opened before the person changed them knows the old ones."""
    draft = a_draft()
    person = User.objects.get(pk=draft.applicant_id)
    User.objects.filter(pk=person.pk).update(email="today@example.org", language="en")
    submit(folio=draft.folio, person=person, arrived_at=BEFORE, language="es-mx", checked=token(fresh(draft)), declaration="Sí.")
    letter = Notification.objects.get(kind="receipt")
    assert (letter.email, letter.language) == ("today@example.org", "en")


def test_submitting_again_without_a_change_makes_nothing_new():
    draft = a_draft()
    first = hand_in(draft, at=BEFORE)
    assert hand_in(draft, at=BEFORE + timedelta(hours=1)) == first
    assert Notification.objects.count() == 1


def test_a_correction_is_a_new_submission_with_its_own_receipt():
    draft = a_draft()
    first = hand_in(draft, at=BEFORE)
    change(draft, {"title": "Otra"})
    second = hand_in(draft, at=BEFORE + timedelta(hours=1))
    assert (first.number, second.number) == (1, 2)
    assert first.code != second.code
    assert fresh(draft).submission == second
    assert [letter.context["number"] for letter in Notification.objects.order_by("pk")] == [1, 2]


@pytest.mark.parametrize("checked", ["", "0.0", "1", "x.0", "1.5", "²·0", "99.0"])
def test_token_of_another_state_of_the_answers_is_stale(checked):
    draft = a_draft()
    with pytest.raises(Stale):
        submit(folio=draft.folio, person=draft.applicant, arrived_at=BEFORE, language="es-mx", checked=checked, declaration="Sí.")


@pytest.mark.parametrize(("late", "taken"), [(-1, True), (0, True), (0.000001, False), (1, False)])
def test_deadline_is_judged_to_the_instant_of_arrival(late, taken):
    draft = a_draft()
    arrived = CLOSES + timedelta(seconds=late)
    if taken:
        assert hand_in(draft, at=arrived).received_at == arrived
    else:
        with pytest.raises(TooLate):
            hand_in(draft, at=arrived)


@pytest.mark.parametrize(("attempt", "minutes", "taken"), [(-1, 29, True), (-1, 30, True), (-1, 31, False), (0, 30, True), (1, 10, False)])
def test_grace_opens_for_who_had_tried_before_the_deadline(attempt, minutes, taken):
    draft = a_draft({"title": "Agua"})
    with pytest.raises((Incomplete, TooLate)):
        hand_in(draft, at=CLOSES + timedelta(seconds=attempt))
    change(draft, COMPLETE, at=CLOSES + timedelta(seconds=2))
    if taken:
        assert hand_in(draft, at=CLOSES + timedelta(minutes=minutes)).number == 1
    else:
        with pytest.raises(TooLate):
            hand_in(draft, at=CLOSES + timedelta(minutes=minutes))


def test_grace_of_an_attempt_ends_with_the_submission():
    draft = a_draft({"title": "Agua"})
    with pytest.raises(Incomplete):
        hand_in(draft, at=BEFORE)
    change(draft, COMPLETE)
    hand_in(draft, at=BEFORE)
    assert fresh(draft).first_attempt_at is None
    change(draft, {"title": "Otra"})
    with pytest.raises(TooLate):
        hand_in(draft, at=CLOSES + timedelta(minutes=1))


def test_own_later_deadline_counts():
    draft = a_draft()
    Application.objects.filter(pk=draft.pk).update(closes_at=CLOSES + timedelta(days=1))
    assert hand_in(draft, at=CLOSES + timedelta(hours=23)).number == 1


def test_own_earlier_deadline_does_not():
    draft = a_draft()
    Application.objects.filter(pk=draft.pk).update(closes_at=CLOSES - timedelta(days=1))
    assert hand_in(draft, at=CLOSES).number == 1


def test_archived_call_takes_nothing():
    draft = a_draft()
    draft.call.status = "archived"
    draft.call.save()
    with pytest.raises(TooLate):
        hand_in(draft, at=BEFORE)


def test_withdrawn_application_cannot_be_submitted():
    draft = a_draft()
    withdraw(application=draft, person=draft.applicant)
    with pytest.raises(IllegalTransition):
        hand_in(draft, at=BEFORE)


def test_nobody_submits_for_another():
    draft = a_draft()
    with pytest.raises(NotAllowed):
        advance(application=draft, verb="submit", actor=make_draft().applicant)


@pytest.mark.django_db(transaction=True)
def test_the_same_final_post_at_once_gives_one_submission():
    draft = make_draft(answers=COMPLETE)
    checked, now = token(fresh(draft)), timezone.now()

    def send():
        return submit(folio=draft.folio, person=draft.applicant, arrived_at=now, language="es-mx", checked=checked, declaration="Sí.").pk

    assert len(set(at_once(8, send))) == 1
    assert Submission.objects.count() == 1
    assert Notification.objects.filter(kind="receipt").count() == 1
