"""Spoken answers at the desk: played in the page, with what staff have written of them, as far as the round shows them."""

from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.transcripts.add import NothingSaid, add_transcript
from applicants.applications.transcripts.models import Transcript
from applicants.applications.transcripts.source import source_of
from fundportal.accounts.erase import erase
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.files.models import StoredFile
from tests.applications.build import client_of
from tests.files.contents import CONTENTS
from tests.review.make import (
    DOCUMENT,
    in_review,
    make_application,
    make_call,
    make_cohort,
    make_program,
    make_review,
    make_round,
    make_sample,
    question,
)

pytestmark = pytest.mark.django_db
SPOKEN = {"words": 60, "voice": "both", "max_minutes": 2, "max_mb": 1}
FORM = {"sections": [{**DOCUMENT["sections"][0], "questions": [question("story", "long_text", **SPOKEN), question("secret", "long_text", tier=1, **SPOKEN), question("note", "long_text", words=60)]}]}  # fmt: skip
VOICE = CONTENTS["weba"]


@pytest.fixture(autouse=True)
def samples(settings, tmp_path):
    settings.SAMPLE_LOGINS = True
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path, "base_url": None}}
    }


@pytest.fixture
def staff(client):
    person = make_sample(Role.COORDINATOR)
    client.force_login(person)
    return person


def spoken_by(person, folio):
    stored = StoredFile(owner=person, about=folio, name="Voz de Ana.weba", media_type="audio/webm", size=len(VOICE), sha256=uuid4().hex * 2)
    stored.blob.save(uuid4().hex, ContentFile(VOICE), save=False)
    stored.save()
    return {"file": str(stored.pk), "name": stored.name, "size": stored.size, "sha256": stored.sha256, "media_type": stored.media_type, "seconds": 188}  # fmt: skip


@pytest.fixture
def application():
    from tests.review.make import make_person

    person = make_person()
    recording, secret = (spoken_by(person, "AAAA27-1") for _ in range(2))
    answers = {"story": {"recording": recording, "language": {"code": "mixe"}}, "secret": {"recording": secret}, "note": "Nada más."}
    made = make_application(make_call(document=FORM), State.IN_REVIEW, person=person, answers=answers)
    StoredFile.objects.update(about=made.folio)
    return made


def page(application, key="story"):
    return f"/admin/applicants/application/{application.pk}/transcripts/{key}/"


def sent(application, key="story", **more):
    source = source_of(application.answers[key])
    return {"source": source, "kind": "translation", "language-grouping": "spa", "text": "La laguna crece.\nY se va.", **more}


def body(response):
    return response.content.decode()


def add(application, staff, text="La laguna crece.", kind="translation", key="story", language=None):
    return add_transcript(
        application_id=application.pk,
        key=key,
        source=source_of(application.answers[key]),
        kind=kind,
        language=language or {"code": "spa"},
        text=text,
        by=staff,
    )


def test_staff_hear_it_and_write_a_version(client, staff, application):
    shown = body(client.get(f"/admin/applicants/application/{application.pk}/change/"))
    assert page(application) in shown and page(application, "note") not in shown
    asked = body(client.get(page(application)))
    file = application.answers["story"]["recording"]["file"]
    assert f'<audio controls preload="none" src="/admin/applicants/application/{application.pk}/files/{file}/"></audio>' in asked
    assert client.post(page(application), sent(application)).status_code == 302
    made = Transcript.objects.get()
    assert (made.number, made.kind, made.language, made.author, made.text) == (
        1,
        "translation",
        {"code": "spa"},
        staff,
        "La laguna crece.\nY se va.",
    )
    told = Entry.objects.get(verb="add_transcript")
    assert (told.target, told.program_code, told.detail["question"], told.detail["number"]) == (application.folio, "morelia", "story", 1)
    assert Entry.objects.filter(verb="view_application").count() == 2
    assert "<p>Y se va.</p>" in body(client.get(f"/admin/applicants/application/{application.pk}/change/"))


def test_versions_are_appended_and_the_newest_of_each_kind_is_shown(client, staff, application):
    add(application, staff, "Primera.")
    add(application, staff, "Primera.")
    add(application, staff, "Segunda.")
    add(application, staff, "Ëjts.", kind="transcript", language={"code": "mixe"})
    assert [*Transcript.objects.order_by("number").values_list("number", "text")] == [(1, "Primera."), (2, "Segunda."), (3, "Ëjts.")]
    shown = body(client.get(f"/admin/applicants/application/{application.pk}/change/"))
    assert ("Primera." in shown, "Segunda." in shown, "Ëjts." in shown) == (False, True, True)
    assert "Primera." in body(client.get(page(application)))


def test_what_was_written_never_changes(staff, application):
    made = add(application, staff)
    for change in (lambda: Transcript.objects.update(text="Otra."), lambda: made.delete()):
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            change()
    assert Transcript.objects.get().text == "La laguna crece."


@pytest.mark.parametrize(
    ("change", "words"),
    [({"text": " "}, "This is missing."), ({"kind": "poem"}, "Choose one of the answers"), ({"language-grouping": ""}, "This is missing."), ({"language-grouping": "klingon"}, "Choose one of the answers")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_kept_in_the_page(client, staff, application, change, words):
    with override("en"):
        response = client.post(page(application), sent(application, **change), headers={"accept-language": "en"})
    assert response.status_code == 200 and words in body(response)
    assert not Transcript.objects.exists()


def test_the_list_of_variants_is_shown_when_asked_for(client, staff, application):
    response = client.post(page(application), sent(application, **{"language-grouping": "mixe", "language-more": "1"}))
    assert response.status_code == 200 and body(response).count('value="mixe.') == 6 and "Y se va." in body(response)
    assert not Transcript.objects.exists()


def test_a_transcript_is_of_one_recording(client, staff, application):
    add(application, staff)
    old = sent(application)
    application.answers["story"] = {"recording": {**spoken_by(application.applicant, application.folio)}}
    make_submission(application)
    assert "La laguna crece." not in body(client.get(f"/admin/applicants/application/{application.pk}/change/"))
    assert "La laguna crece." in body(client.get(page(application)))
    assert client.post(page(application), old).status_code == 409
    with pytest.raises(NothingSaid):
        add_transcript(
            application_id=application.pk, key="note", source="", kind="transcript", language={"code": "spa"}, text="x", by=staff
        )


def make_submission(application):
    import json

    from applicants.applications.models import Submission

    made = Submission.objects.create(
        application=application, number=2, form_version=application.form_version, document=json.dumps({"answers": application.answers}), sha256="0" * 64,
        received_at=application.submitted_at, code=f"again-{application.pk}", key_id="test", signature="",
    )  # fmt: skip
    Application.objects.filter(pk=application.pk).update(submission=made)


@pytest.mark.parametrize("key", ["note", "nothing", "secret/x"])
def test_what_was_not_spoken_has_no_transcript(client, staff, application, key):
    assert client.get(page(application, key)).status_code == 404


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PR, Role.PRIVACY])
def test_others_stay_out(client, application, role):
    client.force_login(make_sample(role))
    assert client.get(page(application)).status_code == client.post(page(application), sent(application)).status_code == 403
    assert not Transcript.objects.exists()


def test_staff_of_another_programme_do_not_find_it(client, application):
    client.force_login(make_sample(Role.COORDINATOR, program="ccc"))
    assert client.get(page(application)).status_code == 404


@pytest.fixture
def desk(client, application):
    reviewer = make_sample(Role.REVIEWER)

    def open_desk(**more):
        client.force_login(reviewer)
        review = in_review(make_review(make_round(application.call, **more), application, reviewer))
        return f"/admin/applicants/review/desk/{review.pk}/"

    return open_desk


def test_reviewers_get_the_original_and_what_staff_have_written(client, desk, staff, application):
    add(application, staff, "La laguna crece.")
    add(application, staff, "Nadie lo ve.", key="secret")
    address = desk()
    with override("en"):
        shown = body(client.get(address, headers={"accept-language": "en"}))
    heard, hidden = (application.answers[key]["recording"]["file"] for key in ("story", "secret"))
    assert f'src="{address}files/{heard}/"' in shown and "La laguna crece." in shown
    assert "It is the version that counts." in shown and "by the programme's staff (Spanish)" in shown.replace("&#x27;", "'")
    assert (hidden in shown, "Nadie lo ve." in shown, "Voz de Ana" in shown) == (False, False, False)
    assert client.get(f"{address}files/{hidden}/").status_code == 404


def test_opening_is_recorded_once_however_much_is_heard(client, desk, application):
    address = f"{desk()}files/{application.answers['story']['recording']['file']}/"
    first = client.get(address, headers={"range": "bytes=0-"})
    assert (first.status_code, first["Content-Disposition"]) == (206, f'inline; filename="{application.folio}-story.weba"')
    assert b"".join(first.streaming_content) == VOICE
    for start in (5, 20):
        assert b"".join(client.get(address, headers={"range": f"bytes={start}-"}).streaming_content) == VOICE[start:]
    assert Entry.objects.filter(verb="view_file").count() == 1


def test_desk_asks_nothing_more_where_nothing_was_spoken(client, desk, application, django_assert_num_queries):
    address = desk()
    client.get(address)
    with_voice = queries(client, address)
    application.answers = {"story": "Una laguna crece.", "secret": "Nada.", "note": "Nada."}
    make_submission(application)
    assert queries(client, address) == with_voice - 1


def queries(client, address):
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_person_reads_what_was_written_and_an_erasure_takes_it(staff, application):
    add(application, staff)
    assert "La laguna crece." in body(client_of(application.applicant).get(f"/es/solicitudes/{application.folio}/enviado/"))
    erase(person=application.applicant)
    assert not Transcript.objects.exists()


def test_staff_of_one_programme_see_their_own(client, staff):
    foreign = make_application(make_call(make_cohort(make_program("ccc")), document=FORM), State.IN_REVIEW, answers={"story": {"text": "a", "language": {"words": "b"}}})  # fmt: skip
    assert client.get(page(foreign)).status_code == 404
