from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from fundportal.web.pack.amounts import read_amount, written, written_number
from fundportal.web.pack.money import AmountField, Money, MoneyField


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("0", "0"),
        ("45000", "45000"),
        ("45,000", "45000"),
        ("45000.50", "45000.50"),
        ("45000.5", "45000.5"),
        ("$ 45,000", "45000"),
        ("$45,000.00 MXN", "45000.00"),
        ("MXN 45,000", "45000"),
        ("45 000", "45000"),
        ("45\u00a0000", "45000"),
        ("45'000", "45000"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567", "1234567"),
        ("45.000,50", "45000.50"),
        ("1.234.567,8", "1234567.8"),
        ("４５", "45"),
        ("٤٥", "45"),
        (".5", "0.5"),
        (",50", "0.50"),
    ],
)
def test_an_amount_is_read_as_it_was_meant(typed, amount):
    assert read_amount(typed, "MXN") == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("45.000", "ambiguous"),
        ("45,00", "ambiguous"),
        ("4,5", "ambiguous"),
        ("45,0000", "ambiguous"),
        ("4,50,000", "ambiguous"),
        ("1,2.3,4", "ambiguous"),
        ("45.", "number"),
        (".", "number"),
        ("1" * 100_000 + "x", "number"),
        ("45 mil", "number"),
        ("45k", "number"),
        ("$", "number"),
        ("1e5", "number"),
        ("NaN", "number"),
        ("½", "number"),
        ("-5", "negative"),
        ("45000.505", "places"),
        ("1234567890123", "large"),
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_refused(typed, code):
    with pytest.raises(ValidationError) as refused:
        read_amount(typed, "MXN")
    assert refused.value.code == code


@given(st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))
def test_what_the_box_shows_is_read_back(amount):
    assert read_amount(written(amount)) == amount


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(typed):
    try:
        amount = read_amount(typed)
    except ValidationError:
        return
    assert amount >= 0


def test_a_year_is_not_grouped_and_money_is():
    assert [written_number(Decimal(number)) for number in ("2019", "10000", "2.50", "0")] == ["2019", "10,000", "2.5", "0"]
    assert written(Decimal(2019)) == "2,019"


def make_form(data, currencies=("MXN",)):
    class Form(forms.Form):
        own = MoneyField(label="Dinero", currencies=currencies, required=False)

    return Form(data)


def test_money_has_its_currency():
    form = make_form({"own": "45,000.50"})
    assert form.is_valid()
    assert form.cleaned_data == {"own": Money(Decimal("45000.50"), "MXN")}


def test_the_currency_is_chosen_among_several():
    form = make_form({"own": "100", "own_currency": "USD"}, ("MXN", "USD"))
    assert form.is_valid()
    assert form.cleaned_data == {"own": Money(Decimal(100), "USD")}


def test_a_forged_currency_is_refused():
    assert list(make_form({"own": "100", "own_currency": "XXX"}, ("MXN", "USD")).errors) == ["own"]


def test_a_currency_that_is_no_longer_offered_stays_chosen_and_is_no_answer():
    class Form(forms.Form):
        own = MoneyField(label="Dinero")

    stored = Money(Decimal(100), "USD")
    page = str(Form(initial={"own": stored})["own"])
    assert "<option selected>USD</option><option>MXN</option>" in page
    said = ["Amounts in USD are not taken here. Choose the currency and check the amount."]
    assert Form({"own": "100", "own_currency": "USD"}).errors == {"own": said}
    with pytest.raises(ValidationError):
        MoneyField().clean(stored)


def test_the_currency_that_was_read_is_sent_along():
    assert '<input type="hidden" name="own_currency" value="MXN">' in str(make_form(None)["own"])


def test_an_ambiguous_amount_says_how_to_write_it_and_stays_as_typed():
    form = make_form({"own": "45.000"})
    assert form.errors == {
        "own": ["“45.000” can be read in two ways. Write thousands with a comma and cents with a point, for example 45,000.50."]
    }
    assert 'value="45.000"' in str(form["own"])


@pytest.mark.parametrize(
    "stored", [{"amount": "45000.50", "currency": "MXN"}, Money(Decimal("45000.50"), "MXN"), Decimal("45000.50"), "45000.50"]
)
def test_stored_money_is_shown_as_people_write_it(stored):
    class Form(forms.Form):
        own = MoneyField()

    assert 'value="45,000.50"' in str(Form(initial={"own": stored})["own"])


def test_a_number_without_places_must_be_whole():
    with pytest.raises(ValidationError, match="whole number"):
        AmountField(places=0).clean("1.5")


@pytest.mark.parametrize(
    ("places", "example"),
    [(0, "is not a whole number. Use digits only, for example 12."), (2, "is not a number. Use digits only, for example 45,000.50.")],
)
def test_what_is_no_number_is_answered_with_one_that_would_do(places, example):
    with pytest.raises(ValidationError) as refused:
        AmountField(places=places).clean("muchos")
    assert refused.value.messages == [f"“muchos” {example}"]
