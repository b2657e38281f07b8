import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from applicants.applications.draft.copy_in import MOST_BYTES, is_sound, slot_of
from applicants.applications.draft.times import one_more
from applicants.applications.models import Application, DraftEntry
from applicants.calls.section_form import section_form
from tests.applications.build import COMPLETE, EVERY, client_of, hand_in, make_call, make_draft, make_person, page_fields, question, section
from tests.applications.reading import at, autosave, fresh, words
from tests.files.contents import CONTENTS

db = pytest.mark.django_db
FULL = {
    "line": "Agua", "story": "Una laguna crece.\nY otra.", "stage": "idea", "help": ["idea", "script"], "state": "20", "place": "20043",
    "land": "MX", "born": "1994-03-07", "years": 6, "cash": {"amount": "45000.50", "currency": "MXN"}, "teaser": "https://vimeo.com/76979871",
    "fits": True, "budget": [{"item": "Guion", "cost": "80000.00"}], "team": [{"name": "Xóchitl", "role": "Dirección"}],
}  # fmt: skip


def export(draft):
    return client_of(draft.applicant).get(at(draft, "copia").rstrip("/") + ".json").content


def offer(draft, content, client=None):
    return (client or client_of(draft.applicant)).post(at(draft, "copia"), {"file": SimpleUploadedFile("borrador.json", content)})


def take(draft, content, *keys, base=None, mark="cccc", client=None):
    fields = {"copy": content.decode(), "take": keys, "base": fresh(draft).revision if base is None else base, "mark": mark}
    return (client or client_of(draft.applicant)).post(at(draft, "copia"), fields)


@db
def test_a_draft_goes_along_to_another_account_as_it_was():
    call = make_call(EVERY)
    draft, other = make_draft(call, answers=FULL), make_draft(call)
    file = export(draft)
    assert fresh(draft).answers == FULL
    page = words(offer(other, file))
    assert "Y otra." in page
    assert fresh(other).answers == {}, "nothing has changed yet"
    take(other, file, *FULL)
    told = {key: answer for key, answer in FULL.items() if key != "fits"}  # whoever it is declares anew
    assert (fresh(other).answers, fresh(other).progress["every"]) == (told, "started")
    assert "tu borrador ya dice" in words(offer(other, export(draft))).lower()


@db
def test_the_file_has_names_of_files_and_no_secret():
    call = make_call([section("film", question("title"), question("paper", "file", types=["pdf"], max_mb=1, required=False))])
    draft = make_draft(call)
    client = client_of(draft.applicant)
    paper = SimpleUploadedFile("Guion — ñandú.pdf", CONTENTS["pdf"], "application/pdf")
    client.post(at(draft, "film"), page_fields(draft, title="Agua", paper=paper))
    copy = json.loads(export(draft))
    assert [(each["question"], each["answer"]) for each in copy["answers"]] == [("title", "Agua")]
    assert [(each["question"], each["name"]) for each in copy["files"]] == [("paper", "Guion — ñandú.pdf")]
    assert (copy["type"], copy["version"], copy["call"], copy["folio"]) == ("fund-portal-draft", 1, call.slug, draft.folio)
    assert set(copy) == {"type", "version", "call", "folio", "form", "saved_at", "copied_at", "answers", "files"}
    other = make_draft(call)
    assert "Guion — ñandú.pdf" in words(offer(other, export(draft)))


@db
def test_what_stands_is_replaced_only_where_it_is_ticked_and_stays_in_the_log():
    call = make_call()
    draft, other = make_draft(call, answers=COMPLETE), make_draft(call, answers={"title": "La mía", "town": "Cherán"})
    page = offer(other, export(draft)).content.decode()
    assert 'value="synopsis" checked' in page
    assert 'value="title">' in page, "not ticked beforehand: something stands there"
    take(other, export(draft), "synopsis", "title")
    assert fresh(other).answers == {**COMPLETE, "town": "Cherán"}
    assert DraftEntry.objects.filter(application=other, changes__title="La mía").exists()


@db
def test_what_was_written_meanwhile_waits_for_a_choice():
    call = make_call()
    draft, other = make_draft(call, answers=COMPLETE), make_draft(call)
    autosave(client_of(other.applicant), at(other, "film"), "title", title="Ahora", **{".base": "0", ".page": "aaaa"})
    answer = take(other, export(draft), "title", "synopsis", base=0)
    assert fresh(other).answers == {"title": "Ahora", "synopsis": COMPLETE["synopsis"]}
    assert list(fresh(other).conflicts) == ["title"]
    for _again in range(2):
        assert answer.status_code == 302
        answer = take(other, export(draft), "title", "synopsis", base=0)
    assert DraftEntry.objects.filter(application=other, conflict=True).count() == 1


@db
def test_a_text_that_is_too_long_comes_along_as_it_was_typed():
    call = make_call()
    draft, other = make_draft(call), make_draft(call)
    autosave(client_of(draft.applicant), at(draft, "film"), "synopsis", synopsis="palabra " * 11, **{".base": "0"})
    take(other, export(draft), "synopsis")
    assert fresh(other).unfinished == fresh(draft).unfinished == {"synopsis": "palabra " * 11}


@db
def test_sensitive_answers_wait_for_their_consent():
    call = make_call([section("you", question("town"), question("people", sensitive=True))])
    draft = make_draft(call, answers={"town": "Cherán", "people": "Soy purépecha"})
    other = make_draft(call, purposes=("evaluate",))
    page = client_of(other.applicant).post(
        at(other, "copia"), {"copy": export(draft).decode(), "take": ["town", "people"], "base": 0, "mark": "cccc"}, follow=True
    )
    assert fresh(other).answers == {"town": "Cherán"}
    assert "datos sensibles" in words(page)


def made(**more):
    return json.dumps({"type": "fund-portal-draft", "version": 1, "call": "x", "answers": [], **more}).encode()


@db
@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"\xff\xfe\x00", 400),
        (b"{}", 400),
        (b"[1, 2]", 400),
        (b'{"type": "fund-portal-draft"', 400),
        (b"[" * 200_000, 400),
        (made(answers="title"), 400),
        (made(version=2), 400),
        (made(call="otra"), 400),
        (made(answers=[{"question": "title", "kind": "short_text", "answer": "nulo \0"}]), 400),
        (made(answers=[{"question": "title", "kind": "short_text", "answer": "\ud800"}]), 400),
        (b'{"type": "fund-portal-draft", "version": 1, "answers": [NaN]}', 400),
        (b" " * (MOST_BYTES + 1), 413),
    ],
)
def test_a_forged_or_foreign_file_is_refused_with_a_sentence(content, status):
    draft = make_draft(answers=COMPLETE)
    before = fresh(draft)
    content = content.replace(b'"call": "x"', f'"call": "{draft.call.slug}"'.encode())
    client = client_of(draft.applicant)
    answer = offer(draft, content, client)
    assert answer.status_code == status
    assert len(words(answer)) > 100
    again = client.post(at(draft, "copia"), {"copy": content.decode("latin-1"), "take": ["title"], "base": 0})
    assert again.status_code == status
    assert (fresh(draft).answers, fresh(draft).revision) == (before.answers, before.revision)


@db
def test_a_file_that_does_not_fit_changes_nothing_and_says_so():
    draft = make_draft(make_call(EVERY))
    entries = [
        {"question": "line", "kind": "long_text", "answer": "otro tipo"},
        {"question": "nobody", "kind": "short_text", "answer": "no está"},
        {"question": "years", "kind": "whole_number", "answer": "seis"},
        {"question": "place", "kind": "municipality", "typed": ["1", "2", "3"]},
        {"question": "budget", "kind": "table", "typed": [{"item": {"x": 1}}]},
        {"question": "paper", "kind": "file", "answer": {"file": "8d7f3f0e-7f6e-4ad1-9a53-37b4b1a7b0aa", "name": "x", "size": 1, "media_type": "x"}},
        {"question": ["line"], "kind": "short_text", "answer": "x"}, "line", None,
    ]  # fmt: skip
    file = made(call=draft.call.slug, answers=entries, files=[7, {"name": ["x"]}])
    assert "6 respuestas del archivo" in words(offer(draft, file))
    take(draft, file, "line", "years", "place", "budget", "paper")
    assert (fresh(draft).answers, fresh(draft).unfinished) == ({}, {})


@db
def test_nothing_is_taken_up_where_nothing_may_change_or_by_another_person():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    file = export(draft)
    Application.objects.filter(pk=draft.pk).update(state="in_review")
    assert offer(draft, file).status_code == take(draft, file, "title").status_code == 409
    stranger = client_of(make_person())
    assert offer(draft, file, stranger).status_code == 404
    assert stranger.get(at(draft, "copia").rstrip("/") + ".json").status_code == 404


SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4), max_leaves=8
)
LIKELY = st.lists(st.text(max_size=6), min_size=1, max_size=4) | st.lists(
    st.dictionaries(st.sampled_from(["item", "cost", "name", "role"]), st.text(max_size=6)), max_size=3
)


@settings(max_examples=60, deadline=None)
@given(value=JSON | LIKELY, q=st.sampled_from(EVERY[0]["questions"]), name=st.sampled_from(["answer", "typed"]))
def test_whatever_a_file_says_the_page_can_be_shown_with_it(value, q, name):
    slot = slot_of(q, {"kind": q["kind"], name: value})
    if slot is None:
        return
    from applicants.calls.form_versions import load

    [form] = load({"sections": [{**section("one", q), "help": {}}]}).sections
    page = section_form(form, {} if slot.typed else {q["key"]: slot.value})
    if slot.typed:
        page.initial[q["key"]] = slot.value
    assert str(page[q["key"]])


@pytest.mark.parametrize(("text", "sound"), [("Ñuu Sávi ꞌ 𝒳", True), ("a\0", False), ("\udcff", False)])
def test_what_the_database_cannot_keep_is_found(text, sound):
    assert is_sound(text) is sound


@db
def test_each_time_of_a_section_that_repeats_goes_along():
    call = make_call([section("film", question("title")), {**section("works", question("work")), "repeat": {"min": 1, "max": 3}}])
    draft, other = make_draft(call), make_draft(call)
    one_more(application_id=draft.pk, person=draft.applicant, key="works", after=1, at=draft.created_at)
    client = client_of(draft.applicant)
    client.post(at(draft, "works"), page_fields(draft, work="La primera"))
    client.post(at(draft, "works-2"), page_fields(draft, **{"work-2": "La segunda"}))
    take(other, export(draft), "work", "work-2")
    assert fresh(other).answers == fresh(draft).answers == {"work": "La primera", "work-2": "La segunda", "works#": [1, 2]}
    assert "La segunda" in words(client_of(other.applicant).get(at(other, "historial", "work-2")))
