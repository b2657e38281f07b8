"""Figures and states of the composer, for its pages."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from applicants.disclosure.floors.caution import SENTENCES
from applicants.selection.composer.compose import MET, NOT_SAID, objection_of
from applicants.selection.composer.points import THOUSAND


def in_points(thousandths: int) -> str:
    """“1,234.5”: points with one decimal, in the language of the moment; a smaller amount that is not nothing with three."""
    places = 1 if not thousandths or abs(thousandths) >= THOUSAND // 10 else 3
    return number_format(Decimal(thousandths) / THOUSAND, decimal_pos=places, force_grouping=True)


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
                "No cohort within the tie band is shown to meet the floors on what people say about themselves; below is the best one without them. Of one question in eight nothing is "
                "said though there may be such a cohort, so that nothing follows from it about anybody."
            ),
        )
    objection = objection_of(code)
    assert objection is not None  # noqa: S101 (the other codes are dealt with above)
    return Floors(_("not answered"), str(SENTENCES[objection]))
