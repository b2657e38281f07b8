"""Figures and states of the composer, for its pages."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from applicants.disclosure.floors.caution import SENTENCES
from applicants.selection.composer.compose import MET, NOT_SAID, objection_of
from applicants.selection.composer.points import THOUSAND
from applicants.selection.composer.result import Result


def in_points(thousandths: int) -> str:
    """“1,234.5”: points with one decimal, in the language of the moment; a smaller amount that is not nothing with three."""
    places = 1 if not thousandths or abs(thousandths) >= THOUSAND // 10 else 3
    return number_format(Decimal(thousandths) / THOUSAND, decimal_pos=places, force_grouping=True)


def price_in_points(thousandths: int | None) -> str:
    """Of a rule, or of who is set or left out."""
    return _("not worked out in time") if thousandths is None else in_points(thousandths)


def less_or_more(thousandths: int) -> str:
    """A total against that of the cohort shown."""
    points = {"points": in_points(abs(thousandths))}
    return _("%(points)s points more") % points if thousandths > 0 else _("%(points)s points less") % points


def what_it_is(code: str) -> str:
    """What a scenario shows, by what is said of its floors."""
    if not code:
        return _("A proposal: the best cohort by the rules below, proved.")
    if code == MET:
        return _(
            "A proposal: not the best cohort, but one drawn by lot among all that keep the rules below and meet the floors on what people say about themselves within the tie band."
        )
    return _(
        "A proposal: the best cohort by the open rules below, proved. The floors on what people say about themselves are not kept in it: they may be met by it or not."
    )


def within_the_band(code: str) -> str:
    """What the list of others is about."""
    if not code:
        return _("Cohorts by the same rules within the tie band, against the one shown:")
    return _(
        "Cohorts by the open rules within the tie band, against the one shown. Nothing is said of whether they meet the floors on self-descriptions:"
    )


def counted_others(result: Result) -> str:
    """“12”, or “500+” where they were not counted to the end."""
    return f"{result.number}{'' if result.is_all else '+'}"


class Floors(NamedTuple):
    """What is said of the floors on self-descriptions: in a word, and why."""

    short: str
    why: str


def said_of_floors(code: str) -> Floors | None:
    """None where there are none."""
    if not code:
        return None
    if code == MET:
        return Floors(
            _("met"),
            _(
                "This cohort meets the floors on what people say about themselves. It was drawn by lot among all that meet them within the tie band."
            ),
        )
    if code == NOT_SAID:
        return Floors(
            _("not said"),
            _(
                "No cohort within the tie band is shown to meet the floors on what people say about themselves; the one below is the best without them. Of one question in eight nothing is "
                "said though there may be such a cohort, so that nothing follows from it about anybody."
            ),
        )
    objection = objection_of(code)
    assert objection is not None  # noqa: S101 (the other codes are dealt with above)
    return Floors(_("not answered"), str(SENTENCES[objection]))
