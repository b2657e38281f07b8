"""Long text that may be spoken: both shapes of the answer, and the field that reads them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override

from applicants.calls.publish import problems_of_size
from applicants.calls.questions import question_type
from applicants.calls.questions.base import file_in, is_answered
from applicants.calls.questions.long_text import LongTextConfig
from applicants.calls.section_form import answers_of, section_form
from applicants.calls.voice.answer import closed_again, has_parts, opened, text_of
from tests.calls.questions import document, question, section
from tests.files.contents import CONTENTS, webm

SPOKEN = {"words": 5, "voice": "audio", "max_minutes": 2, "max_mb": 1}
FACTS = {"file": "0e9c", "name": "voz.weba", "size": 54321, "sha256": "ab" * 32, "media_type": "audio/webm", "seconds": 65}
MIXE = {"code": "mixe.alto-del-norte", "words": "Totontepec"}
KIND = question_type("long_text")


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def spoken(**more):
    return question("long_text", **{**SPOKEN, **more})


def form_of(q, data=None, upload=None, stored=None):
    files = MultiValueDict({"q-recording": [upload]}) if upload else MultiValueDict()
    return section_form(section(q), {"q": stored} if stored is not None else {}, data, files if data is not None else None)


def weba(content=CONTENTS["weba"], name="voz.weba"):
    return SimpleUploadedFile(name, content, "audio/webm")


def keep(upload, q):
    return {**FACTS, "name": upload.name, "size": upload.size}


@pytest.mark.parametrize(
    "stored",
    [
        "Una laguna crece.",
        {"recording": FACTS},
        {"text": "Una laguna crece.", "recording": FACTS},
        {"text": "Jujky'äjtën", "language": MIXE},
        {"recording": FACTS, "language": {"words": "quechua"}},
        {"text": "a", "recording": FACTS, "language": {"code": "spa"}},
    ],
)
def test_each_shape_survives_the_form(stored):
    q = spoken()
    assert KIND.fits(stored) and is_answered(stored) and KIND.problems(stored, q) == []
    assert closed_again(opened(stored)) == stored
    sent = {name if name == "q" else f"q-{name}": value for name, value in as_sent(stored).items()}
    assert answers_of(form_of(q, sent, stored=stored), keep=keep) == {"q": stored}
    assert answers_of(form_of(q, sent, stored=stored)) == {"q": stored}


def as_sent(stored):
    form = opened(stored)
    return {"q": form["text"], **{name: form[name] for name in ("grouping", "variant", "words")}}


@pytest.mark.parametrize(
    "value",
    [
        None, 3, [], {}, {"language": MIXE}, {"text": 3}, {"text": "a", "more": "b"}, {"recording": "0e9c"}, {"recording": {"file": "0e9c"}},
        {"text": "a", "language": "mixe"}, {"file": "0e9c", "name": "a", "size": 1, "sha256": "", "media_type": "x"},
    ],
)  # fmt: skip
def test_what_is_of_another_shape_is_never_read_as_one(value):
    assert not has_parts(value) and text_of(value) == ""
    assert not KIND.fits(value)


def test_old_answers_are_strings_where_nothing_can_be_spoken():
    q = question("long_text", words=5)
    assert answers_of(form_of(q, {"q": "Una laguna", "q-grouping": "mixe"}, stored="Antes")) == {"q": "Una laguna"}
    assert KIND.initial("Antes", q) == "Antes"
    assert 'type="file"' not in str(form_of(q)["q"])
    assert [column.code for column in KIND.columns(q)] == ["q"]


def test_new_recording_takes_the_place_of_the_old_and_a_tick_removes_it():
    stored = {"text": "Hola", "recording": FACTS}
    new = answers_of(form_of(spoken(), {"q": "Hola", "q-recording-clear": "on"}, weba(name="otra.weba"), stored), keep=keep)
    assert (new["q"]["text"], new["q"]["recording"]["name"]) == ("Hola", "otra.weba")
    assert answers_of(form_of(spoken(), {"q": "Hola", "q-recording-clear": "on"}, None, stored), keep=keep) == {"q": "Hola"}
    assert answers_of(form_of(spoken(), {"q": "Hola", "q-recording-clear": "on"}, weba(), stored)) == {"q": stored}  # while typing


def test_either_is_an_answer_to_a_required_question_and_a_language_alone_is_none():
    assert form_of(spoken(), {"q": ""}, weba()).is_valid()
    assert form_of(spoken(), {"q": ""}, None, {"recording": FACTS}).missing == []
    empty = form_of(spoken(), {"q": " ", "q-grouping": "mixe"})
    assert answers_of(empty, keep=keep) == {"q": None} and empty.missing == ["q"]
    removed = form_of(spoken(), {"q": "", "q-recording-clear": "on"}, None, {"recording": FACTS})
    assert answers_of(removed, keep=keep) == {"q": None} and removed.missing == ["q"]
    optional = {**spoken(), "required": False}
    assert answers_of(form_of(optional, {"q": "", "q-grouping": "mixe"}), keep=keep) == {"q": None}


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (SimpleUploadedFile("voz.weba", b"<html><script>"), "Judging by its content, this file is not of a type that is accepted here"),
        (weba(webm(1, 2)), "Judging by its content, this file is not of a type that is accepted here"),
        (weba(webm(2, times=(0, 300))), "It lasts 5 min; the most is 2 min."),
        (weba(CONTENTS["weba"] + b"\0" * 1_000_001), "The file weighs 1 MB; the most is 1 MB."),
        (SimpleUploadedFile("voz.weba", b""), "The submitted file is empty."),
    ],
)
def test_recording_beyond_its_limits_is_refused_with_a_sentence(upload, sentence):
    form = form_of(spoken(), {"q": "Hola"}, upload)
    assert not form.is_valid()
    (error,) = form.errors["q"].as_data()
    assert error.messages[0].startswith(sentence) and error.params["control"] == "-recording"


@pytest.mark.parametrize(("code", "voice", "fits"), [("amr", "audio", True), ("m4a", "audio", True), ("mp4", "audio", False), ("mp4", "both", True), ("mov", "video", True), ("aac", "both", True), ("ogg", "video", False), ("pdf", "both", False)])  # fmt: skip
def test_kinds_of_recordings_by_content(code, voice, fits):
    assert form_of(spoken(voice=voice), {"q": ""}, SimpleUploadedFile("grabacion", CONTENTS[code])).is_valid() is fits


def test_text_is_counted_and_each_error_names_its_control():
    form = form_of(spoken(), {"q": "uno dos tres cuatro cinco seis", "q-grouping": "other"}, SimpleUploadedFile("a", b"x"))
    assert [(error.code, error.params["control"]) for error in form.errors["q"].as_data()] == [
        ("words", ""),
        ("words", "-words"),
        ("type", "-recording"),
    ]


def test_page_has_recorder_text_and_language_and_says_what_is_kept():
    page = str(form_of(spoken(), stored={"text": "Hola", "recording": FACTS, "language": MIXE})["q"])
    assert 'accept="audio/*" capture' in page and 'data-minutes="2"' in page and 'data-max-bytes="1000000"' in page
    assert "voz.weba" in page and "1 min 5 s, 54 kB" in page and "Up to 2 min and 1 MB." in page
    assert '<option value="mixe.alto-del-norte" selected>' in page and "<details open>" in page
    both = str(form_of(spoken(voice="both"))["q"])
    assert 'accept="audio/*,video/*"' in both and "capture" not in both and "<details>" in both
    assert 'type="file"' not in str(form_of(question("long_text", words=5, own_language=True))["q"])


def test_readers_see_text_recording_and_language():
    shown = KIND.show({"text": "Uno\n\nDos", "recording": FACTS, "language": MIXE}, spoken())
    assert (shown.kind, shown.data["paragraphs"], shown.data["language"]) == (
        "voice",
        ["Uno", "Dos"],
        "ayöök (mixe alto del norte), Totontepec",
    )
    assert (shown.data["recording"]["length"], shown.data["recording"]["weight"], shown.data["recording"]["is_video"]) == (
        "1 min 5 s",
        "54 kB",
        False,
    )
    assert KIND.show("Uno\n\nDos", spoken()).kind == "paragraphs"
    assert KIND.show(None, spoken()).kind == "none"
    assert KIND.show(["a"], spoken()).kind == "lines"


def test_what_a_newer_form_no_longer_takes_is_shown_and_can_only_be_removed():
    stored, q = {"text": "Hola", "recording": FACTS}, question("long_text", words=5)
    form = form_of(q, stored=stored)
    assert form.retired == ["q"] and "voz.weba" in str(form["q"]) and 'type="file"' not in str(form["q"])
    assert KIND.problems(stored, q) == ["A recording is no longer taken here. Remove it, and answer in writing."]
    assert answers_of(form_of(q, {"q": "Hola"}, None, stored), keep=keep) == {"q": stored}
    assert answers_of(form_of(q, {"q": "Hola", "q-recording-clear": "on"}, weba(), stored), keep=keep) == {"q": "Hola"}
    assert KIND.problems({"text": "Hola", "language": MIXE}, q) == []
    assert KIND.problems({"recording": {**FACTS, "media_type": "video/webm"}}, spoken()) == [
        "This kind of recording is no longer accepted here."
    ]
    assert KIND.problems({"recording": {**FACTS, "size": 1_000_001}}, spoken()) == ["The recording is larger than what is accepted now."]
    assert KIND.problems({"text": "1 2 3 4 5 6", "recording": FACTS}, spoken()) == ["There is 1 word too many. The maximum is 5."]


def test_file_of_an_answer_is_found_in_every_shape():
    assert (
        file_in({"recording": FACTS, "text": "a"})
        == file_in(FACTS)
        == file_in({"text": "", "recording": FACTS, "grouping": "mixe"})
        == FACTS
    )
    assert [file_in(value) for value in (None, "a", ["a"], {"text": "a"}, {"recording": None}, {"amount": "1"})] == [None] * 6


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"words": "300"}, {"words": 300}),
        ({"words": "300", "max_minutes": "3"}, {"words": 300}),
        ({"words": "300", "own_language": "on"}, {"words": 300, "own_language": True}),
        (
            {"words": "300", "voice": "both", "max_minutes": "3", "max_mb": "20"},
            {"words": 300, "voice": "both", "max_minutes": 3, "max_mb": 20},
        ),
    ],
)
def test_settings_without_a_voice_are_as_they_were(sent, kept):
    form = LongTextConfig(sent)
    assert form.is_valid() and form.to_config() == kept
    assert KIND.check_config(kept) == []


@pytest.mark.parametrize(
    "config", [{**SPOKEN, "voice": "smell"}, {**SPOKEN, "max_mb": 501}, {**SPOKEN, "max_minutes": 0}, {"words": 5, "voice": "audio"}]
)
def test_settings_that_cannot_be_are_refused(config):
    assert KIND.check_config(config) != []


def test_recordings_count_for_what_a_page_can_send():
    large = [spoken(max_mb=30), {**spoken(max_mb=30), "key": "r"}]
    assert len(problems_of_size(document(*large)["sections"][0])) == 1
    assert problems_of_size(document(spoken(max_mb=50))["sections"][0]) == []
    assert KIND.limits(spoken()) == ["Up to 5 words", "With the voice: Up to 2 min and 1 MB"]
    assert section(spoken()).has_files and section(spoken()).has_recorder
    assert not section(question("long_text", words=5)).has_files
