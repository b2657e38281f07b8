import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from fundportal.web.pack.helper import Button, section_helper
from fundportal.web.pack.problems import problems
from fundportal.web.pack.words import WordsField

STAGES = [("i", "Idea"), ("e", "Escritura")]


class Project(forms.Form):
    title = forms.CharField(label="Título <b>", help_text="En tu lengua & más", max_length=5)
    story = WordsField(label="Historia", limit=2, help_text="Breve")
    stage = forms.ChoiceField(label="Etapa", widget=forms.RadioSelect, choices=STAGES, help_text="Una")
    advice = forms.MultipleChoiceField(label="Asesoría", widget=forms.CheckboxSelectMultiple, choices=STAGES, required=False)
    state = forms.ChoiceField(label="Estado", choices=[("", "Elige"), ("A", [("01", "Aguascalientes")]), ("23", "Quintana Roo")])
    people = forms.IntegerField(label="Personas", min_value=1, required=False)
    agreed = forms.BooleanField(label="Acepto")
    revision = forms.CharField(widget=forms.HiddenInput, initial="7")


def drawn(form, helper=None):
    template = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form helper %}")
    return template.render({"form": form, "helper": helper or section_helper(Button("Guardar", "next"), Button("Salir", "leave"))})


class Ids(HTMLParser):
    """Collects ids, and what refers to them."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.references, self.labels = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.references += (attrs.get("aria-describedby") or "").split()
        self.labels += [attrs["for"]] if "for" in attrs else []


@pytest.mark.parametrize("data", [None, {"title": "demasiado", "story": "uno dos tres", "people": "x"}])
def test_every_description_and_label_has_its_element_and_no_id_comes_twice(data):
    found = Ids(drawn(Project(data)))
    assert sorted(found.ids) == sorted(set(found.ids))
    assert set(found.references) <= set(found.ids)
    assert set(found.labels) <= set(found.ids)
    assert found.references


def test_ids_are_those_of_django():
    form = Project({"title": "demasiado"})
    html = drawn(form)
    for name in ("title", "stage"):
        assert f'aria-describedby="{form[name].aria_describedby}"' in html


def test_labels_and_hints_are_escaped():
    html = drawn(Project())
    assert "Título &lt;b&gt;" in html
    assert "En tu lengua &amp; más" in html


def test_only_optional_questions_are_marked():
    html = drawn(Project())
    assert re.findall(r"(\w+) <span class=\"fp-opt\">\(optional\)", html) == ["Asesoría", "Personas"]


def test_the_first_button_comes_first_hidden_so_that_enter_saves():
    html = drawn(Project())
    assert re.findall(r"<button[^>]*>", html) == [
        '<button name="action" value="next" hidden>',
        '<button class="fp-btn" name="action" value="next">',
        '<button class="fp-btn fp-btn--2" name="action" value="leave">',
    ]
    assert '<form class="fp-form" novalidate method="post">' in html


def test_without_buttons_only_the_fields_are_drawn():
    html = drawn(Project(), section_helper())
    assert "<form" not in html
    assert "<button" not in html
    assert 'id="div_id_title"' in html


def test_problems_lead_to_their_controls():
    form = Project({"title": "demasiado", "story": "uno dos tres", "people": "0", "revision": "7"})
    assert problems(form) == [
        ("Make it shorter: at most 5 characters, now there are 9.", "Título <b>", "#id_title"),
        ("There is 1 word too many. The maximum is 2.", "Historia", "#id_story"),
        ("Choose an answer.", "Etapa", "#id_stage_0"),
        ("Choose an answer.", "Estado", "#id_state"),
        ("Write 1 or more.", "Personas", "#id_people"),
        ("Tick the box to go on.", "Acepto", "#id_agreed"),
    ]


def test_an_unbound_form_has_no_problems():
    assert problems(Project()) == []
    assert render_to_string("fp/errors.html", {"form": Project()}).strip() == ""


def test_the_summary_is_an_alert_with_links():
    form = Project({"title": "ok", "story": "uno", "stage": "i", "state": "23", "revision": "7"})
    html = render_to_string("fp/errors.html", {"form": form})
    assert 'role="alert" tabindex="-1"' in html
    assert "1 thing to correct" in html
    assert '<a href="#id_agreed">Tick the box to go on. <span>Acepto</span></a>' in html
    assert "already saved" not in html


def test_a_problem_of_the_whole_form_comes_first_without_a_link():
    form = Project({"title": "ok", "story": "uno", "stage": "i", "state": "23", "agreed": "on", "revision": "7"})
    form.add_error(None, "La convocatoria cerró.")
    assert problems(form) == [("La convocatoria cerró.", "", "")]


def test_choices_drawn_twice_keep_what_each_person_chose():
    first, second = (drawn(Project(initial={"stage": stage, "advice": [stage], "state": "23"})) for stage in ("i", "e"))
    assert re.findall(r'value="(.)" id="id_(?:stage|advice)_."[^>]* checked', first) == ["i", "i"]
    assert re.findall(r'value="(.)" id="id_(?:stage|advice)_."[^>]* checked', second) == ["e", "e"]
    assert '<option value="23" selected>' in first
    assert '<optgroup label="A">' in first


def test_choices_follow_the_language():
    from django.utils.translation import gettext_lazy

    class Form(forms.Form):
        when = forms.ChoiceField(choices=[("m", gettext_lazy("Monday"))])

    with translation.override("en"):
        assert "Monday" in drawn(Form())
    with translation.override("es"):
        assert "lunes" in drawn(Form())


@pytest.mark.parametrize(
    "template", ["{{ form|crispy }}", "{% for field in form %}{{ field|as_crispy_field }}{% endfor %}", "{% crispy form %}"]
)
def test_every_way_of_crispy_draws_the_same_fields(template):
    html = engines["django"].from_string("{% load crispy_forms_tags %}" + template).render({"form": Project()})
    assert Ids(html).ids.count("div_id_story") == 1
    assert 'class="fp-input"' in html


def test_a_typed_text_is_escaped():
    html = drawn(Project({"title": '"><script>', "story": "</textarea><script>"}))
    assert "<script>" not in html
    assert 'value="&quot;&gt;&lt;script&gt;"' in html


def test_a_section_of_eight_questions_costs_one_template_and_one_for_each_control(monkeypatch):
    from django.template import base

    names = []
    plain = base.Template.render

    def counted(self, context):
        names.append(self.name)
        return plain(self, context)

    drawn(Project())  # choices are kept from here on
    monkeypatch.setattr(base.Template, "render", counted)
    drawn(Project())
    assert sorted(name for name in names if name) == [
        "fp/display_form.html",
        "fp/fields.html",
        "fp/whole_uni_form.html",
        *["fp/widgets/input.html"] * 4,
        "fp/widgets/words.html",
    ]
