import json

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from applicants.applications.models import Submission
from applicants.applications.receipt.pdf import receipt_facts, receipt_pdf
from applicants.applications.receipt.snapshot import erased, freeze, is_erased, verdict
from applicants.applications.rights import NotForYou
from applicants.applications.submit import Stale, submit, token
from applicants.applications.team.collective.models import Collective
from applicants.applications.team.collective.write import Overtaken, take_away, write
from applicants.calls.form_versions import form_version
from applicants.review.desk.reading import reading
from fundportal.web.canonical import canonical, sha256
from tests.applications.build import COMPLETE, client_of, hand_in, make_draft, make_person
from tests.applications.reading import at, checked, fresh, words
from tests.applications.team.people import make_help, make_member
from tests.applications.threads import at_once

pytestmark = pytest.mark.django_db
RADIO = {
    "kind": "collective",
    "name": "Radio Ayuuk Nëmaats",
    "place": "Totontepec",
    "representative": "Tajëëw Robles",
    "decided": "En asamblea del 3 de mayo.",
    "shown": "La fiesta sí; el ritual no.",
    "asked": "A las autoridades del pueblo.",
}


def sent(**more):
    return {**RADIO, "seen": "0", "answer": "save", **more}


def save(draft, person=None, *, seen=0, **more):
    return write(application=draft, person=person or draft.applicant, facts={**RADIO, **more}, seen=seen, at=timezone.now())


def test_a_team_says_in_whose_name_it_applies_and_it_is_frozen_with_the_answers():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    page = f"/en/solicitudes/{draft.folio}/equipo/colectivo/"
    assert client.post(page, sent())["Location"] == f"/en/solicitudes/{draft.folio}/equipo/"
    assert "You apply in the name of Radio Ayuuk Nëmaats (Collective), Totontepec." in words(
        client.get(f"/en/solicitudes/{draft.folio}/equipo/")
    )
    assert "La fiesta sí; el ritual no." in words(client.get(f"/en/solicitudes/{draft.folio}/revisar/"))
    submission = hand_in(draft)
    assert submission.content["collective"] == RADIO
    assert (submission.content["type"], sha256(submission.document)) == ("fundportal.submission.v1", submission.sha256)
    facts = {
        "folio": draft.folio,
        "number": 1,
        "received_at": submission.received_at,
        "key_id": submission.key_id,
        "signature": submission.signature,
    }
    assert verdict(document=submission.document, digest=submission.sha256, **facts) is True
    assert "In the name of Radio Ayuuk Nëmaats" in words(client.get(f"/en/solicitudes/{draft.folio}/comprobante/"))
    assert receipt_facts(fresh(draft), submission)["collective"].startswith("Radio Ayuuk Nëmaats")
    assert receipt_pdf(fresh(draft), submission)[:5] == b"%PDF-"
    assert "El ritual" not in words(client.get(at(draft, "enviado")))
    assert "el ritual no." in words(client.get(at(draft, "enviado")))


def test_a_document_without_a_collective_is_what_it_always_was():
    facts = {"folio": "F", "call": "c", "form_version": {"number": 1, "sha256": "0"}, "number": 1, "answers": {"a": 1}, "files": []}
    now = timezone.now()
    document = freeze(**facts, received_at=now, language="es-mx", declaration="Sí").document
    assert sorted(json.loads(document)) == [
        *("answers", "call", "declaration", "files", "folio", "form_version", "language", "number", "received_at", "type"),
    ]
    assert "collective" not in erased(json.loads(document))
    whose = freeze(**facts, received_at=now, language="es-mx", declaration="Sí", collective=RADIO).document
    assert is_erased(erased(json.loads(whose)))
    assert "Ayuuk" not in erased(json.loads(whose))
    assert canonical(json.loads(whose)) == whose


def test_a_change_of_the_collective_is_a_change_to_submit_again():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    first = hand_in(draft)
    unsent = "You have changes that are not submitted."
    assert unsent not in words(client.get(f"/en/solicitudes/{draft.folio}/"))
    row = save(draft)
    assert unsent in words(client.get(f"/en/solicitudes/{draft.folio}/"))
    second = hand_in(draft)
    assert (second.number, first.content.get("collective"), second.content["collective"]["name"]) == (2, None, RADIO["name"])
    assert hand_in(draft) == second
    assert save(draft, seen=row.version).version == row.version  # nothing new
    assert take_away(application=draft, person=draft.applicant, at=timezone.now())
    assert not take_away(application=draft, person=draft.applicant, at=timezone.now())
    assert "collective" not in hand_in(draft).content


def test_what_was_checked_before_the_collective_changed_is_not_submitted_unseen():
    draft = make_draft(answers=COMPLETE)
    client = client_of(draft.applicant)
    seen = checked(client, draft)
    save(draft)
    response = client.post(f"/en/solicitudes/{draft.folio}/revisar/", {"checked": seen, "declaration": "on"})
    assert (response.status_code, "Your answers have changed since" in words(response)) == (200, True)
    assert Submission.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_submitting_and_writing_the_collective_at_once_never_freezes_what_nobody_checked():
    for _ in range(4):
        draft = make_draft(answers=COMPLETE)
        form_version(draft.form_version_id)
        person, mark = draft.applicant, token(fresh(draft))

        def hand(draft=draft, person=person, mark=mark):
            try:
                return submit(
                    folio=draft.folio, person=person, arrived_at=timezone.now(), language="es-mx", checked=mark, declaration="Sí"
                ).content.get("collective")
            except Stale:
                return "stale"

        jobs = [hand, lambda draft=draft: save(draft) and "written"]
        results = at_once(2, lambda jobs=jobs: jobs.pop()())
        assert sorted(map(str, results)) in (["None", "written"], ["stale", "written"])


def test_two_who_write_it_at_once_lose_nothing():
    draft = make_draft()
    member = make_member(draft)
    page = f"/en/solicitudes/{draft.folio}/equipo/colectivo/"
    assert client_of(draft.applicant).post(page, sent()).status_code == 302
    response = client_of(member).post(page, sent(shown="Solo para quien evalúa."))
    shown = words(response)
    assert (response.status_code, "Somebody of the team has changed this" in shown) == (200, True)
    assert ("Solo para quien evalúa." in shown, "La fiesta sí" in shown) == (True, True)
    assert Collective.objects.get().shown == RADIO["shown"]
    assert client_of(member).post(page, sent(shown="Solo para quien evalúa.", seen="1")).status_code == 302
    assert (Collective.objects.get().shown, Collective.objects.get().saved_by) == ("Solo para quien evalúa.", member)
    with pytest.raises(Overtaken):
        save(draft, seen=1)


def test_who_reads_reads_it_and_who_helps_writes_it():
    draft = make_draft()
    reader, helper = make_member(draft, make_person(name="Rosa"), right=1), make_help(draft)
    page = f"/en/solicitudes/{draft.folio}/equipo/colectivo/"
    assert "one person's" in words(client_of(reader).get(page))
    assert client_of(reader).post(page, sent()).status_code == 403
    with pytest.raises(NotForYou):
        save(draft, reader)
    assert client_of(helper).post(page, sent()).status_code == 302
    assert Collective.objects.get().saved_by == helper
    shown = client_of(reader).get(page)
    assert ("Tajëëw Robles" in words(shown), "<form" in shown.content.decode().partition("<main")[2].partition("</main")[0]) == (
        True,
        False,
    )
    assert client_of(draft.applicant).post(page, {"answer": "none"}).status_code == 302
    assert Collective.objects.count() == 0


def test_name_and_voice_are_needed():
    draft = make_draft()
    response = client_of(draft.applicant).post(f"/en/solicitudes/{draft.folio}/equipo/colectivo/", sent(name=" ", representative=""))
    assert (response.status_code, Collective.objects.count()) == (200, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        save(draft, name="")


@pytest.mark.parametrize(("blind_tier", "named"), [(0, True), (1, False), (3, False)])
def test_reviewers_read_the_protocol_always_and_the_name_where_names_are_shown(blind_tier, named):
    draft = make_draft(answers=COMPLETE)
    save(draft)
    hand_in(draft)
    told = " ".join(fact.text for fact in reading(fresh(draft), blind_tier).collective)
    assert ("ritual" in told, "autoridades" in told) == (True, True)
    assert ("Ayuuk" in told, "Tajëëw" in told, "Totontepec" in told) == (named, named, named)
