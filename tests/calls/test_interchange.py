"""A form as one file: there and back without a change, and whatever else a file may be."""

import hashlib
import json
from contextlib import suppress

import pytest
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from applicants.calls.easy.models import Sound
from applicants.calls.form_schema import address, form_schema
from applicants.calls.form_versions import build
from applicants.calls.interchange import NotAForm, read_form, written_out
from applicants.calls.models import Question
from applicants.calls.questions import question_types
from applicants.calls.replace_form import write_form
from applicants.calls.samples.load import load_samples
from programs.cohorts.load import load_initiatives
from tests.calls.make import make_call
from tests.calls.questions import EVERY_KIND, question
from tests.calls.varying import documents

EVERY = {
    "sections": [
        {
            "key": "every",
            "title": {"es": "Todo", "en": "All"},
            "help": {"es": "Ayuda"},
            "questions": [question(kind, f"q_{kind}", tier=question_types()[kind].tier, **config) for kind, config in EVERY_KIND.items()],
        }
    ]
}


def test_the_schema_is_one_and_names_every_type_and_every_setting():
    Draft202012Validator.check_schema(form_schema())
    definitions = form_schema()["$defs"]
    assert {name[7:] for name in definitions if name.startswith("config_")} == set(question_types())
    for kind, found in question_types().items():
        assert set(definitions[f"config_{kind}"]["properties"]) == set(found.config_form.base_fields)


def test_every_type_goes_there_and_back():
    file = written_out(EVERY)
    assert json.loads(file)["$schema"] == address()
    assert read_form(file.encode()) == EVERY
    assert read_form(b"\xef\xbb\xbf" + file.encode()) == EVERY  # a byte order mark


@pytest.mark.django_db
def test_the_sample_forms_go_there_and_back():
    load_initiatives()
    for call in load_samples():
        document = build(call)
        assert read_form(written_out(document).encode()) == document


CONFIGS = st.one_of(*(st.tuples(st.just(kind), st.just(config)) for kind, config in EVERY_KIND.items()))
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)


@st.composite
def written(draw):
    """A form with conditions and repeats, other types among its questions, and texts of any sign."""
    document = draw(documents(3))
    for section in document["sections"]:
        section["title"] = {"es": draw(TEXT), **draw(st.sampled_from([{}, {"en": "Title"}]))}
        for number, (kind, config) in enumerate(draw(st.lists(CONFIGS, max_size=3))):
            q = question(kind, f"{section['key']}_more_{number}x", label={"es": draw(TEXT)}, help={"es": draw(TEXT)}, **config)
            section["questions"].append(q | draw(st.sampled_from([{}, {"prefill": "name"}])) if kind == "short_text" else q)
    return document


@pytest.mark.django_db
def test_out_in_and_out_again_is_the_same_file():
    call = make_call(published=False)

    @examples(max_examples=25, deadline=None)
    @given(written())
    def holds(document):
        call.sections.all().delete()
        write_form(call, document)
        first = written_out(build(call))
        again = read_form(first.encode())
        call.sections.all().delete()
        write_form(call, again)
        assert written_out(build(call)) == first
        assert build(call) == document

    holds()


def refused(raw):
    with pytest.raises(NotAForm) as caught, override("en"):
        read_form(raw if isinstance(raw, bytes) else raw.encode())
    return caught.value.problems


def changed(*path, to):
    """The form of every type with something else at this place."""
    document = json.loads(written_out(EVERY))
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(document)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "The file is not JSON: it cannot be read from line 1, column 1 on."),
        (b"<html>", "The file is not JSON: it cannot be read from line 1, column 1 on."),
        (b'{"sections": [}', "The file is not JSON: it cannot be read from line 1, column 15 on."),
        (b"\xff\xfe{\x00}\x00", "The file is not text in UTF-8."),
        (b"%PDF-1.7 \xe2\xe3\xcf\xd3", "The file is not text in UTF-8."),
        (b"[" * 100_000, "The file is nested deeper than a form can be."),
        (b'{"a":' * 50_000, "The file is nested deeper than a form can be."),
        (b"[" * 21 + b"]" * 21, "The file is nested deeper than a form can be."),
        (b'{"sections": [], "sections": []}', "“sections” stands twice in the same object."),
        (b'{"sections": 1e999}', "“1e999” cannot be used: a form has whole numbers only."),
        (b'{"sections": NaN}', "“NaN” cannot be used: a form has whole numbers only."),
        (b'{"sections": -Infinity}', "“-Infinity” cannot be used: a form has whole numbers only."),
        (b'{"sections": ' + b"9" * 5000 + b"}", "A number of 5000 digits cannot be used."),
        (b'{"sections": "\\u0000"}', "$.sections: There is a sign in it that no text has."),
        (b'{"\\ud800": 1}', "$: There is a sign in it that no text has."),
        (b'{"a": "' + b"x" * 600_000 + b'"}', "The file is larger than 512 kB, which no form is."),
        (b"null", "$: This has to be an object."),
        (b"[]", "$: This has to be an object."),
        (b"{}", "$: Missing: sections."),
        (b'{"sections": []}', "$.sections: This list is empty."),
        (b'{"sections": {}}', "$.sections: This has to be a list."),
        (b'{"sections": [7]}', "$.sections[0]: This has to be an object."),
    ],
)
def test_what_is_no_form_is_refused_with_a_sentence(raw, sentence):
    assert refused(raw) == [sentence]


FIRST = ("sections", 0, "questions", 0)


@pytest.mark.parametrize(
    ("path", "to", "sentence"),
    [
        (("$schema",), "https://example.org/esquemas/formulario-2.json", "$['$schema']: “https://example.org/esquemas/formulario-2.json” is not written as it has to be (/esquemas/formulario-1\\.json$)."),
        (("extra",), 1, "$: Nobody knows what this is: “extra”."),
        ((*FIRST, "kind"), "hologram", None),
        ((*FIRST, "kind"), ["short_text"], None),
        ((*FIRST, "key"), "Name", "$.sections[0].questions[0].key: “Name” is not written as it has to be (^[a-z][a-z0-9_]*$)."),
        ((*FIRST, "key"), "name-2", "$.sections[0].questions[0].key: “name-2” is not written as it has to be (^[a-z][a-z0-9_]*$)."),
        ((*FIRST, "key"), "k" * 41, "$.sections[0].questions[0].key: This is longer than 40 characters."),
        ((*FIRST, "required"), 1, "$.sections[0].questions[0].required: This has to be true or false."),
        ((*FIRST, "tier"), 4, "$.sections[0].questions[0].tier: This has to be one of: 0, 1, 2, 3."),
        ((*FIRST, "tier"), True, "$.sections[0].questions[0].tier: This has to be one of: 0, 1, 2, 3."),
        ((*FIRST, "label"), {"es": ""}, "$.sections[0].questions[0].label.es: This is empty."),
        ((*FIRST, "label"), {"en": "Name"}, "$.sections[0].questions[0].label: Missing: es."),
        ((*FIRST, "label", "fr"), "Nom", "$.sections[0].questions[0].label: Nobody knows what this is: “fr”."),
        ((*FIRST, "config"), {"max_chars": 301}, "$.sections[0].questions[0].config.max_chars: This is above 300."),
        ((*FIRST, "config"), {"max_chars": 0}, "$.sections[0].questions[0].config.max_chars: This is below 1."),
        ((*FIRST, "config"), {"max_chars": "80"}, "$.sections[0].questions[0].config.max_chars: This has to be a whole number."),
        ((*FIRST, "config"), {"max_chars": 9, "words": 80}, "$.sections[0].questions[0].config: Nobody knows what this is: “words”."),
        ((*FIRST, "config"), {}, "$.sections[0].questions[0].config: Missing: max_chars."),
        (("sections", 0, "questions", 11, "config"), {"types": ["pdf"]}, "$.sections[0].questions[11].config: Missing: max_mb."),
        (("sections", 0, "questions", 7, "config"), {"earliest": "2011-02-30"}, "$.sections[0].questions[7].config: Earliest day: Enter a valid date."),
        ((*FIRST, "prefill"), "password", None),
        ((*FIRST, "show_when"), {"match": "all", "rules": []}, "$.sections[0].questions[0].show_when.rules: This list is empty."),
        (("sections", 0, "repeat"), {"min": 1, "max": 21}, "$.sections[0].repeat.max: This is above 20."),
        (("sections", 0, "repeat"), {"min": 3, "max": 2}, "The section “All” may be filled in from 1 to 20 times, and at least as often as it has to."),
        (("sections", 0, "key"), "revisar", "A section cannot have the key “revisar”. Choose another one."),
        ((*FIRST, "key"), "q_long_text", "Two questions have the key “q_long_text”. Each needs one of its own."),
        (
            (*FIRST, "show_when"),
            {"match": "all", "rules": [{"key": "q_choice", "in": ["a"]}]},
            "“Question q_short_text”: It depends on “Question q_choice”, which does not come before it, or is in a section that repeats.",
        ),
        (("sections", 0, "questions", 2, "config", "options", 1, "code"), "a", "$.sections[0].questions[2].config: Options: The code “a” is there twice."),
        (("sections", 0, "questions", 2, "config", "options", 1, "es"), "a | b", None),
        (("sections", 0, "questions", 2, "config", "options"), [{"code": "A", "es": "x"}], None),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(path, to, sentence):
    problems = refused(changed(*path, to=to))
    assert len(problems) >= 1
    if sentence:
        assert problems == [sentence]
    else:
        assert problems[0].startswith("$.sections[0].questions[")


@examples(max_examples=40, deadline=None)
@given(st.data())
def test_no_value_anywhere_breaks_the_reader(data):
    document = json.loads(written_out(EVERY))
    value = data.draw(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=5,
        )
    )
    places = [*walk(document)]
    parent, step = data.draw(st.sampled_from(places))
    parent[step] = value
    raw = json.dumps(document).encode()
    with suppress(NotAForm):
        read = read_form(raw)
        assert read_form(written_out(read).encode()) == read


def walk(value):
    for step, inner in list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()):
        yield value, step
        yield from walk(inner)


def test_the_schema_is_served_to_anybody(client):
    answer = client.get(reverse("form_schema"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/schema+json; charset=utf-8")
    assert reverse("form_schema") == "/esquemas/formulario-1.json"
    assert answer.json() == form_schema()
    assert client.post(reverse("form_schema")).status_code == 405


@pytest.mark.django_db
def test_sounds_are_named_and_come_along_where_they_may_be_heard():
    source, call = make_call(published=False), make_call(published=False, slug="otra", prefix="CCC28")
    content = b"ID3 sound"
    digest = hashlib.sha256(content).hexdigest()
    sound = Sound.objects.create(call=source, name="a.mp3", media_type="audio/mpeg", sha256=digest, size=len(content), content=content)
    Question.objects.filter(section__call=source, key="name").update(audio_es=sound, audio_en=sound, easy_es="En fácil.")
    document = read_form(written_out(build(source)).encode())
    assert document == build(source)
    call.sections.all().delete()
    write_form(call, document)
    copied = Question.objects.get(section__call=call, key="name")
    assert (copied.easy_es, copied.audio_es_id, bytes(copied.audio_es.content)) == ("En fácil.", copied.audio_en_id, content)
    assert (copied.audio_es.call, Sound.objects.count()) == (call, 2)
    call.sections.all().delete()
    write_form(call, document, sounds=Sound.objects.none())
    assert Question.objects.get(section__call=call, key="name").audio_es is None
    forged = json.loads(json.dumps(document).replace(digest, "0" * 64))
    call.sections.all().delete()
    write_form(call, forged)
    assert Question.objects.get(section__call=call, key="name").audio_es is None
    assert refused(written_out(document).replace(str(sound.pk), "../etc/passwd"))[0].startswith("$.sections[0].questions[0].audio.")
