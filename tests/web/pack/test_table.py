from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict

from fundportal.web.pack.columns import Total, choice_column, email_column, money_column, number_column, text_column
from fundportal.web.pack.parts import parts
from fundportal.web.pack.problems import problems
from fundportal.web.pack.table import TableField, adding_row


def make_form(data=None, initial=None, **options):
    class Form(forms.Form):
        budget = TableField(
            [text_column("what", "Concepto"), number_column("count", "Cantidad"), money_column("cost", "Costo")],
            total=Total(("count", "cost")),
            label="Presupuesto",
            **options,
        )

    return Form(QueryDict(data) if data is not None else None, initial={"budget": initial} if initial else None)


def rows_as_posted(*rows):
    return "&".join(
        f"budget-{place}-{key}={value}" for place, row in enumerate(rows) for key, value in zip(("what", "count", "cost"), row, strict=True)
    )


def test_rows_become_dicts():
    form = make_form(rows_as_posted(("Viajes", "6", "2,500"), ("Cámara", "10", "3,800.50")))
    assert form.is_valid()
    assert form.cleaned_data == {
        "budget": [
            {"what": "Viajes", "count": Decimal(6), "cost": Decimal(2500)},
            {"what": "Cámara", "count": Decimal(10), "cost": Decimal("3800.50")},
        ]
    }


def test_blank_and_removed_rows_are_left_out():
    form = make_form(rows_as_posted(("Viajes", "6", "2,500"), ("", "", ""), ("Cámara", "1", "1")) + "&budget-0-remove=on")
    assert form.is_valid()
    assert form.cleaned_data == {"budget": [{"what": "Cámara", "count": Decimal(1), "cost": Decimal(1)}]}


def test_each_wrong_cell_is_named_and_linked():
    form = make_form(rows_as_posted(("Viajes", "6", "2,500"), ("Cámara", "muchas", "")))
    assert [(problem.sentence, problem.question, problem.href) for problem in problems(form)] == [
        ("Row 2, Cantidad: “muchas” is not a number. Use digits only, for example 45,000.50.", "Presupuesto", "#id_budget-1-count"),
        ("Row 2, Costo (MXN): This is missing.", "Presupuesto", "#id_budget-1-cost"),
    ]
    html = parts(form["budget"])["control"]
    assert 'value="muchas" aria-describedby="id_budget-1-count_error" aria-invalid="true"' in html
    assert 'id="id_budget-1-count_error"' in html
    assert parts(form["budget"])["errors"] == ["Look at the boxes that are marked."]


def test_errors_of_one_form_do_not_show_in_another():
    bad = make_form(rows_as_posted(("Cámara", "muchas", "1")))
    assert not bad.is_valid()
    assert "aria-invalid" not in parts(type(bad)()["budget"])["control"]


def test_totals_are_shown():
    stored = [{"what": "Viajes", "count": "6", "cost": "2500.00"}, {"what": "Cámara", "count": "10", "cost": "3800"}]
    html = parts(make_form(initial=stored)["budget"])["control"]
    assert "</span>15,000</td>" in html
    assert "</span>38,000</td>" in html
    assert '<td class="fp-num">53,000</td>' in html
    assert 'value="2,500"' in html


def test_add_row_works_without_a_script():
    form = make_form(rows_as_posted(("Viajes", "6", "2,500")) + "&budget-add=1")
    assert adding_row(form)
    assert 'name="budget-1-what"' in parts(form["budget"])["control"]
    assert form.is_valid()
    assert len(form.cleaned_data["budget"]) == 1


def test_saving_adds_no_row():
    form = make_form(rows_as_posted(("Viajes", "6", "2,500")))
    assert not adding_row(form)
    assert 'name="budget-1-what"' not in parts(form["budget"])["control"]


def test_rows_are_bounded():
    full = make_form(rows_as_posted(("a", "1", "1"), ("b", "1", "1")) + "&budget-add=1", max_rows=2)
    html = parts(full["budget"])["control"]
    assert "budget-2-what" not in html
    assert "budget-add" not in html
    assert make_form(rows_as_posted(*[("a", "1", "1")] * 3), max_rows=2).errors == {"budget": ["At most 2 rows."]}


def test_a_minimum_of_rows():
    assert make_form(rows_as_posted(("a", "1", "1")), min_rows=2).errors == {"budget": ["Fill in at least 2 rows."]}
    assert make_form("", required=False, min_rows=2).is_valid()
    assert problems(make_form("", min_rows=2))[0].href == "#id_budget-0-what"


@pytest.mark.parametrize("data", ["budget-0-what=%3Cscript%3E", "budget-x-what=1&budget-0-what=<b>&budget--1-what=z"])
def test_forged_names_and_markup_do_no_harm(data):
    html = parts(make_form(data)["budget"])["control"]
    assert "<script>" not in html
    assert "<b>" not in html


def test_people_are_a_table_too():
    class Form(forms.Form):
        team = TableField(
            [text_column("name", "Nombre"), choice_column("role", "Función", [("d", "Dirección")]), email_column("mail", "Correo")],
            label="Equipo",
        )

    form = Form(QueryDict("team-0-name=Itzel&team-0-role=d&team-0-mail="))
    assert form.is_valid()
    assert form.cleaned_data == {"team": [{"name": "Itzel", "role": "d", "mail": ""}]}
    assert Form(QueryDict("team-0-name=Itzel&team-0-role=x&team-0-mail=no")).errors == {
        "team": [
            "Row 1, Función: Choose one of the answers on the list.",
            "Row 1, Correo: Write an e-mail address, such as name@example.org.",
        ]
    }
