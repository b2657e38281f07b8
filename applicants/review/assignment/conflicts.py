"""Who should not read what: the one place in which an assignment asks."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from applicants.review.conflicts.found import found
from applicants.review.models import Review, Round

Pair = tuple[int, int]
"""(application, reviewer)"""


def conflicts(round: Round, applications: Collection[int], reviewers: Collection[int]) -> dict[Pair, list[str]]:
    """Pairs that must not be, each with its reasons for staff; what staff have overruled is not among them."""
    pairs = {pair: [reason.words for reason in reasons] for pair, reasons in found(round, applications, reviewers).items()}
    for pair in read_before(round, reviewers):
        pairs.setdefault(pair, []).append(_("Has read this application before; it is read again by others"))
    return pairs


def read_before(round: Round, reviewers: Collection[int]) -> set[Pair]:
    """To whom the one application of this round was given in another one. No statement for a round of all."""
    if round.only_id is None:
        return set()
    given = Review.objects.filter(application=round.only_id, reviewer__in=reviewers).exclude(round=round)
    return set(given.values_list("application_id", "reviewer_id"))
