"""Forms that vary, at the desk: conditions, repeats, facts; versions compared; forms from another call and from a file."""

import json
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applicants.calls.form_versions import build, form_version
from applicants.calls.interchange import written_out
from applicants.calls.models import Question, Section
from applicants.calls.publish import publish
from applicants.calls.replace_form import write_form
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.applications.build import client_of, make_draft, make_person
from tests.calls.make import make_call, write_section
from tests.calls.questions import OPTIONS, document, question
from tests.calls.staff import signed_in, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_desk")]
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def client():
    return signed_in(staff(Role.COORDINATOR, "ccc"))


def at(name, *args):
    return reverse(f"admin:applicants_call_{name}", args=args)


def words(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def gated():
    return make_call(
        question("choice", "stage", options=OPTIONS), question("whole_number", "age"), question("declaration", "fits"), question("short_text", "name", max_chars=80), published=False
    )  # fmt: skip


def posted(row, **more):
    names = ("label_es", "label_en") if isinstance(row, Question) else ("title_es", "title_en")
    return {**{name: getattr(row, name) for name in names}, "key": row.key, "tier": 0, "config-max_chars": 80, "when-match": "all", **more}


def test_a_condition_is_chosen_among_the_options_of_earlier_questions(client):
    call = gated()
    asked = Question.objects.get(key="name")
    page = client.get(at("question", call.pk, asked.pk), headers=ENGLISH)
    assert "Question stage" in words(page)
    more = {"when-stage-in": ["a", "c"], "when-age-from": "18", "when-fits-in": "true", "when-match": "any"}
    assert client.post(at("question", call.pk, asked.pk), posted(asked, **more)).status_code == 302
    asked.refresh_from_db()
    rules = [{"key": "stage", "in": ["a", "c"]}, {"key": "age", "from": 18}, {"key": "fits", "in": ["true"]}]
    assert asked.show_when == {"match": "any", "rules": rules}
    again = client.get(at("question", call.pk, asked.pk)).content.decode()
    assert again.count('<details class="form-row" open>') == 3
    assert 'value="18"' in again
    overview = words(client.get(at("form", call.pk), headers=ENGLISH))
    assert "Only if “Question stage” is “Fiction” or “Animación” or “Question age” is 18 or more or “Question fits” is ticked." in overview
    client.post(at("question", call.pk, asked.pk), posted(asked))
    asked.refresh_from_db()
    assert asked.show_when == {}


def test_a_condition_may_name_the_answers_without_which_it_is_asked(client):
    call = gated()
    asked = Question.objects.get(key="name")
    more = {"when-stage-how": "not_in", "when-stage-in": ["b"]}
    assert client.post(at("question", call.pk, asked.pk), posted(asked, **more)).status_code == 302
    asked.refresh_from_db()
    assert asked.show_when == {"match": "all", "rules": [{"key": "stage", "not_in": ["b"]}]}
    again = client.get(at("question", call.pk, asked.pk)).content.decode()
    assert again.count('<details class="form-row" open>') == 1
    assert re.findall(r'<input type="(?:radio|checkbox)" name="when-stage-\w+" value="(\w+)"[^>]* checked', again) == ["not_in", "b"]
    assert 'name="when-fits-how"' not in again  # a declaration is ticked or has no answer
    words_of_it = "Only if “Question stage” is answered, and with none of these: “Documentary”."
    assert words_of_it in words(client.get(at("form", call.pk), headers=ENGLISH))
    publish(call=call, by=None)
    assert words_of_it in words(client.get(f"/en/convocatorias/{call.slug}/preguntas/"))
    call.refresh_from_db()
    form = form_version(call.form_version_id)
    assert [list(form.asked(answers).questions)[3:] for answers in ({}, {"stage": "b"}, {"stage": "a"})] == [[], [], ["name"]]
    wrong = client.post(at("question", call.pk, asked.pk), posted(asked, **{"when-stage-how": "never", "when-stage-in": ["b"]}))
    assert wrong.status_code == 200


def test_only_what_comes_before_is_offered(client):
    call = gated()
    first = Question.objects.get(key="stage")
    assert "no question before this one has options" in words(client.get(at("question", call.pk, first.pk), headers=ENGLISH))
    films = write_section(
        call, "films", [question("choice", "kind_of_film", options=OPTIONS), question("short_text", "film", max_chars=9)], order=1
    )
    Section.objects.filter(pk=films.pk).update(repeat={"min": 1, "max": 3})
    write_section(call, "end", [question("short_text", "last", max_chars=9)], order=2)
    inner, last = (client.get(at("question", call.pk, Question.objects.get(key=key).pk), headers=ENGLISH) for key in ("film", "last"))
    assert ("Question kind_of_film" in words(inner), "Question kind_of_film" in words(last)) == (True, False)
    assert "Question stage" in words(client.get(at("new_section", call.pk), headers=ENGLISH))
    assert "Question stage" in words(client.get(at("new_question", call.pk, films.pk, "date"), headers=ENGLISH))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"when-stage-in": ["z"]}, "z"),
        ({"when-age-from": "9", "when-age-to": "3"}, "This is less than where it begins."),
        ({"when-age-from": "-1"}, "greater than or equal to 0"),
        ({"when-age-to": "9" * 30}, "less than or equal to"),
        ({"when-match": "none"}, "none"),
    ],
)
def test_a_condition_that_cannot_be_is_told_at_its_field(client, more, sentence):
    call = gated()
    asked = Question.objects.get(key="name")
    response = client.post(at("question", call.pk, asked.pk), posted(asked, **more), headers=ENGLISH)
    assert response.status_code == 200
    assert sentence in words(response)
    asked.refresh_from_db()
    assert asked.show_when == {}


def test_a_section_repeats_and_the_overview_says_so(client):
    call = gated()
    section = call.sections.get()
    assert client.post(at("section", call.pk, section.pk), posted(section, **{"repeat-max": "5"})).status_code == 302
    section.refresh_from_db()
    assert section.repeat == {"min": 1, "max": 5}
    assert "From 1 to 5 times." in words(client.get(at("form", call.pk), headers=ENGLISH))
    for wrong in ({"repeat-min": "3"}, {"repeat-min": "3", "repeat-max": "2"}, {"repeat-max": "21"}, {"repeat-max": "0"}):
        assert client.post(at("section", call.pk, section.pk), posted(section, **wrong)).status_code == 200
    client.post(at("section", call.pk, section.pk), posted(section))
    section.refresh_from_db()
    assert section.repeat == {}


def test_a_fact_is_offered_to_the_types_that_take_it(client):
    call = gated()
    asked = Question.objects.get(key="name")
    assert client.post(at("question", call.pk, asked.pk), posted(asked, **{"prefill-fact": "email"})).status_code == 302
    asked.refresh_from_db()
    assert asked.prefill == "email"
    assert client.post(at("question", call.pk, asked.pk), posted(asked, **{"prefill-fact": "country"})).status_code == 200
    assert "prefill-fact" not in client.get(at("question", call.pk, Question.objects.get(key="stage").pk)).content.decode()


def test_the_public_page_of_all_questions_says_when_something_is_asked(client):
    call = gated()
    Question.objects.filter(key="name").update(show_when={"match": "all", "rules": [{"key": "stage", "in": ["b"]}]})
    Section.objects.update(repeat={"min": 1, "max": 2})
    publish(call=call, by=None)
    page = words(client.get(f"/en/convocatorias/{call.slug}/preguntas/"))
    assert "From 1 to 2 times." in page
    assert "Only if “Question stage” is “Documentary”." in page


# Versions.


def test_versions_are_compared_and_publishing_says_what_changes_and_for_how_many(client):
    call = make_call()
    draft = make_draft(call, make_person())
    draft.answers = {"name": "Itzel"}
    draft.save()
    Question.objects.get(key="name").delete()
    Question.objects.filter(key="why").update(label_en="Why now?")
    page = words(client.get(at("publish", call.pk), headers=ENGLISH))
    assert "What changes for applicants 1 person has answered something that is taken out or asked in another way." in page
    assert "“Why now?” has changed. Question (English): Question why Why now?" in page
    assert "“Question name” is taken out." in page
    client.post(at("publish", call.pk), {"confirmed": client.get(at("publish", call.pk)).context["confirmed"]})
    assert "Nothing differs." in words(client.get(at("versions", call.pk), headers=ENGLISH))
    back = words(client.get(f"{at('versions', call.pk)}?de=2&a=1", headers=ENGLISH))
    assert "Version 2 → Version 1" in back
    assert "“Question name” is new, in “Section one”." in back
    for wrong in ("?de=3", "?a=x", "?de=-1", "?de=٢", "?a=" + "9" * 30):
        assert client.get(at("versions", call.pk) + wrong).status_code == 404, wrong


def test_the_first_publication_has_nothing_to_compare(client):
    call = gated()
    assert "What changes for applicants" not in words(client.get(at("publish", call.pk), headers=ENGLISH))
    assert "Nothing differs." in words(client.get(at("versions", call.pk), headers=ENGLISH))


# From another call.


def test_a_form_is_taken_over_from_another_call_with_its_keys(client):
    source = make_call(question("date", "born"), slug="otra", prefix="CCC28")
    call = make_call(published=False)
    listed = client.get(at("copy", call.pk), headers=ENGLISH)
    assert f'href="?de={source.pk}"' in listed.content.decode()
    page = client.get(f"{at('copy', call.pk)}?de={source.pk}", headers=ENGLISH)
    assert "1 question comes, in 1 section. 2 questions that are written here now are replaced." in words(page)
    assert "“Question born” is new, in “Section one”." in words(page)
    fields = {"de": source.pk, "confirmed": page.context["confirmed"]}
    assert client.post(at("copy", call.pk), fields).status_code == 302
    assert build(call) == build(source)
    assert Entry.objects.filter(verb="form_replaced", detail__source="call:otra").count() == 1
    client.post(at("copy", call.pk), fields)  # the same page again: the form is another one now
    assert Entry.objects.filter(verb="form_replaced").count() == 1


def test_what_a_colleague_has_written_meanwhile_is_not_lost(client):
    source = make_call(question("date", "born"), slug="otra", prefix="CCC28")
    call = make_call(published=False)
    fields = {"de": source.pk, "confirmed": client.get(f"{at('copy', call.pk)}?de={source.pk}").context["confirmed"]}
    Question.objects.filter(key="why", section__call=call).update(label_es="¿Y por qué?")
    response = client.post(at("copy", call.pk), fields, follow=True, headers=ENGLISH)
    assert "read it again" in words(response)
    assert Question.objects.filter(section__call=call).count() == 2


def test_a_form_of_a_call_out_of_sight_is_not_taken_and_one_with_answers_not_swapped(client):
    foreign = make_call(question("date", "born"), slug="ajena", prefix="MOR27", program="morelia")
    call = make_call(published=False)
    assert "ajena" not in client.get(at("copy", call.pk)).content.decode()
    for wrong in (foreign.pk, call.pk, "x", "٢", "9" * 30, -1):
        assert client.get(f"{at('copy', call.pk)}?de={wrong}").status_code == 404
        assert client.post(at("copy", call.pk), {"de": wrong, "confirmed": "x"}).status_code == 404
    open_call = make_call(slug="abierta", prefix="CCC29")
    assert client.get(at("copy", open_call.pk)).status_code == 200
    draft = make_draft(open_call, make_person())
    assert client.get(at("copy", open_call.pk)).status_code == 200  # nothing is answered yet
    draft.answers = {"name": "Itzel"}
    draft.save()
    response = client.get(at("copy", open_call.pk), follow=True, headers=ENGLISH)
    assert "People have begun to answer this call" in words(response)


# From a file.


def upload(client, call, raw, name="form.json"):
    return client.post(
        at("import", call.pk), {"file": SimpleUploadedFile(name, raw if isinstance(raw, bytes) else raw.encode())}, headers=ENGLISH
    )


def test_a_form_goes_out_as_a_file_and_comes_in_by_one(client):
    source, call = gated(), make_call(published=False, slug="nueva", prefix="CCC28")
    exported = client.get(at("export", source.pk))
    assert exported["Content-Disposition"] == f'attachment; filename="formulario-{source.slug}.json"'
    assert exported.content.decode() == written_out(build(source))
    page = upload(client, call, exported.content)
    assert "4 questions come, in 1 section." in words(page)
    assert Question.objects.filter(section__call=call).count() == 2
    fields = {name: page.context[name] for name in ("confirmed",)} | {"document": page.context["posted"]}
    assert client.post(at("import", call.pk), fields).status_code == 302
    assert client.get(at("export", call.pk)).content == exported.content


def test_a_file_that_is_no_form_changes_nothing_and_says_what_is_wrong_where(client):
    call = gated()
    before = build(call)
    for raw, sentence in (
        ("{", "The file is not JSON"),
        ("[" * 9999, "nested deeper"),
        (json.dumps(document(question("hologram"))), "$.sections[0].questions[0].kind: This has to be one of:"),
        (
            json.dumps(document(question("short_text", "a", max_chars=9), question("short_text", "a", max_chars=9))),
            "Two questions have the key “a”",
        ),
        (b"\x00\x01\x02", "The file is not JSON"),
    ):
        page = upload(client, call, raw)
        assert page.status_code == 200
        assert sentence in words(page), raw[:20]
    assert "Choose a file first." in words(client.post(at("import", call.pk), {}, headers=ENGLISH))
    for forged in ("{}", "x", json.dumps(document(question("hologram")))):
        assert client.post(at("import", call.pk), {"document": forged, "confirmed": "x"}).status_code == 200
    fields = {"document": json.dumps(document(question("date", "born"))), "confirmed": "forged"}
    assert "read it again" in words(client.post(at("import", call.pk), fields, follow=True, headers=ENGLISH))
    assert build(call) == before


def test_what_a_file_takes_away_comes_back_in_drafts_when_it_is_brought_back(client):
    call = make_call()
    draft = make_draft(call, make_person())
    draft.answers = {"name": "Itzel"}
    draft.save()
    was = build(call)
    call.sections.all().delete()
    write_form(call, document(question("date", "born")))
    publish(call=call, by=None)
    person = client_of(draft.applicant)
    person.get(f"/es/solicitudes/{draft.folio}/")
    call.sections.all().delete()
    write_form(call, was)
    publish(call=call, by=None)
    assert 'value="Itzel"' in person.get(f"/es/solicitudes/{draft.folio}/one/").content.decode()
