"""Answers by voice in a draft: kept, merged, corrected, handed in, heard."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applicants.applications.draft.merge import Base, LogLine, Slot, merge
from applicants.applications.models import DraftEntry
from fundportal.files.models import StoredFile
from tests.applications.build import client_of, hand_in, make_call, make_draft, make_person, page_fields, publish_form, question, section
from tests.applications.reading import at, autosave, fresh, words
from tests.files.contents import CONTENTS, webm
from tests.files.tus import whole

pytestmark = pytest.mark.django_db
SPOKEN = {"words": 10, "voice": "audio", "max_minutes": 2, "max_mb": 1}
FORM = [section("film", question("title", required=False), question("story", "long_text", **SPOKEN))]
VOICE = webm(2, times=(0, 64.6))


@pytest.fixture
def draft():
    return make_draft(make_call(FORM))


def recording(content=VOICE, name="mi voz ꞌ.weba"):
    return SimpleUploadedFile(name, content, "audio/webm")


def post(draft, client=None, **fields):
    return (client or client_of(draft.applicant)).post(at(draft, "film"), page_fields(draft, **fields))


def facts():
    stored = StoredFile.objects.get()
    return {
        "file": str(stored.pk),
        "name": "mi voz ꞌ.weba",
        "size": len(VOICE),
        "sha256": stored.sha256,
        "media_type": "audio/webm",
        "seconds": 65,
    }


def test_a_recording_is_an_answer_without_a_script(draft):
    client = client_of(draft.applicant)
    assert post(draft, client, story="", **{"story-recording": recording(), "story-grouping": "mixe"}).status_code == 302
    assert fresh(draft).answers == {"story": {"recording": facts(), "language": {"code": "mixe"}}}
    assert fresh(draft).progress == {"film": "done"}
    page = client.get(at(draft, "film")).content.decode()
    address = at(draft, "archivos", facts()["file"])
    assert f'<audio controls preload="none" src="{address}"></audio>' in page and 'enctype="multipart/form-data"' in page
    assert "js/record" in page
    check = client.get(f"/en/solicitudes/{draft.folio}/revisar/")
    assert "mi voz ꞌ.weba , 1 min 5 s, " in words(check) and "Language: ayuujk" in words(check)
    assert f'src="/en/solicitudes/{draft.folio}/archivos/{facts()["file"]}/"' in check.content.decode()
    heard = client.get(address, headers={"Range": "bytes=4-7"})
    assert (heard.status_code, b"".join(heard.streaming_content)) == (206, VOICE[4:8])
    assert client_of(make_person()).get(address).status_code == 404


def test_page_asks_for_the_variants_and_keeps_what_was_recorded(draft):
    response = post(draft, story="", **{"story-recording": recording(), "story-grouping": "mixe", "story-more": "1"})
    page = response.content.decode()
    assert response.status_code == 200 and page.count('value="mixe.') == 6
    assert at(draft, "archivos", facts()["file"]) in page and "mi voz ꞌ.weba" in page
    assert fresh(draft).answers["story"]["recording"] == facts()


def test_autosave_sends_text_and_leaves_the_recording(draft):
    post(draft, story="", **{"story-recording": recording()})
    client, seen = client_of(draft.applicant), {".base": str(fresh(draft).revision), ".page": "aaaa"}
    told = autosave(
        client, at(draft, "film"), "story", story="Hola", **{"story-grouping": "mixe", "story-recording-clear": "on"}, **seen
    ).json()
    assert (told["keys"], told["conflicts"]) == (["story"], [])
    assert fresh(draft).answers == {"story": {"text": "Hola", "recording": facts(), "language": {"code": "mixe"}}}
    autosave(client, at(draft, "film"), "story", story="", **seen)
    assert fresh(draft).answers == {"story": {"recording": facts()}}


def test_text_that_is_too_long_does_not_cost_the_recording(draft):
    response = post(draft, story="palabra " * 11, **{"story-recording": recording(), "story-words": "quechua"})
    assert response.status_code == 200 and "There is 1 word too many" in words(
        client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/film/")
    )
    assert "mi voz ꞌ.weba" in response.content.decode()
    typed = {"text": "palabra " * 11, "recording": facts(), "grouping": "", "variant": "", "words": "quechua"}
    assert (fresh(draft).answers, fresh(draft).unfinished) == ({}, {"story": typed})
    post(draft, story="palabra " * 12, **{"story-words": "quechua"})
    assert fresh(draft).unfinished == {"story": {**typed, "text": "palabra " * 12}}
    post(draft, story="corto", **{"story-words": "quechua"})
    assert (fresh(draft).answers, fresh(draft).unfinished) == (
        {"story": {"text": "corto", "recording": facts(), "language": {"words": "quechua"}}},
        {},
    )


def test_recording_that_is_refused_does_not_cost_the_text(draft):
    post(draft, story="", **{"story-recording": recording()})
    for upload in (recording(b"<html>"), recording(webm(2, times=(0, 700))), recording(CONTENTS["mp4"])):
        response = post(draft, story="Hola", **{"story-recording": upload})
        assert response.status_code == 200 and 'href="#id_story-recording"' in response.content.decode()
    assert (fresh(draft).answers, fresh(draft).unfinished) == ({"story": {"text": "Hola", "recording": facts()}}, {})


def test_one_writes_and_the_other_records_and_both_are_kept(draft):
    opened = page_fields(draft)
    client = client_of(draft.applicant)
    autosave(client, at(draft, "film"), "story", story="Una laguna crece.", **{".base": "0", ".page": "aaaa"})
    response = client.post(
        at(draft, "film"), {**opened, ".page": "bbbb", "story": "", "story-recording": recording(), "story-grouping": "mixe"}
    )
    assert response.status_code == 302 and fresh(draft).conflicts == {}
    assert fresh(draft).answers == {"story": {"text": "Una laguna crece.", "recording": facts(), "language": {"code": "mixe"}}}
    told = autosave(client, at(draft, "film"), "story", story="Una laguna crece más.", **{".base": "0;story=1", ".page": "aaaa"}).json()
    assert told["conflicts"] == []
    assert fresh(draft).answers["story"] == {"text": "Una laguna crece más.", "recording": facts(), "language": {"code": "mixe"}}


def test_two_texts_are_contested_and_a_recording_beside_them_is_kept(draft):
    client = client_of(draft.applicant)
    autosave(client, at(draft, "film"), "story", story="De A", **{".base": "0", ".page": "aaaa"})
    client.post(at(draft, "film"), {**page_fields(draft), ".base": "0", ".page": "bbbb", "story": "De B", "story-recording": recording()})
    application = fresh(draft)
    assert application.answers == {"story": {"text": "De A", "recording": facts()}}
    (waiting,) = DraftEntry.objects.filter(application=draft, conflict=True)
    assert waiting.changes == {"story": {"text": "De B", "recording": facts()}}
    page = client.get(at(draft, "film")).content.decode()
    assert page.count(at(draft, "archivos", facts()["file"])) >= 1 and "De B" in page and "De A" in page
    client.post(at(draft, "film"), {**page_fields(draft), ".choose": f"story:{waiting.revision}"})
    assert (fresh(draft).answers, fresh(draft).conflicts) == ({"story": {"text": "De B", "recording": facts()}}, {})


def sent_in_pieces(draft, content=VOICE, question="story"):
    place, _ = whole(client_of(draft.applicant), content, folio=draft.folio, question=question)
    return place.rsplit("/", 1)[-1]


def test_a_recording_that_came_in_pieces_is_saved_while_typing_and_deleted_again(draft):
    client, number = client_of(draft.applicant), sent_in_pieces(draft)
    for text in ("Hola", "Hola a todas"):
        told = autosave(client, at(draft, "film"), "story", story=text, **{"story-upload": number, ".base": "0", ".page": "aaaa"}).json()
        assert (told["keys"], told["conflicts"]) == (["story"], [])
        assert fresh(draft).answers["story"]["text"] == text and fresh(draft).answers["story"]["recording"]["seconds"] == 65
    autosave(client, at(draft, "film"), "story", story="Hola", **{"story-upload": "none", ".base": "0", ".page": "aaaa"})
    assert fresh(draft).answers == {"story": "Hola"}


def test_a_recording_in_pieces_is_kept_beside_a_text_that_is_too_long(draft):
    client, number = client_of(draft.applicant), sent_in_pieces(draft)
    autosave(client, at(draft, "film"), "story", story="palabra " * 11, **{"story-upload": number, ".base": "0", ".page": "aaaa"})
    assert fresh(draft).unfinished["story"]["recording"]["seconds"] == 65


@pytest.mark.parametrize("number", ["9" * 32, "no number", "0e9cd2a4-0000-4000-8000-000000000000"])
def test_an_upload_that_is_not_there_is_told_and_costs_nothing(draft, number):
    told = autosave(client_of(draft.applicant), at(draft, "film"), "story", story="Hola", **{"story-upload": number, ".base": "0"}).json()
    assert told["errors"]["story"].startswith("Ese envío ya no está")
    assert fresh(draft).answers == {"story": "Hola"}


def test_upload_of_another_person_is_none(draft):
    number = sent_in_pieces(make_draft(draft.call))
    autosave(client_of(draft.applicant), at(draft, "film"), "story", story="Hola", **{"story-upload": number, ".base": "0"})
    assert fresh(draft).answers == {"story": "Hola"}


def test_pieces_of_something_else_are_refused(draft):
    _, answer = whole(client_of(draft.applicant), CONTENTS["mp4"], folio=draft.folio, question="story")
    assert (answer.status_code, "WebM" in answer.json()["refused"]) == (415, True)
    assert StoredFile.objects.count() == 0


def test_recordings_beyond_the_quota_are_refused_and_the_text_is_kept(draft, settings):
    settings.PERSON_QUOTA = 0
    response = post(draft, story="Hola", **{"story-recording": recording()})
    assert response.status_code == 200 and StoredFile.objects.count() == 0
    assert (fresh(draft).answers, fresh(draft).unfinished) == ({"story": "Hola"}, {})


R1, R2 = ({"file": name, "name": name, "size": 1, "sha256": name, "media_type": "audio/webm"} for name in ("r1", "r2"))
TYPED = {"grouping": "", "variant": "", "words": ""}


@pytest.mark.parametrize(
    ("was", "theirs", "ours", "stands", "waits"),
    [
        (None, "A", {"recording": R1}, {"text": "A", "recording": R1}, None),
        ("A", {"text": "A", "recording": R1}, "B", {"text": "B", "recording": R1}, None),
        ({"recording": R1}, None, {"text": "B", "recording": R1}, "B", None),  # removed there, written here
        ({"recording": R1}, {"recording": R2}, {"recording": R1, "language": {"code": "mixe"}}, {"recording": R2, "language": {"code": "mixe"}}, None),
        (None, {"recording": R1}, {"text": "B", "recording": R2}, {"text": "B", "recording": R1}, {"text": "B", "recording": R2}),
        (None, {"text": "A", "recording": R1}, "B", {"text": "A", "recording": R1}, {"text": "B", "recording": R1}),
        ({"text": "A", "recording": R1}, "A", None, None, None),
        ("A", "B", "C", "B", "C"),
        (None, {"text": "A", "language": {"code": "mixe"}}, {"text": "A", "language": {"code": "spa"}}, {"text": "A", "language": {"code": "mixe"}}, {"text": "A", "language": {"code": "spa"}}),
    ],
)  # fmt: skip
def test_parts_of_an_answer_merge_each_on_its_own(was, theirs, ours, stands, waits):
    log = [LogLine(6, "bbb", {"q": Slot(theirs)}), LogLine(3, "aaa", {"q": Slot(was)})]
    merged = merge(sent={"q": Slot(ours)}, stored={"q": Slot(theirs)}, rivals={"q"}, base=Base(4), log=log)
    assert merged.changes.get("q", Slot(theirs)) == Slot(stands)
    assert merged.conflicts == ({} if waits is None else {"q": Slot(waits)})


def test_what_has_to_be_corrected_merges_too():
    long = {"text": "x " * 11, "recording": None, **TYPED}
    log = [LogLine(6, "bbb", {"q": Slot(long, True)})]
    merged = merge(sent={"q": Slot({"recording": R1})}, stored={"q": Slot(long, True)}, rivals={"q"}, base=Base(4), log=log)
    assert merged.changes == {"q": Slot({**long, "recording": R1}, True)} and merged.conflicts == {}


def test_what_is_handed_in_names_the_recording_and_its_hash(draft):
    post(draft, story="Hola", **{"story-recording": recording()})
    submission = hand_in(draft)
    frozen = json.loads(submission.document)
    assert frozen["answers"] == {"story": {"text": "Hola", "recording": facts()}}
    assert frozen["files"] == [{"id": facts()["file"], **{name: facts()[name] for name in ("name", "size", "media_type", "sha256")}}]
    page = client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/enviado/").content.decode()
    assert facts()["file"] in page and "1 min 5 s" in page


def test_a_recording_that_is_lost_stands_in_the_way(draft):
    post(draft, story="Hola", **{"story-recording": recording()})
    StoredFile.objects.all().delete()
    check = client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/revisar/")
    assert "The file cannot be found. Attach it again." in words(check)


def test_form_that_no_longer_takes_recordings_keeps_what_was_recorded(draft):
    post(draft, story="Hola", **{"story-recording": recording()})
    publish_form(draft.call, [section("film", question("title", required=False), question("story", "long_text", words=10))])
    client = client_of(draft.applicant)
    page = client.get(f"/en/solicitudes/{draft.folio}/film/")
    assert facts()["file"] in page.content.decode() and 'type="file"' not in page.content.decode()
    assert "A recording is no longer taken here." in words(client.get(f"/en/solicitudes/{draft.folio}/revisar/"))
    post(draft, client, story="Hola", **{"story-recording-clear": "on"})
    assert fresh(draft).answers == {"story": "Hola"}


def test_text_kept_as_typed_before_the_form_changed_is_text_again(draft):
    autosave(client_of(draft.applicant), at(draft, "film"), "story", story="palabra " * 11, **{".base": "0"})
    publish_form(draft.call, [section("film", question("title", required=False), question("story", "long_text", words=10))])
    page = client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/film/").content.decode()
    assert ">\n" + "palabra " * 11 + "</textarea>" in page and "There is 1 word too many" in page
    publish_form(draft.call, FORM)
    assert "palabra " * 11 in client_of(draft.applicant).get(f"/en/solicitudes/{draft.folio}/film/").content.decode()


def test_the_copy_of_a_draft_takes_the_text_along_and_leaves_every_recording_where_it_is(draft):
    post(draft, story="Lo que digo", **{"story-recording": recording(), "story-grouping": "mixe"})
    client = client_of(draft.applicant)
    copy = json.loads(client.get(at(draft, "copia").rstrip("/") + ".json").content)
    label = {"es": "¿story?", "en": "story?"}
    told = {"question": "story", "kind": "long_text", "label": label}
    assert copy["answers"] == [{**told, "answer": {"text": "Lo que digo", "language": {"code": "mixe"}}}]
    assert copy["files"] == [{**told, "name": "mi voz ꞌ.weba", "size": len(VOICE)}]
    other = make_draft(draft.call)
    take(other, copy)
    assert fresh(other).answers == {"story": {"text": "Lo que digo", "language": {"code": "mixe"}}}
    copy["answers"][0] = {**told, "answer": "Otra cosa"}
    take(draft, copy)
    assert fresh(draft).answers == {"story": {"text": "Otra cosa", "recording": facts()}}
    copy["answers"][0] = {**told, "typed": "palabra " * 11}
    take(draft, copy)
    typed = fresh(draft).unfinished["story"]
    assert (typed["text"], typed["recording"]) == ("palabra " * 11, facts())
    copy = json.loads(client.get(at(draft, "copia").rstrip("/") + ".json").content)
    assert copy["answers"][0]["typed"] == {**typed, "recording": None}
    assert "sha256" not in json.dumps(copy["answers"] + copy["files"])
    take(other, copy)
    assert fresh(other).unfinished == {"story": {**typed, "recording": None}}


def take(draft, copy):
    fields = {"take": ["story"], "base": fresh(draft).revision, "mark": "cccc"}
    client = client_of(draft.applicant)
    offered = client.post(at(draft, "copia"), {"file": SimpleUploadedFile("borrador.json", json.dumps(copy).encode())})
    assert "palabra" in words(offered) or "Lo que digo" in words(offered) or "Otra cosa" in words(offered)
    assert client.post(at(draft, "copia"), {"copy": json.dumps(copy), **fields}).status_code == 302


def test_a_text_that_is_too_long_beside_a_recording_is_in_the_history(draft):
    post(draft, story="palabra " * 11, **{"story-recording": recording()})
    post(draft, story="Corta")
    page = words(client_of(draft.applicant).get(at(draft, "historial", "story")))
    assert "palabra palabra" in page
    assert facts()["sha256"] not in page
