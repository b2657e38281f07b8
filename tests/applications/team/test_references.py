from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from applicants.applications.models import Application, Submission
from applicants.applications.rights import NotForYou
from applicants.applications.tasks import remind_referees
from applicants.applications.team.references.answer import decline, find, keep, stamp
from applicants.applications.team.references.ask import LETTERS_PER_PLACE, CannotAsk, ask, take_back, waive
from applicants.applications.team.references.models import Reference, ReferencesAsked, ReferenceWaiver
from applicants.applications.team.references.remind import remind
from applicants.applications.team.tokens import LinkSpent
from applicants.applications.withdraw import withdraw
from applicants.calls.models import Call
from applicants.review.desk.files import letter_file
from applicants.review.desk.reading import reading
from applicants.review.models import Review, Round
from fundportal.accounts.models import Membership, User
from fundportal.files.models import StoredFile
from fundportal.notifications.models import Notification, Suppression
from fundportal.notifications.render import render
from fundportal.notifications.settle import WITH_A_KEY
from fundportal.notifications.timely import overtaken
from tests.applications.build import COMPLETE, client_of, hand_in, make_call, make_draft, make_person
from tests.applications.reading import at, checked, fresh, words
from tests.applications.team.people import make_member, secret_of
from tests.files.contents import CONTENTS

pytestmark = pytest.mark.django_db
PDF = CONTENTS["pdf"]


def make_asking(*, required=False, at_most=2, **call):
    """A draft in a call that takes letters."""
    draft = make_draft(make_call(**call), answers=COMPLETE)
    ReferencesAsked.objects.create(
        call=draft.call,
        at_least=1,
        at_most=at_most,
        days_after=7,
        required=required,
        question_es="¿Cómo trabaja?",
        question_en="How do they work?",
    )
    return Application.objects.select_related("call", "applicant").get(pk=draft.pk)


def make_request(draft, email="maestra@example.org"):
    """A request and its token."""
    facts = {"name": "Maestra Lupita", "email": email, "language": "en", "note": "Habla de la radio"}
    row = ask(application=draft, person=draft.applicant, at=timezone.now(), **facts)
    return row, secret_of(f"reference_request:{row.pk}")


def close(draft, *, ago):
    """The call closed so long ago."""
    Call.objects.filter(pk=draft.call_id).update(opens_at=timezone.now() - timedelta(days=90), closes_at=timezone.now() - ago)


def test_a_referee_writes_without_an_account_and_the_applicant_learns_no_word_of_it():
    draft = make_asking()
    lead = client_of(draft.applicant)
    page = f"/en/solicitudes/{draft.folio}/equipo/cartas/"
    assert "How do they work?" in words(lead.get(page))
    sent = {"answer": "ask", "name": "Maestra Lupita", "email": "Maestra@example.org", "language": "en", "note": "Habla de la radio"}
    assert lead.post(page, sent)["Location"] == page
    row = Reference.objects.get()
    letter = Notification.objects.get(kind="reference_request")
    assert (letter.email, letter.recipient, overtaken([letter])) == ("maestra@example.org", None, [])
    assert "Habla de la radio" in render(letter).text
    secret = secret_of(f"reference_request:{row.pk}")
    assert (secret in row.token_sha256, secret in row.token_sealed) == (False, False)
    referee, address = Client(), f"/en/carta/{secret}/"
    shown = words(referee.get(address))
    assert ("Itzel Canul Pech asks you for a letter" in shown, "How do they work?" in shown) == (True, True)
    assert "Asked" in words(lead.get(page))
    assert referee.post(address, {"answer": "keep", "text": "Empiezo"})["Location"] == address
    assert "Empiezo" in words(referee.get(address))
    assert ("Begun" in words(lead.get(page)), Notification.objects.filter(kind="reference_answered").count()) == (True, 0)
    carta = SimpleUploadedFile("carta.pdf", PDF)
    assert referee.post(address, {"answer": "send", "text": "Trabaja como nadie.", "file": carta})["Location"] == address
    row.refresh_from_db()
    assert (row.text, row.written_at is not None, row.file.about) == ("Trabaja como nadie.", True, f"reference:{row.pk}")
    told = words(lead.get(page))
    assert ("Written" in told, "nadie" in told) == (True, False)
    assert "nadie" not in render(Notification.objects.get(kind="reference_answered")).text
    assert lead.get(at(draft, "archivos", str(row.file_id))).status_code == 404
    assert overtaken([letter]) == [letter]


def test_a_letter_is_changed_until_its_time_is_over_and_the_old_file_goes():
    draft = make_asking()
    row, secret = make_request(draft)
    client, address = Client(), f"/en/carta/{secret}/"
    for name in ("una.pdf", "otra.pdf"):
        client.post(address, {"answer": "send", "text": "Uno", "file": SimpleUploadedFile(name, PDF)})
    assert (StoredFile.objects.get().name, Notification.objects.filter(kind="reference_answered").count()) == ("otra.pdf", 1)
    close(draft, ago=timedelta(days=6))
    assert client.post(address, {"answer": "send", "text": "Dos"}).status_code == 302
    close(draft, ago=timedelta(days=8))
    response = client.post(address, {"answer": "send", "text": "Demasiado tarde"})
    assert (response.status_code, "Demasiado tarde" in words(response)) == (410, True)
    assert "Dos" in words(response)
    row.refresh_from_db()
    assert row.text == "Dos"
    late = client.get(address)
    assert (late.status_code, "Dos" in words(late), "otra.pdf" in words(late)) == (410, True, True)


def test_an_empty_letter_and_a_wrong_file_are_not_sent():
    _, secret = make_request(make_asking())
    client, address = Client(), f"/en/carta/{secret}/"
    assert "Write the letter, or attach it as a file." in words(client.post(address, {"answer": "send", "text": "  "}))
    wrong = SimpleUploadedFile("carta.pdf", b"<html><script>alert(1)</script></html>")
    response = client.post(address, {"answer": "send", "text": "Queda escrito", "file": wrong})
    assert (response.status_code, "Queda escrito" in words(response)) == (200, True)
    assert (Reference.objects.get().written_at, StoredFile.objects.count()) == (None, 0)


def test_who_declines_is_asked_no_more_and_somebody_else_can_be():
    draft = make_asking(at_most=1)
    row, secret = make_request(draft)
    keep(row=find(secret), text="Un borrador", upload=None, send=False, at=timezone.now())
    with pytest.raises(CannotAsk):
        make_request(draft, "otra@example.org")
    client = Client()
    assert "who can ask somebody else" in words(client.post(f"/en/carta/{secret}/", {"answer": "decline"}))
    decline(row=row, at=timezone.now())
    row.refresh_from_db()
    assert (row.text, row.declined_at is not None) == ("", True)
    assert "You declined" in words(client.get(f"/en/carta/{secret}/"))
    assert Notification.objects.get(kind="reference_answered").context["what"] == "declined"
    assert "Declined" in words(client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/equipo/cartas/"))
    make_request(draft, "otra@example.org")
    with pytest.raises(LinkSpent):
        keep(row=row, text="x", upload=None, send=True, at=timezone.now())


@pytest.mark.parametrize("overtake", ["taken back", "withdrawn"])
def test_a_request_that_was_overtaken_is_neither_sent_nor_answered(overtake):
    draft = make_asking()
    row, secret = make_request(draft)
    letter = Notification.objects.get(kind="reference_request")
    if overtake == "taken back":
        assert (
            client_of(draft.applicant).post(at(draft, "equipo", "cartas"), {"answer": "end", "reference": str(row.pk)}).status_code == 302
        )
        assert not take_back(application=draft, person=draft.applicant, reference_id=row.pk)
        assert "no longer needs" in render(Notification.objects.get(kind="reference_ended")).subject
    else:
        withdraw(application=draft, person=draft.applicant)
    assert overtaken([letter]) == [letter]
    Reference.objects.filter(pk=row.pk).update(text="Lo de antes")
    response = Client().post(f"/en/carta/{secret}/", {"answer": "send", "text": "Mi carta"})
    assert (response.status_code, "Mi carta" in words(response), "Lo de antes" in words(response)) == (410, True, True)
    assert "Lo de antes" in words(Client().get(f"/en/carta/{secret}/"))
    assert Reference.objects.get().written_at is None


def test_nobody_is_a_referee_of_their_own_and_letters_have_a_measure():
    draft = make_asking(at_most=2)
    member = make_member(draft)
    for email in (draft.applicant.email, member.email):
        with pytest.raises(CannotAsk):
            make_request(draft, email)
    make_request(draft)
    with pytest.raises(CannotAsk):
        make_request(draft)
    Reference.objects.all().delete()
    for n in range(2 * LETTERS_PER_PLACE):
        row, _ = make_request(draft, f"r{n}@example.org")
        take_back(application=draft, person=draft.applicant, reference_id=row.pk)
    with pytest.raises(CannotAsk):
        make_request(draft, "una-mas@example.org")
    Suppression.objects.create(email="vuelve@example.org", reason="550")
    sent = {"answer": "ask", "name": "X", "email": "vuelve@example.org", "language": "en"}
    assert "Letters to this address come back." in words(
        client_of(draft.applicant).post(f"/en/solicitudes/{draft.folio}/equipo/cartas/", sent)
    )


def test_a_call_that_takes_no_letters_has_no_such_page():
    draft = make_draft()
    client = client_of(draft.applicant)
    assert client.get(at(draft, "equipo", "cartas")).status_code == 404
    assert "cartas/" not in client.get(at(draft, "equipo")).content.decode()
    with pytest.raises(CannotAsk):
        make_request(Application.objects.select_related("call", "applicant").get(pk=draft.pk))


def test_members_see_how_it_stands_and_ask_nobody():
    draft = make_asking()
    member = make_member(draft)
    row, _ = make_request(draft)
    shown = words(client_of(member).get(f"/en/solicitudes/{draft.folio}/equipo/cartas/"))
    assert ("Maestra Lupita" in shown, "maestra@example.org" in shown) == (True, False)
    assert client_of(member).post(at(draft, "equipo", "cartas"), {"answer": "end", "reference": str(row.pk)}).status_code == 403
    with pytest.raises(NotForYou):
        take_back(application=draft, person=member, reference_id=row.pk)


def test_a_call_may_require_that_somebody_is_asked_or_that_one_says_why_not():
    draft = make_asking(required=True)
    client = client_of(draft.applicant)
    missing = "Ask 1 more person for a letter of reference, or say that you have nobody."
    assert missing in words(client.get(f"/en/solicitudes/{draft.folio}/revisar/"))
    response = client.post(f"/en/solicitudes/{draft.folio}/revisar/", {"checked": checked(client, draft), "declaration": "on"})
    assert (missing in words(response), Submission.objects.count()) == (True, 0)
    page = f"/en/solicitudes/{draft.folio}/equipo/cartas/"
    assert client.post(page, {"answer": "waive", "reason": " "}).status_code == 200
    assert client.post(page, {"answer": "waive", "reason": "Trabajo sola en la sierra."}).status_code == 302
    assert "Trabajo sola en la sierra." in words(client.get(page))
    assert missing not in words(client.get(f"/en/solicitudes/{draft.folio}/revisar/"))
    assert client.post(page, {"answer": "unwaive"}).status_code == 302
    assert ReferenceWaiver.objects.count() == 0
    make_request(draft)
    assert hand_in(draft).number == 1  # asked is enough: the letter may come later


def test_where_letters_are_not_required_nothing_is_missing():
    draft = make_asking()
    assert hand_in(draft).number == 1
    with pytest.raises(NotForYou):
        waive(application=draft, person=make_member(draft), reason="x", at=timezone.now())


def test_reminders_go_at_seven_days_and_48_hours_to_who_has_not_answered():
    draft = make_asking()
    rows = [make_request(draft, f"{name}@example.org")[0] for name in ("calla", "escribe")]
    keep(row=rows[1], text="Sí", upload=None, send=True, at=timezone.now())
    Reference.objects.update(asked_at=timezone.now() - timedelta(days=30))
    due = fresh(draft).call.closes_at + timedelta(days=7)
    assert [remind(at=due - timedelta(hours=hours)) for hours in (169, 168, 168, 100, 48, 47.5, 5, -1)] == [0, 1, 0, 0, 1, 0, 0, 0]
    letters = Notification.objects.filter(kind="reference_reminder").order_by("pk")
    assert {letter.email for letter in letters} == {"calla@example.org"}
    assert {letter.context["url"] for letter in letters} == {Notification.objects.get(key=f"reference_request:{rows[0].pk}").context["url"]}
    assert overtaken(letters) == []
    Call.objects.filter(pk=draft.call_id).update(closes_at=due)  # extended
    assert overtaken(letters) == list(letters)
    assert remind_referees() == 0


def test_who_is_asked_after_a_step_gets_no_reminder_of_it():
    draft = make_asking()
    make_request(draft)
    due = fresh(draft).call.closes_at + timedelta(days=7)
    Reference.objects.update(asked_at=due - timedelta(hours=167))
    assert [remind(at=due - timedelta(hours=hours)) for hours in (167.5, 48)] == [0, 1]


@pytest.mark.parametrize(("blind_tier", "shown"), [(0, 1), (1, 0), (3, 0)])
def test_reviewers_read_a_letter_where_contacts_are_shown_also_one_that_came_later(blind_tier, shown):
    draft = make_asking()
    row, _ = make_request(draft)
    hand_in(draft)
    assert reading(fresh(draft), blind_tier).letters == []
    keep(row=row, text="Trabaja bien.", upload=None, send=True, at=timezone.now())
    assert len(reading(fresh(draft), blind_tier).letters) == shown


def test_a_reviewer_opens_the_file_of_a_letter_only_where_letters_are_shown():
    draft = make_asking()
    row, _ = make_request(draft)
    keep(row=row, text="Va", upload=SimpleUploadedFile("De la maestra.pdf", PDF), send=True, at=timezone.now())
    hand_in(draft)
    Application.objects.filter(pk=draft.pk).update(state="in_review")
    reviewer = make_person()
    Membership.objects.create(user=reviewer, program_code="ccc", role="reviewer")
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=reviewer.pk)
    one = Round.objects.create(call=draft.call, name_es="Lectura", blind_tier=0)
    review = Review.objects.create(round=one, application=draft, reviewer=reviewer, conflict="none", conflict_at=timezone.now())
    answer = letter_file(request, review.pk, row.pk)
    content = b"".join(answer.streaming_content)
    answer.file_to_stream.close()
    with StoredFile.objects.get().for_readers.open() as nameless:
        assert (content, content != PDF) == (nameless.read(), True)
    assert f"{draft.folio}-letter-{row.pk}.pdf" in answer["Content-Disposition"]
    Round.objects.update(blind_tier=1)
    with pytest.raises(Http404):
        letter_file(request, review.pk, row.pk)


def test_letters_lose_their_key_once_they_are_sent():
    assert {"reference_request", "reference_reminder"} <= WITH_A_KEY


@pytest.mark.parametrize("wrong", [{"at_most": 0}, {"at_most": 6}, {"days_after": 61}])
def test_a_call_cannot_ask_for_what_makes_no_sense(wrong):
    make_asking()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferencesAsked.objects.update(**wrong)


def test_an_older_page_overwrites_no_letter():
    draft = make_asking()
    row, secret = make_request(draft)
    client, address = Client(), reverse("reference_letter", args=[secret])

    def send(text, seen):
        return client.post(address, {"text": text, "answer": "send", "seen": seen})

    assert 'name="seen"' in client.get(address).content.decode()
    assert send("La larga", "").status_code == 302
    page = send("La corta", "")
    row.refresh_from_db()
    assert (page.status_code, row.text) == (200, "La larga")
    assert ("La larga" in words(page), "La corta" in page.content.decode()) == (True, True)
    assert send("La larga", "").status_code == 302, "the same words, sent again"
    row.refresh_from_db()
    assert send("Las dos", stamp(row)).status_code == 302
    row.refresh_from_db()
    assert row.text == "Las dos"


def test_an_older_page_declines_no_letter_that_was_written_since():
    draft = make_asking()
    row, secret = make_request(draft)
    client, address = Client(), f"/en/carta/{secret}/"
    page = client.get(address).content.decode()
    assert page.count('name="seen"') == 2
    decline_it = {"answer": "decline", "seen": ""}
    keep(row=row, text="Un borrador", upload=None, send=False, at=timezone.now())
    again = client.post(address, decline_it)
    assert ("Nothing was declined" in words(again), "Un borrador" in again.content.decode()) == (True, True)
    row.refresh_from_db()
    assert (row.text, row.declined_at, Notification.objects.filter(kind="reference_answered").count()) == ("Un borrador", None, 0)
    assert f'name="seen" value="{stamp(row)}"' in again.content.decode()
    keep(row=row, text="La carta", upload=None, send=True, at=timezone.now())
    for seen in ("", stamp(row)):
        assert "Your letter has arrived already." in words(client.post(address, {"answer": "decline", "seen": seen}))
    row.refresh_from_db()
    assert (row.text, row.declined_at) == ("La carta", None)


def test_who_has_seen_the_draft_declines_and_a_repeat_changes_nothing():
    row, secret = make_request(make_asking())
    client, address = Client(), f"/en/carta/{secret}/"
    keep(row=row, text="Un borrador", upload=None, send=False, at=timezone.now())
    row.refresh_from_db()
    for seen in (stamp(row), "", stamp(row)):
        assert "You declined" in words(client.post(address, {"answer": "decline", "seen": seen}))
    row.refresh_from_db()
    assert (row.text, row.declined_at is not None) == ("", True)
    assert Notification.objects.filter(kind="reference_answered").count() == 1
