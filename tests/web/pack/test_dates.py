import datetime

import pytest
from django import forms
from django.utils import translation

from fundportal.web.pack.dates import DayMonthYearField


def make_form(day, month, year, **options):
    class Form(forms.Form):
        born = DayMonthYearField(label="¿Cuándo naciste?", **options)

    return Form({"born_0": day, "born_1": month, "born_2": year})


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        (("27", "3", "2026"), datetime.date(2026, 3, 27)),
        (("07", "03", "1998"), datetime.date(1998, 3, 7)),
        ((" 29 ", " 2 ", "2024"), datetime.date(2024, 2, 29)),
        (("1", "March", "2026"), datetime.date(2026, 3, 1)),
        (("1", "sep.", "2026"), datetime.date(2026, 9, 1)),
        (("١", "2", "2026"), datetime.date(2026, 2, 1)),
    ],
)
def test_a_date_is_read(typed, date):
    form = make_form(*typed)
    assert form.errors == {}
    assert form.cleaned_data == {"born": date}


def test_a_spanish_month_is_read():
    with translation.override("es-mx"):
        form = make_form("1", "Marzo", "2026")
        assert form.errors == {}
        assert form.cleaned_data == {"born": datetime.date(2026, 3, 1)}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("31", "2", "2026"), "31 February 2026 does not exist. Check the day."),
        (("29", "2", "2025"), "29 February 2025 does not exist. Check the day."),
        (("32", "1", "2026"), "“32” is not a day. Write a number from 1 to 31."),
        (("9" * 5000, "1", "2026"), f"“{'9' * 20}” is not a day. Write a number from 1 to 31."),
        (("1", "1" * 5000, "2026"), f"“{'1' * 20}” is not a month. Write a number from 1 to 12."),
        (("-1", "1", "2026"), "“-1” is not a day. Write a number from 1 to 31."),
        (("1", "13", "2026"), "“13” is not a month. Write a number from 1 to 12."),
        (("1", "mañana", "2026"), "“mañana” is not a month. Write a number from 1 to 12."),
        (("1", "1", "26"), "Write the year with four digits, for example 1998."),
        (("1", "1", "0026"), "Write the year with four digits, for example 1998."),
        (("1", "", ""), "The date is not complete. Missing: month, year."),
    ],
)
def test_an_impossible_date_says_what_to_look_at(typed, sentence):
    assert make_form(*typed).errors == {"born": [sentence]}


def test_no_date_is_none_where_it_is_optional():
    form = make_form("", "", "", required=False)
    assert form.is_valid()
    assert form.cleaned_data == {"born": None}


def test_bounds_are_days_in_words():
    latest = datetime.date(2009, 3, 12)
    assert make_form("13", "3", "2009", latest=latest).errors == {"born": ["The date must be 12 March 2009 or earlier."]}
    assert make_form("12", "3", "2009", latest=latest).is_valid()
    assert make_form("11", "3", "2009", earliest=latest).errors == {"born": ["The date must be 12 March 2009 or later."]}


def test_what_was_typed_is_shown_again():
    html = str(make_form("31", "2", "2026")["born"])
    assert 'name="born_0" id="id_born_0" value="31"' in html
    assert 'name="born_2" id="id_born_2" value="2026"' in html


def test_a_stored_date_fills_the_boxes():
    class Form(forms.Form):
        born = DayMonthYearField()

    html = str(Form(initial={"born": "2026-03-27"})["born"])
    assert [part.split('"')[0] for part in html.split('value="')[1:]] == ["27", "3", "2026"]
