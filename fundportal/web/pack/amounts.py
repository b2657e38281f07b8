"""Reads an amount as people in Latin America write it, and refuses to guess."""

import re
import unicodedata
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_DIGITS = 12
LONGEST = 60  # the amount with its currency, signs and spaces; what is longer is no number, and is not looked at
GROUPED = {",": re.compile(r"\d{1,3}(,\d{3})+"), ".": re.compile(r"\d{1,3}(\.\d{3})+")}
DIGITS = re.compile(r"\d+")
MARKED = re.compile(r"[\d.,]+")


def read_amount(typed: str, currency: str = "", places: int = 2) -> Decimal:
    """The number that was meant. Raises ValidationError with a sentence when it is none, or when two readings are possible.

    "45,000", "45000.50", "$ 45,000", "45 000", "1.234.567" and "45.000,50" are clear. "45.000" is forty-five thousand in Bogotá and
    forty-five in Mexico City; "45,00" may be either as well: both are asked back. ".5" is a half.
    """
    text = stripped(typed, currency, places)
    whole, mark, fraction = split(text)
    if len(whole) > MOST_DIGITS:
        raise ValidationError(_("The number is too large: at most %(digits)d digits.") % {"digits": MOST_DIGITS}, code="large")
    if mark and len(fraction) > places:
        raise ValidationError(
            _("At most %(places)d digits after the point.") % {"places": places} if places else _("Write a whole number."), code="places"
        )
    return Decimal(f"{whole}.{fraction}" if fraction else whole)


def stripped(typed: str, currency: str, places: int) -> str:
    """Without currency, signs and spaces; digits of any script as ASCII."""
    if len(typed) > LONGEST:
        raise no_number(typed, places)
    text = unicodedata.normalize("NFKC", typed).upper().strip()
    if currency:
        text = text.removeprefix(currency).removesuffix(currency).strip()
    text = re.sub(r"[\s'’]", "", text.removeprefix("$").removesuffix("$"))
    text = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    if text.startswith(("-", "−")):
        raise ValidationError(_("The number cannot be negative."), code="negative")
    if not MARKED.fullmatch(text) or not text[-1].isdecimal():  # "45." was not written to its end
        raise no_number(typed, places)
    return text


def split(text: str) -> tuple[str, str, str]:
    """Whole digits, decimal mark and fraction of digits with dots and commas."""
    if DIGITS.fullmatch(text):
        return text, "", ""
    last = max(text.rfind("."), text.rfind(","))
    mark, whole, fraction = text[last], text[:last], text[last + 1 :]
    other = "," if mark == "." else "."
    if not whole:  # .5
        return "0", mark, fraction
    if GROUPED[mark].fullmatch(text):  # 45,000 · 1,234,567 · 1.234.567
        if mark == "." and text.count(".") == 1:
            raise ambiguous(text)
        return text.replace(mark, ""), "", ""
    if fraction.isdecimal() and (DIGITS.fullmatch(whole) or GROUPED[other].fullmatch(whole)):
        if mark == "," and DIGITS.fullmatch(whole):  # 45,00
            raise ambiguous(text)
        return whole.replace(other, ""), mark, fraction
    raise ambiguous(text)


def no_number(typed: str, places: int) -> ValidationError:
    if places:
        sentence = _("“%(typed)s” is not a number. Use digits only, for example 45,000.50.")
    else:
        sentence = _("“%(typed)s” is not a whole number. Use digits only, for example 12.")
    return ValidationError(sentence, code="number", params={"typed": typed.strip()[:40]})


def ambiguous(text: str) -> ValidationError:
    return ValidationError(
        _("“%(typed)s” can be read in two ways. Write thousands with a comma and cents with a point, for example 45,000.50."),
        code="ambiguous",
        params={"typed": text},
    )


def written(amount: Decimal) -> str:
    """An amount of money as the box shows it: thousands with commas, cents only if there are any."""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def written_number(number: Decimal) -> str:
    """A number that is no money: grouped from five digits on, so that a year reads 2019; a fraction only if there is one."""
    grouping = "," if number >= 10_000 else ""
    return f"{number:{grouping}.0f}" if number == number.to_integral_value() else f"{number:{grouping}.2f}".rstrip("0")
