from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from applicants.applications.models import DraftEntry
from applicants.applications.rights import NotForYou
from applicants.applications.team.admin import answers_written_with_help
from applicants.applications.team.help.codes import MOST_WRONG, CodeUnknown, TooManyTries, counted_try
from applicants.applications.team.help.consent import HelpNotPossible, allow, decline, offer, revoke
from applicants.applications.team.help.helping import MOST_REQUESTS, AlreadyInside, TooManyRequests, ask, stop, take_up
from applicants.applications.team.help.models import Help
from fundportal.audit.models import Entry
from fundportal.consents.models import Consent
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from fundportal.notifications.timely import overtaken
from tests.applications.build import COMPLETE, client_of, hand_in, make_call, make_draft, make_person, page_fields, question, section
from tests.applications.reading import at, autosave, checked, fresh, words
from tests.applications.team.people import HOW, make_help, make_member

pytestmark = pytest.mark.django_db


def facilitator():
    return make_person(name="Maestra Lupita")


def end_of_time(row):
    """The agreed time has passed."""
    now = timezone.now()
    Help.objects.filter(pk=row.pk).update(starts_at=now - timedelta(days=8), ends_at=now - timedelta(seconds=1))


def test_a_code_lets_one_person_help_once_and_the_consent_is_kept():
    draft, person = make_draft(), facilitator()
    code = offer(application=draft, person=draft.applicant, days=7, **HOW)
    row = Help.objects.get()
    assert (row.consented_at is not None, row.authentication, row.language, row.starts_at, row.facilitator) == (
        True,
        "code",
        "es-mx",
        None,
        None,
    )
    assert (code in row.code_sha256, row.wording.startswith("I agree that one person reads")) == (False, True)
    taken = take_up(code=f" {code[:4].lower()}-{code[4:]} ", person=person)
    assert take_up(code=code, person=person) == taken
    row.refresh_from_db()
    assert (row.facilitator, row.ends_at - row.starts_at) == (person, timedelta(days=7))
    with pytest.raises(CodeUnknown):
        take_up(code=code, person=make_person())
    assert list(Entry.objects.filter(target=draft.folio).order_by("pk").values_list("verb", flat=True)) == ["help_offered", "help_started"]
    letter = Notification.objects.get(kind="help_changed", recipient=draft.applicant)
    assert (letter.email, person.email in render(letter).text) == (draft.applicant.email, True)


def test_both_sides_on_their_pages():
    draft, person = make_draft(), facilitator()
    client, theirs = client_of(draft.applicant), client_of(person)
    page = f"/en/solicitudes/{draft.folio}/equipo/ayuda/"
    assert "1 thing to correct" in words(client.post(page, {"answer": "offer", "days": "7"}))  # the box is not ticked
    assert Help.objects.count() == 0
    code = client.post(page, {"answer": "offer", "days": "7", "agreed": "on"}).context["bare"]
    assert code not in words(client.get(page))
    assert theirs.post("/en/ayudar/", {"answer": "code", "code": f"{code[:4]} {code[4:]}"})["Location"] == f"/en/ayudar/{code}/"
    assert "Help Itzel Canul Pech" in words(theirs.get(f"/en/ayudar/{code}/"))
    assert theirs.post(f"/en/ayudar/{code}/")["Location"] == f"/en/solicitudes/{draft.folio}/"
    assert "Itzel Canul Pech" in words(theirs.get("/en/ayudar/"))
    shown = words(theirs.get(f"/en/solicitudes/{draft.folio}/"))
    assert "You help Itzel Canul Pech until" in shown
    assert "Maestra Lupita Until" in words(client.get(page))
    row = Help.objects.get()
    assert client.post(page, {"answer": "end", "help": str(row.pk)})["Location"] == page
    response = theirs.get(f"/en/solicitudes/{draft.folio}/")
    assert (response.status_code, "is over. Nothing was changed." in words(response)) == (403, True)
    assert Notification.objects.filter(kind="help_changed", recipient=person, context__what="revoked").count() == 1


def test_what_a_facilitator_writes_is_marked_as_written_with_help():
    draft = make_draft(answers=COMPLETE)
    person = make_help(draft)
    old = page_fields(draft, synopsis=COMPLETE["synopsis"])
    client_of(draft.applicant).post(at(draft, "film"), {**old, "title": "De ella", ".page": "aaaa"})
    client_of(person).post(at(draft, "film"), {**old, "title": "Con ayuda", ".page": "bbbb"})
    assert DraftEntry.objects.get(application=draft, conflict=True).actor == person
    shown = words(client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/film/"))
    assert "written by Itzel Canul Pech, with the help of Maestra Lupita Con ayuda" in shown


def test_an_answer_that_a_facilitator_wrote_is_marked_wherever_it_is_read():
    draft = make_draft(answers=COMPLETE)
    person = make_help(draft)
    lead, mark = client_of(draft.applicant), "Escrito con ayuda de Maestra Lupita"
    assert mark not in words(lead.get(at(draft, "revisar")))
    client_of(person).post(at(draft, "film"), page_fields(draft, synopsis=COMPLETE["synopsis"], title="Con ayuda"))
    check = words(lead.get(at(draft, "revisar")))
    assert (check.count(mark), f"Con ayuda {mark}" in check) == (1, True)
    assert "Itzel Canul Pech, con ayuda de Maestra Lupita Con ayuda" in words(lead.get(at(draft, "historial", "title")))
    hand_in(fresh(draft))
    lead.post(at(draft, "film"), page_fields(fresh(draft), synopsis=COMPLETE["synopsis"], title="Sola"))
    assert mark not in words(lead.get(at(draft, "revisar")))  # what stands now is hers
    assert answers_written_with_help(fresh(draft)) == [("¿title?", person)]  # what was handed in was not


def test_a_facilitator_does_not_submit_withdraw_agree_invite_or_change_the_account():
    draft = make_draft(
        make_call([section("you", question("town"), question("people", sensitive=True))]), answers={"town": "a", "people": "Secreto"}
    )
    client, lead = client_of(make_help(draft)), client_of(draft.applicant)
    token = checked(lead, draft)
    shut = [("retirar",), ("comprobante",), ("consentimientos", "evaluate"), ("equipo", "ayuda"), ("equipo", "salir")]
    assert {page: client.post(at(draft, *page)).status_code for page in shut} == {
        **dict.fromkeys(shut, 403),
        ("equipo", "salir"): 404,
    }
    assert client.post(at(draft, "equipo"), {"name": "x", "email": "x@example.org", "right": "2", "language": "en"}).status_code == 403
    assert client.post(at(draft, "revisar"), {"checked": token, "declaration": "on"}).status_code == 403
    assert "Secreto" not in client.get(at(draft, "you")).content.decode() + client.get(at(draft, "revisar")).content.decode()
    assert (fresh(draft).state, Consent.objects.standing().count()) == ("draft", 2)
    for right in (offer, revoke):
        with pytest.raises(NotForYou):
            right(
                application=draft,
                person=Help.objects.get().facilitator,
                **({"days": 3, **HOW} if right is offer else {"help_id": Help.objects.get().pk}),
            )


@pytest.mark.parametrize("end", ["time", "revoked", "stopped"])
def test_after_the_end_everything_is_refused_with_a_sentence_and_the_words_come_back(end):
    draft = make_draft(answers=COMPLETE)
    person = make_help(draft)
    client, row = client_of(person), Help.objects.get()
    old = page_fields(draft, synopsis=COMPLETE["synopsis"])
    assert client.get(at(draft, "film")).status_code == 200
    if end == "time":
        end_of_time(row)
    elif end == "revoked":
        assert revoke(application=draft, person=draft.applicant, help_id=row.pk)
        assert not revoke(application=draft, person=draft.applicant, help_id=row.pk)
    else:
        assert stop(help_id=row.pk, person=person)
        assert not stop(help_id=row.pk, person=person)
    before = fresh(draft)
    answer = autosave(client, f"/en/solicitudes/{draft.folio}/film/", "title", title="Tarde", **{".base": "2", ".page": "cc"})
    assert (answer.status_code, "is over" in answer.json()["refused"]) == (403, True)
    response = client.post(f"/en/solicitudes/{draft.folio}/film/", {**old, "title": "Palabras tardías"})
    assert (response.status_code, "Palabras tardías" in words(response), "copy it from here" in words(response)) == (403, True, True)
    for page in ((), ("secciones",), ("film",), ("revisar",), ("equipo",)):
        assert client.get(at(draft, *page)).status_code == 403
    after = fresh(draft)
    assert (after.answers, after.revision, after.saved_at, after.turns) == (before.answers, before.revision, before.saved_at, before.turns)
    assert "Whom I helped" in words(client.get("/en/ayudar/"))


def test_a_facilitator_asks_and_the_applicant_decides():
    draft, person = make_draft(), facilitator()
    theirs, client = client_of(person), client_of(draft.applicant)
    sent = {"answer": "ask", "folio": draft.folio.lower(), "days": "3", "note": "Soy tu maestra"}
    for _ in range(2):
        assert theirs.post("/en/ayudar/", sent)["Location"] == "/en/ayudar/"
    row = Help.objects.get()
    letter = Notification.objects.get(kind="help_asked")
    assert (letter.recipient, letter.email, overtaken([letter])) == (draft.applicant, draft.applicant.email, [])
    assert "Soy tu maestra" in render(letter).text
    assert theirs.get(at(draft)).status_code == 404
    page = f"/en/solicitudes/{draft.folio}/equipo/ayuda/"
    assert "Maestra Lupita asks to help you" in words(client.get(page))
    yes = {"answer": "allow", "help": str(row.pk), f"r{row.pk}-days": "3"}
    assert client.post(page, yes).status_code == 200  # not ticked
    assert theirs.get(at(draft)).status_code == 404
    assert client.post(page, {**yes, f"r{row.pk}-agreed": "on"})["Location"] == page
    row.refresh_from_db()
    assert (row.ends_at - row.starts_at, row.authentication != "") == (timedelta(days=3), True)
    assert theirs.get(at(draft)).status_code == 200
    assert overtaken([letter]) == [letter]


def test_a_request_that_is_declined_opens_nothing_and_does_not_come_again():
    draft, person = make_draft(), facilitator()
    ask(folio=draft.folio, person=person, days=3)
    row = Help.objects.get()
    assert decline(application=draft, person=draft.applicant, help_id=row.pk)
    assert not decline(application=draft, person=draft.applicant, help_id=row.pk)
    ask(folio=draft.folio, person=person, days=3)
    with pytest.raises(HelpNotPossible):
        allow(application=draft, person=draft.applicant, help_id=row.pk, days=3, **HOW)
    assert (Help.objects.count(), Notification.objects.count()) == (1, 1)
    assert client_of(person).get(at(draft)).status_code == 404


def test_asking_tells_nobody_whether_a_folio_exists_and_has_a_measure():
    person = facilitator()
    client = client_of(person)
    sent = {"answer": "ask", "days": "3", "folio": "CCC27-4F7KQ9"}
    from applicants.applications.folio import new_folio

    draft = make_draft()
    pages = [client.post("/en/ayudar/", {**sent, "folio": folio}, follow=True) for folio in (draft.folio, new_folio("ZZZ27"))]
    assert len({words(page).partition("If there is")[2][:120] for page in pages}) == 1
    for _ in range(MOST_REQUESTS - 1):
        ask(folio=make_draft().folio, person=person, days=3)
    with pytest.raises(TooManyRequests):
        ask(folio=make_draft().folio, person=person, days=3)
    assert Help.objects.count() == MOST_REQUESTS


def test_who_guesses_codes_is_stopped():
    client = client_of(facilitator())
    statuses = [client.get(f"/en/ayudar/AAAA{n:04}/").status_code for n in range(MOST_WRONG + 2)]
    assert statuses == [404] * MOST_WRONG + [429] * 2


def test_after_too_many_wrong_codes_the_right_one_is_not_tried_either_and_right_ones_are_not_counted():
    draft, person = make_draft(), facilitator()
    client, code = client_of(person), offer(application=draft, person=draft.applicant, days=3, **HOW)
    assert [client.get(f"/en/ayudar/{code}/").status_code for _ in range(MOST_WRONG + 2)] == [200] * (MOST_WRONG + 2)
    for n in range(MOST_WRONG):
        client.get(f"/en/ayudar/AAAA{n:04}/")
    assert (client.get(f"/en/ayudar/{code}/").status_code, client.post(f"/en/ayudar/{code}/").status_code) == (429, 429)
    assert not Help.objects.given().exists()


def test_tries_at_once_are_counted_one_by_one():
    person = facilitator()

    def guess(_n):
        try:
            with counted_try(person):
                raise CodeUnknown
        except (CodeUnknown, TooManyTries) as refusal:
            return type(refusal)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(guess, range(MOST_WRONG + 10)))
    assert (found.count(CodeUnknown), found.count(TooManyTries)) == (MOST_WRONG, 10)


def test_a_code_runs_out_and_a_newer_one_takes_its_place():
    draft, person = make_draft(), facilitator()
    first = offer(application=draft, person=draft.applicant, days=7, **HOW)
    second = offer(application=draft, person=draft.applicant, days=7, **HOW)
    with pytest.raises(CodeUnknown):
        take_up(code=first, person=person)
    Help.objects.update(code_expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(CodeUnknown):
        take_up(code=second, person=person)
    assert client_of(person).get(at(draft)).status_code == 404


def test_who_applies_or_writes_along_takes_up_no_code():
    draft = make_draft()
    member = make_member(draft)
    code = offer(application=draft, person=draft.applicant, days=7, **HOW)
    for person in (draft.applicant, member):
        with pytest.raises(AlreadyInside):
            take_up(code=code, person=person)
    ask(folio=draft.folio, person=member, days=3)
    assert Help.objects.get().starts_at is None


def test_no_more_than_three_help_at_once():
    draft = make_draft()
    code = offer(application=draft, person=draft.applicant, days=7, **HOW)
    Help.objects.all().delete()
    for _ in range(3):
        make_help(draft)
    with pytest.raises(HelpNotPossible):
        offer(application=draft, person=draft.applicant, days=7, **HOW)
    assert code
    response = client_of(draft.applicant).post(at(draft, "equipo", "ayuda"), {"answer": "offer", "days": "7", "agreed": "on"}, follow=True)
    assert response.redirect_chain == [(at(draft, "equipo", "ayuda"), 302)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": 31},
        {"days": 0},
        {"ends_at": timezone.now() + timedelta(days=40)},
        {"consented_at": None},
        {"facilitator": None},
        {"wording": ""},
    ],
)
def test_the_database_knows_no_help_without_consent_or_beyond_a_month(wrong):
    make_help(make_draft())
    with pytest.raises(IntegrityError), transaction.atomic():
        Help.objects.update(**wrong)


def test_one_facilitator_helps_several_each_by_their_own_consent():
    drafts, person = [make_draft(), make_draft()], facilitator()
    make_help(drafts[0], person)
    assert client_of(person).get(at(drafts[1])).status_code == 404
    make_help(drafts[1], person)
    assert [client_of(person).get(at(draft)).status_code for draft in drafts] == [200, 200]
    hand_in(make_draft(drafts[0].call, answers=COMPLETE))
    revoke(application=drafts[0], person=drafts[0].applicant, help_id=Help.objects.get(application=drafts[0]).pk)
    assert [client_of(person).get(at(draft)).status_code for draft in drafts] == [403, 200]
