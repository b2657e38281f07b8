"""What a member may open, write and not see."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from applicants.applications.models import DraftEntry
from applicants.applications.team.members.invite import give_right, remove
from applicants.applications.team.members.models import Member
from fundportal.consents.models import Consent
from fundportal.files.models import StoredFile
from tests.applications.build import (
    COMPLETE,
    client_of,
    hand_in,
    make_call,
    make_draft,
    make_person,
    opened_by,
    page_fields,
    question,
    section,
)
from tests.applications.reading import at, autosave, checked, fresh, words
from tests.applications.team.people import make_help, make_member
from tests.calls.questions import EVERY_KIND
from tests.files.contents import CONTENTS, webm

pytestmark = pytest.mark.django_db
PDF = CONTENTS["pdf"]
BACKEND = "fundportal.accounts.backends.PortalBackend"
MIXED = [
    section(
        "you",
        question("town"),
        question("people", sensitive=True),
        question("paper", "file", types=["pdf"], max_mb=1, required=False),
        question("proof", "file", types=["pdf"], max_mb=1, required=False, sensitive=True),
    ),
    section("health", question("needs", sensitive=True)),
]


def status_of(client, address):
    """Of a page that may be a file, read to its end."""
    response = client.get(address)
    if response.streaming:
        assert b"".join(response.streaming_content) == PDF
    return response.status_code


def read_only(draft):
    return make_member(draft, make_person(name="Rosa Lectora"), right=Member.Right.READ)


def test_a_member_writes_as_themself():
    draft = make_draft()
    person = make_member(draft)
    response = client_of(person).post(at(draft, "film"), page_fields(draft, title="Agua", synopsis="Una laguna."))
    assert (response.status_code, fresh(draft).answers) == (302, {"title": "Agua", "synopsis": "Una laguna."})
    assert autosave(client_of(person), at(draft, "film"), "title", title="Otra", **{".base": "1", ".page": "bb"}).json()["keys"] == [
        "title"
    ]
    assert set(DraftEntry.objects.filter(application=draft).values_list("actor", flat=True)) == {person.pk}


def test_a_reader_reads_and_writes_nothing():
    draft = make_draft(answers=COMPLETE)
    client = client_of(read_only(draft))
    shown = words(client.get(f"/en/solicitudes/{draft.folio}/film/"))
    assert ("Agua que vuelve" in shown, "to read it" in shown, "Save and continue" in shown) == (True, True, False)
    before = fresh(draft)
    response = client.post(f"/en/solicitudes/{draft.folio}/film/", page_fields(draft, title="Escrito sin permiso", synopsis=""))
    assert response.status_code == 403
    assert "Escrito sin permiso" in words(response)  # nothing that was typed is lost
    response = autosave(client, f"/en/solicitudes/{draft.folio}/film/", "title", title="X")
    assert (response.status_code, response.json()["refused"].startswith("Itzel Canul Pech shares")) == (403, True)
    after = fresh(draft)
    assert (after.answers, after.revision, after.saved_at) == (before.answers, before.revision, before.saved_at)


@pytest.mark.parametrize("right", list(Member.Right))
def test_no_member_submits_withdraws_or_agrees(right):
    draft = make_draft(answers=COMPLETE)
    person = make_member(draft, right=right)
    client, lead = client_of(person), client_of(draft.applicant)
    token = checked(lead, draft)
    assert client.post(at(draft, "revisar"), {"checked": token, "declaration": "on"}).status_code == 403
    assert client.post(at(draft, "revisar"), {"checked": token}).status_code == 403
    assert client.post(at(draft, "retirar")).status_code == 403
    assert client.get(at(draft, "consentimientos", "evaluate")).status_code == 403
    assert client.post(at(draft, "consentimientos", "evaluate"), {"answer": "take_back"}).status_code == 403
    assert (fresh(draft).state, fresh(draft).first_attempt_at) == ("draft", None)
    assert Consent.objects.standing().filter(person=draft.applicant).count() == 2
    assert "Only Itzel Canul Pech submits this application." in words(client.get(f"/en/solicitudes/{draft.folio}/revisar/"))


def test_sensitive_questions_are_the_applicants_alone():
    draft = make_draft(make_call(MIXED), answers={"town": "Bacalar", "people": "Secreto maya", "needs": "Secreto de salud"})
    client = client_of(make_member(draft))
    for page in ((), ("you",), ("revisar",)):
        assert "Secreto" not in client.get(at(draft, *page)).content.decode()
    listed = words(client.get(f"/en/solicitudes/{draft.folio}/"))
    assert ("You " in listed, "Health" in listed) == (True, False)
    assert "nobody else sees or answers them" in words(client.get(f"/en/solicitudes/{draft.folio}/you/"))
    assert client.get(at(draft, "health")).status_code == 403
    assert client.get(at(draft, "you") + "?consentir").status_code == 200
    assert client.post(at(draft, "you"), {".consent": "1", "sensitive": "on"}).status_code == 403
    response = client.post(at(draft, "you"), page_fields(draft, town="Tulum", people="Otro", **{".form": str(draft.form_version_id)}))
    assert response.status_code == 302
    assert "parked" not in client.session
    answer = autosave(
        client, at(draft, "you"), "town people", town="Cobá", people="Otro", **{".form": str(draft.form_version_id), ".base": "3"}
    )
    assert answer.status_code == 403
    assert fresh(draft).answers == {"town": "Cobá", "people": "Secreto maya", "needs": "Secreto de salud"}


def test_what_was_submitted_is_shown_without_what_is_sensitive():
    draft = make_draft(make_call(MIXED), answers={"town": "Bacalar", "people": "Secreto maya", "needs": "Secreto"})
    person = make_member(draft)
    hand_in(draft)
    shown = client_of(person).get(at(draft, "enviado")).content.decode()
    assert ("Bacalar" in shown, "Secreto" in shown) == (True, False)
    for page in ("comprobante/", "comprobante.pdf", "comprobante.json"):
        assert client_of(person).get(f"/es/solicitudes/{draft.folio}/{page}").status_code == 403
    assert "/comprobante" not in client_of(person).get(at(draft)).content.decode()


def test_files_belong_to_the_application_whoever_sends_them():
    draft = make_draft(make_call(MIXED), answers={"town": "Bacalar", "people": "maya", "needs": "x"})
    person, lead = make_member(draft), client_of(draft.applicant)
    client = client_of(person)
    client.post(at(draft, "you"), page_fields(draft, town="Bacalar", paper=SimpleUploadedFile("guion.pdf", PDF)))
    paper = StoredFile.objects.get()
    assert (paper.owner, paper.about) == (person, draft.folio)
    lead.post(at(draft, "you"), page_fields(draft, town="Bacalar", people="maya", proof=SimpleUploadedFile("acta.pdf", PDF)))
    proof = StoredFile.objects.exclude(pk=paper.pk).get()
    assert [status_of(who, at(draft, "archivos", str(paper.pk))) for who in (lead, client)] == [200, 200]
    assert [status_of(who, at(draft, "archivos", str(proof.pk))) for who in (lead, client)] == [200, 404]
    assert hand_in(draft).content["files"][0]["id"] in {str(paper.pk), str(proof.pk)}
    remove(application=draft, person=draft.applicant, member_id=Member.objects.get().pk)
    assert [status_of(who, at(draft, "archivos", str(paper.pk))) for who in (lead, client)] == [200, 403]


def test_a_right_that_is_taken_away_holds_from_the_next_request_on_and_the_words_come_back():
    draft = make_draft()
    person = make_member(draft)
    client, member = client_of(person), Member.objects.get()
    client.get(at(draft, "film"))
    give_right(application=draft, person=draft.applicant, member_id=member.pk, right=Member.Right.READ)
    assert "Palabras mías" in words(client.post(at(draft, "film"), page_fields(draft, title="Palabras mías")))
    remove(application=draft, person=draft.applicant, member_id=member.pk)
    response = client.post(at(draft, "film"), page_fields(draft, title="Palabras mías"))
    assert (response.status_code, "Palabras mías" in words(response)) == (403, True)
    assert client.post(at(draft, "film"), {"accion": "seguir"}).status_code == 403
    assert fresh(draft).answers == {}


def test_what_was_parked_by_a_former_member_is_handed_back():
    draft = make_draft()
    person = make_member(draft)
    client, unknown = Client(), Client()
    client.post(at(draft, "film"), page_fields(draft, title="Escrito fuera", **opened_by(person)))
    unknown.post(at(draft, "film"), page_fields(draft, title="Escrito por otra", **{".page": "dd"}))
    remove(application=draft, person=draft.applicant, member_id=Member.objects.get().pk)
    client.force_login(person, backend=BACKEND)
    response = client.get(at(draft, "film"))
    assert (response.status_code, "Escrito fuera" in words(response)) == (403, True)
    unknown.force_login(person, backend=BACKEND)
    response = unknown.get(at(draft, "film"))
    assert (response.status_code, "Escrito por otra" in words(response)) == (403, False)
    assert fresh(draft).answers == {}


@pytest.mark.parametrize("agreed", [True, False])
def test_between_two_sensitive_texts_only_the_applicant_chooses_and_under_consent(agreed):
    draft = make_draft(make_call(MIXED), answers={"town": "Bacalar", "people": "Secreto maya", "needs": "x"})
    lead, client = client_of(draft.applicant), client_of(make_member(draft))
    sent = {"town": "Bacalar", ".form": str(draft.form_version_id), "accion": "seguir", ".base": "0"}
    lead.post(at(draft, "you"), {**sent, "people": "Otro secreto", ".page": "bbbb"})
    (revision,) = fresh(draft).conflicts["people"]
    choice = page_fields(draft, town="Bacalar", **{".choose": f"people:{revision}", ".form": f"{draft.form_version_id}.plain"})
    assert client.post(at(draft, "you"), choice).status_code == 403
    assert (fresh(draft).answers["people"], list(fresh(draft).conflicts)) == ("Secreto maya", ["people"])
    if not agreed:
        Consent.objects.filter(purpose="sensitive").update(withdrawn_at=timezone.now())
    assert lead.post(at(draft, "you"), choice).status_code == 302
    assert fresh(draft).answers["people"] == ("Otro secreto" if agreed else "Secreto maya")
    assert list(fresh(draft).conflicts) == ([] if agreed else ["people"])


@pytest.mark.parametrize("leaves", ["signs out", "is followed"])
@pytest.mark.parametrize("part", [make_member, make_help])
@pytest.mark.parametrize("writer", ["applicant", "part"])
def test_words_of_a_page_wait_for_who_had_opened_it_whoever_else_signs_in_and_out_on_the_telephone(writer, part, leaves):
    draft = make_draft()
    person = part(draft)
    theirs, other = (draft.applicant, person) if writer == "applicant" else (person, draft.applicant)
    page = client_of(theirs).get(at(draft, "film")).content.decode()
    opened = dict(re.findall(r'name="(\.\w+)" value="([^"]*)"', page))
    client = Client()
    client.post(at(draft, "film"), {**opened, "title": "Palabras mías", "synopsis": "", "accion": "seguir"})
    client.force_login(other, backend=BACKEND)
    page = words(client.get(at(draft, "film")))
    assert ("Palabras mías" in page, f"Aquí hay palabras que esperan a {theirs}" in page, fresh(draft).answers) == (False, True, {})
    if leaves == "signs out":
        client.post("/es/cuenta/logout/")
        assert "_auth_user_id" not in client.session
    client.force_login(theirs, backend=BACKEND)
    assert "Palabras mías" in client.get(at(draft, "film")).content.decode()
    assert (fresh(draft).answers, client.session["parked"]) == ({"title": "Palabras mías"}, {})
    assert DraftEntry.objects.get(application=draft).actor == theirs


def test_what_waits_goes_with_its_own_persons_session():
    draft = make_draft(make_call(MIXED))
    Consent.objects.filter(purpose="sensitive").update(withdrawn_at=timezone.now())
    client = client_of(draft.applicant)
    client.post(at(draft, "you"), page_fields(draft, town="Bacalar", people="Secreto", **{".form": str(draft.form_version_id)}))
    assert "Secreto" in str(client.session["parked"])
    client.post("/es/cuenta/logout/")
    assert "parked" not in client.session


def test_a_member_hears_what_stands_beside_a_text_to_correct_and_what_waits_for_a_choice():
    spoken = question("story", "long_text", words=10, voice="audio", max_minutes=2, max_mb=1)
    draft = make_draft(make_call([section("you", spoken)]))
    lead, client = client_of(draft.applicant), client_of(make_member(draft))

    def say(**fields):
        sound = SimpleUploadedFile("voz.weba", webm(2, times=(0, 64.6)), "audio/webm")
        lead.post(at(draft, "you"), page_fields(draft, **{"story-recording": sound, **fields}))
        return str(StoredFile.objects.latest("created_at").pk)

    def heard(pk):
        response = client.get(at(draft, "archivos", pk))
        return response.status_code, bool(response.streaming and b"".join(response.streaming_content))

    first = say(story="palabra " * 11)
    assert list(fresh(draft).unfinished) == ["story"]
    assert heard(first) == (200, True)
    lead.post(at(draft, "you"), page_fields(draft, story="Corta", **{"story-recording-clear": "on"}))
    second = say(story="Otra", **{".base": "0", ".page": "bbbb"})
    assert list(fresh(draft).conflicts) == ["story"]
    assert heard(second) == (200, True)
    assert at(draft, "archivos", second) in client.get(at(draft, "you")).content.decode()


def secrets_of(draft, client):
    """What the pages of the history and the copy say, as one text."""
    paths = ("historial/", "historial/town/", "historial/town/?todas", "historial/paper/", "copia/", "copia.json")
    return " ".join(client.get(f"/en/solicitudes/{draft.folio}/{path}").content.decode() for path in paths)


@pytest.mark.parametrize("part", [read_only, make_member, make_help])
def test_a_part_reads_the_history_and_takes_the_copy_along_without_what_is_sensitive(part):
    call = make_call(MIXED)
    draft = make_draft(call, make_person(name="Xóchitl Paz"))
    lead, member = client_of(draft.applicant), client_of(part(draft))
    fields = page_fields(draft, town="Ixtepec", people="ZAPOTECO", proof=SimpleUploadedFile("DICTAMEN.pdf", PDF))
    assert lead.post(at(draft, "you"), fields).status_code == 302
    assert lead.post(at(draft, "health"), page_fields(draft, needs="INTERPRETE")).status_code == 302
    seen, whole = secrets_of(draft, member), secrets_of(draft, lead)
    assert [word in seen for word in ("Ixtepec", "Xóchitl", "ZAPOTECO", "DICTAMEN", "INTERPRETE", "people?", "needs?")] == [True, True] + [
        False
    ] * 5
    assert [word in whole for word in ("Ixtepec", "ZAPOTECO", "DICTAMEN", "INTERPRETE")] == [True] * 4
    assert ("Bring it back" in seen, 'type="file"' in seen) == (False, False)
    for key in ("people", "proof", "needs"):
        assert member.get(f"/en/solicitudes/{draft.folio}/historial/{key}/").status_code == 404
    assert [question["question"] for question in member.get(f"/en/solicitudes/{draft.folio}/copia.json").json()["answers"]] == ["town"]


def test_who_has_a_part_brings_nothing_back_and_takes_nothing_up():
    draft = make_draft(answers=COMPLETE)
    client, before = client_of(make_member(draft)), fresh(draft).answers
    copy = client.get(f"/en/solicitudes/{draft.folio}/copia.json").content
    sent = [
        client.post(f"/en/solicitudes/{draft.folio}/historial/title/", {"version": "1"}),
        client.post(f"/en/solicitudes/{draft.folio}/copia/", {"file": SimpleUploadedFile("a.json", copy)}),
    ]
    assert [("Only" in words(response), response.status_code) for response in sent] == [(True, 403)] * 2
    assert fresh(draft).answers == before
    assert [client_of(make_person()).get(f"/en/solicitudes/{draft.folio}/{path}").status_code for path in ("historial/", "copia.json")] == [
        404
    ] * 2


def test_what_was_chosen_is_handed_back_in_words():
    kinds = {"country": "country", "one": "choice", "some": "choices"}
    draft = make_draft(make_call([section("you", *(question(key, kind, **EVERY_KIND[kind]) for key, kind in kinds.items()))]))
    client = client_of(make_member(draft, right=Member.Right.READ))
    page = client.post(at(draft, "you"), page_fields(draft, country="MX", one="a", some=["a", "b"]))
    said = re.findall(r"<dd><p>(.*?)</p>\s*<p>(.*?)</p>|<dd><p>(.*?)</p>", page.content.decode())
    assert (page.status_code, [[word for word in line if word] for line in said]) == (
        403,
        [["México"], ["Ficción"], ["Ficción", "Documental"]],
    )
