"""An explanation in plain words and a spoken one, at each question that has them."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from applicants.calls.easy.models import Sound
from applicants.calls.form_versions import build, form_version
from applicants.calls.models import Question
from applicants.calls.publish import publish
from fundportal.accounts.roles import Role
from tests.applications.build import client_of, make_draft, make_person
from tests.calls.make import make_call
from tests.calls.questions import question
from tests.calls.staff import signed_in, staff
from tests.files.contents import mp3, mp4

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_desk")]
SPEECH = mp3(2) + bytes(range(39, 200))
DETAILS = {"label_es": "¿X?", "label_en": "X?", "tier": 0, "required": "on", "config-max_chars": 80}


@pytest.fixture
def client():
    return signed_in(staff(Role.COORDINATOR, "ccc"))


def speech(name="explicación.mp3", content=SPEECH):
    return SimpleUploadedFile(name, content, content_type="application/x-msdownload")


def write(client, call, key="name", **fields):
    asked = Question.objects.get(section__call=call, key=key)
    answer = client.post(reverse("admin:applicants_call_question", args=[call.pk, asked.pk]), {**DETAILS, "key": key, **fields})
    return answer, Question.objects.get(pk=asked.pk)


def test_a_form_without_explanations_is_the_same_to_the_byte(client):
    call = make_call(question("short_text", "name", max_chars=80))
    assert set(build(call)["sections"][0]["questions"][0]) == {"key", "kind", "label", "help", "required", "tier", "sensitive", "config"}


def test_an_explanation_is_frozen_with_the_form_and_shown_to_everybody(client):
    call = make_call(question("short_text", "name", max_chars=80))
    answer, asked = write(client, call, easy_es="Escribe tu nombre.\nCorto.", easy_en="Write your name.", sound_es=speech())
    assert answer.status_code == 302
    assert (asked.easy_es, asked.audio_es.media_type, asked.audio_en) == ("Escribe tu nombre.\nCorto.", "audio/mpeg", None)
    publish(call=call, by=None)
    call.refresh_from_db()
    frozen = form_version(call.form_version_id).questions["name"]
    digest = hashlib.sha256(SPEECH).hexdigest()
    assert frozen["easy"] == {"es": "Escribe tu nombre.\nCorto.", "en": "Write your name."}
    assert frozen["audio"] == {"es": {"id": str(asked.audio_es_id), "sha256": digest, "type": "audio/mpeg", "size": len(SPEECH)}}
    person = make_person()
    draft = make_draft(call, person)
    pages = [
        client_of(person).get(f"/es/solicitudes/{draft.folio}/one/"),
        Client().get(f"/es/convocatorias/{call.slug}/preguntas/"),
    ]
    for page in pages:
        text = page.content.decode()
        assert '<details class="fp-easy"><summary>Explicación fácil' in text
        assert "<p>Escribe tu nombre.</p><p>Corto.</p>" in text
        assert f'<audio controls preload="none" src="/es/explicaciones/{asked.audio_es_id}/"></audio>' in text
    english = Client().get(f"/en/convocatorias/{call.slug}/preguntas/").content.decode()
    assert "<p>Write your name.</p>" in english
    assert f"/en/explicaciones/{asked.audio_es_id}/" in english  # spoken in one language only: better than none


def test_a_sound_is_heard_once_its_form_is_public_and_for_as_long_as_any_version_names_it(client):
    call = make_call(question("short_text", "name", max_chars=80))
    sound = write(client, call, sound_en=speech())[1].audio_en
    address = reverse("sound", args=[sound.pk])
    assert (Client().get(address).status_code, client.get(address).status_code) == (404, 200)
    assert signed_in(staff(Role.COORDINATOR, "amacc")).get(address).status_code == 404
    publish(call=call, by=None)
    heard = Client().get(address)
    assert (heard.status_code, heard.content, heard["Content-Type"]) == (200, SPEECH, "audio/mpeg")
    assert (heard["X-Content-Type-Options"], heard["Content-Disposition"][:6]) == ("nosniff", "inline")
    write(client, call, **{"sound_en-clear": "on"})
    publish(call=call, by=None)
    assert Question.objects.get(key="name").audio_en is None
    assert Client().get(address).status_code == 200


@pytest.mark.parametrize(
    ("asked", "status", "said", "sent"),
    [
        ("bytes=0-1", 206, "bytes 0-1/1005", SPEECH[:2]),
        ("bytes=1000-", 206, "bytes 1000-1004/1005", SPEECH[1000:]),
        ("bytes=-5", 206, "bytes 1000-1004/1005", SPEECH[-5:]),
        ("bytes=0-99999999", 206, "bytes 0-1004/1005", SPEECH),
        ("bytes=1005-", 416, "bytes */1005", b""),
        ("bytes=-0", 416, "bytes */1005", b""),
        ("bytes=5-2", 416, "bytes */1005", b""),
    ],
)
def test_players_ask_for_parts_of_a_sound(client, asked, status, said, sent):
    call = make_call(question("short_text", "name", max_chars=80))
    sound = write(client, call, sound_es=speech())[1].audio_es
    answer = client.get(reverse("sound", args=[sound.pk]), headers={"range": asked})
    assert (answer.status_code, answer["Content-Range"], answer.content) == (status, said, sent)


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (speech(content=b"<script>alert(1)</script>"), "Judging by its content, this file is not of a type"),
        (speech("voz.m4a", mp4()), "Judging by its content, this file is not of a type"),
        (speech(content=b"ID3" + bytes(2_000_000)), "The file weighs 2 MB; the most is 2 MB."),
        (speech(content=b""), "The file is empty."),
    ],
)
def test_what_is_no_small_sound_is_refused_with_a_sentence(client, upload, sentence):
    call = make_call(question("short_text", "name", max_chars=80))
    client.cookies["django_language"] = "en"
    answer, asked = write(client, call, easy_es="Se queda", sound_es=upload)
    assert answer.status_code == 200
    assert sentence in answer.context["easy"].errors["sound_es"][0]
    assert (asked.audio_es, asked.easy_es, Sound.objects.count()) == (None, "", 0)


def test_every_question_of_the_sample_forms_is_explained_in_both_languages():
    import tomllib

    from applicants.calls.samples.load import HERE

    for file in HERE.glob("*.toml"):
        for section in tomllib.loads(file.read_text(encoding="utf-8"))["section"]:
            for asked in section["question"]:
                assert asked["easy_es"] and asked["easy_en"], (file.name, asked["key"])
                sentences = asked["easy_es"].replace(":", ".").split(". ")
                assert max(len(sentence.split()) for sentence in sentences) <= 18, asked["easy_es"]
