"""The whole form on paper, and one's own application."""

import re

import pytest
from django.test import Client

from applicants.calls.questions import question_types
from tests.applications.build import COMPLETE, EVERY, client_of, hand_in, make_call, make_draft, make_person, page_fields
from tests.applications.reading import words
from tests.calls.questions import EVERY_KIND, question

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "config", "space"),
    [
        ("short_text", {"max_chars": 20}, ("line", 1, ())),
        ("long_text", {"words": 300}, ("box", 29, ())),
        ("long_text", {"words": 10_000}, ("box", 40, ())),
        ("choice", EVERY_KIND["choice"], ("options", 1, ("Ficción", "Documental", "Animación"))),
        ("declaration", {}, ("options", 1, ("Sí",))),
        ("table", EVERY_KIND["table"], ("table", 5, ("Concepto", "Cantidad", "Costo", "Nota"))),
        ("people", {"min_people": 1, "max_people": 50}, ("table", 6, ("Nombre", "Rol"))),
    ],
)
def test_each_type_has_its_space(kind, config, space):
    from django.utils.translation import override

    with override("es-mx"):
        paper = question_types()[kind].paper(question(kind, **config))
        assert (paper.kind, paper.lines, tuple(str(text) for text in paper.texts)) == space


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_whole_form_can_be_printed_before_starting(language):
    call = make_call(EVERY)
    page = Client().get(f"/{language}/convocatorias/{call.slug}/formulario/")
    text = words(page)
    assert [key in text for key in ("1.1", "1.15", "story", "budget")] == [True] * 4
    assert {"es": "Hasta 60 palabras", "en": "Up to 60 words"}[language] in text
    assert "☐ Idea" in text
    assert page.content.decode().count('class="fp-write"') == 10
    assert f"/{language}/convocatorias/{call.slug}/formulario/" in Client().get(f"/{language}/convocatorias/{call.slug}/preguntas/").content.decode()  # fmt: skip


def test_a_draft_is_printed_as_it_stands_with_space_for_the_rest(django_assert_num_queries):
    person = make_person()
    draft = make_draft(make_call(), person, {"title": "Agua que vuelve"})
    client = client_of(person)
    client.post(f"/es/solicitudes/{draft.folio}/film/", page_fields(draft, title="Agua que vuelve", synopsis="una <dos> " * 8))
    at = f"/es/solicitudes/{draft.folio}/imprimir/"
    client.get(at)
    with django_assert_num_queries(2):
        page = client.get(at)
    text = words(page)
    assert "Un borrador que no se ha enviado" in text
    assert "Agua que vuelve" in text
    assert "una <dos> una <dos>" in text  # too long for an answer, and there all the same
    assert page.content.decode().count('class="fp-write"') == 2
    assert at in client.get(f"/es/solicitudes/{draft.folio}/").content.decode()


def test_what_was_handed_in_is_printed_word_for_word():
    person = make_person()
    draft = make_draft(make_call(), person, COMPLETE)
    hand_in(draft)
    client = client_of(person)
    client.post(f"/es/solicitudes/{draft.folio}/film/", page_fields(draft, title="Otro título", synopsis="Corta."))
    page = client.get(f"/es/solicitudes/{draft.folio}/imprimir/")
    text = words(page)
    assert ("Envío número 1" in text, "Agua que vuelve" in text, "Otro título" in text) == (True, True, False)
    assert "no se han enviado" in text
    assert re.findall('class="fp-write"', page.content.decode()) == []
    assert client_of(make_person()).get(f"/es/solicitudes/{draft.folio}/imprimir/").status_code == 404


def test_a_draft_on_paper_has_only_what_is_asked():
    from tests.applications.build import section

    asked = [section("film", question("choice", "what", **EVERY_KIND["choice"])), section("more", question("short_text", "why"))]
    asked[1]["show_when"] = {"match": "all", "rules": [{"key": "what", "in": ["b"]}]}
    person = make_person()
    call = make_call(asked)
    draft = make_draft(call, person, {"what": "a"})
    assert [part.title for part in client_of(person).get(f"/es/solicitudes/{draft.folio}/imprimir/").context["parts"]] == ["Film"]
    page = words(Client().get(f"/es/convocatorias/{call.slug}/formulario/"))
    assert "Solo si “Pregunta what” es “Documental”." in page
    assert "Solo si “Pregunta what” es “Documental”." in words(Client().get(f"/es/convocatorias/{call.slug}/preguntas/"))
