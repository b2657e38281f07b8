"""Whatever is typed or pasted is found again, however long: limits are told, and cut nothing."""

import json
from html.parser import HTMLParser

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from applicants.applications.draft.reading import as_typed
from applicants.applications.models import Application
from applicants.calls.questions import question_types
from applicants.calls.section_form import answers_of, section_form
from fundportal.web.pack.helper import AllFields
from tests.applications.build import client_of, make_draft, make_person, page_fields
from tests.applications.build import make_call as make_open_call
from tests.calls.questions import EVERY_KIND, question, section

BOXES = {
    "short_text": ["q"],
    "long_text": ["q"],
    "date": ["q_0", "q_1", "q_2"],
    "whole_number": ["q"],
    "money": ["q"],
    "link": ["q"],
    "municipality": ["q_1"],
    "table": [f"q-{row}-{column}" for row in range(9) for column in ("concept", "quantity", "cost", "note")],
    "people": [f"q-{row}-{column}" for row in range(6) for column in ("name", "role", "email")],
}
"""Where one types, by type; of tables more rows than they may have."""
CHOSEN = {"choice", "choices", "country", "entity", "file", "declaration"}
SIGN = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"])
TYPED = (
    st.just("100 % de %s")
    | st.text(SIGN, min_size=1, max_size=60).map(str.strip)
    | st.integers(1, 400).map(lambda times: "palabra ꞌ " * times + "fin")
)


class Boxes(HTMLParser):
    """Name -> what stands in it, of every box for text."""

    def __init__(self, html):
        super().__init__()
        self.found, self.open = {}, ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        assert "maxlength" not in told
        if tag == "input" and told.get("type") not in ("checkbox", "radio", "hidden", "file"):
            self.found[told["name"]] = told.get("value") or ""
        if tag == "textarea":
            self.open = told["name"]
            self.found[self.open] = ""

    def handle_endtag(self, tag):
        self.open = "" if tag == "textarea" else self.open

    def handle_data(self, data):
        if self.open:
            self.found[self.open] += data


def drawn(form):
    return {name: " ".join(text.split()) for name, text in Boxes(AllFields().render(form, {})).found.items()}


def test_every_type_is_known_here():
    assert set(BOXES) | CHOSEN == set(EVERY_KIND) == set(question_types())


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_no_control_cuts_what_is_pasted(kind):
    Boxes(AllFields().render(section_form(section(question(kind, **EVERY_KIND[kind])), {}), {}))


@pytest.mark.parametrize("kind", BOXES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_was_typed_is_found_again(kind, data):
    """On the page that comes back, and, kept as typed, on the next one as well; an answer that holds is stored whole."""
    asked, config = section(question(kind, **EVERY_KIND[kind])), EVERY_KIND[kind]
    typed = {name: data.draw(TYPED) for name in BOXES[kind]}
    more = {"q_0": "20"} if kind == "municipality" else {}
    form = section_form(asked, {}, {**typed, **more})
    wanted = {name: " ".join(text.split()) for name, text in typed.items()}
    assert {name: text for name, text in drawn(form).items() if name in wanted} == wanted
    if "q" in form.errors:
        assert form.errors["q"][0]
        again = section_form(asked, {})
        again.initial["q"] = json.loads(json.dumps(as_typed(form)["q"]))
        assert {name: text for name, text in drawn(again).items() if name in wanted} == wanted
    elif kind in ("short_text", "long_text"):
        stored = answers_of(form)["q"] or ""
        assert len(stored) <= (config.get("max_chars") or 10**6)
        assert drawn(section_form(asked, {"q": stored}))["q"] == " ".join(stored.split())


LONG = "Árbol ꞌ " * 700


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [kind for kind in BOXES if kind not in ("table", "people")])
def test_a_text_that_is_far_too_long_stands_on_the_next_visit_with_how_long_it_is(kind):
    asked = {**question(kind, **EVERY_KIND[kind])}
    person, call = make_person(), make_open_call([{"key": "one", "title": {"es": "Uno"}, "help": {}, "questions": [asked]}])
    draft, client = make_draft(call, person, at=timezone.now()), client_of(person)
    at = f"/es/solicitudes/{draft.folio}/one/"
    answer = client.post(at, page_fields(draft, **({"q_0": "20"} if kind == "municipality" else {}), **dict.fromkeys(BOXES[kind], LONG)))
    assert answer.status_code == 200
    page = client.get(at).content.decode()
    for name in BOXES[kind]:
        assert " ".join(Boxes(page).found[name].split()) == LONG.strip()
    said = {"short_text": "Hasta 20 caracteres (ahora lleva 5599).", "long_text": "palabras. El máximo es 5."}.get(kind)
    assert said is None or said in page
    assert Application.objects.get(pk=draft.pk).answers == {}
