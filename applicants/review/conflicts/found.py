"""The door to conflicts of interest: why a reviewer should not read an application."""

from __future__ import annotations

from collections.abc import Collection

from applicants.applications.models import Application
from applicants.review.conflicts.kinds import FIRM, USUAL, Kind, Reason
from applicants.review.conflicts.models import ConflictKinds, Overruled
from applicants.review.conflicts.people import behind, readers
from applicants.review.conflicts.ties import Sides, all_ties
from applicants.review.models import Round
from fundportal.accounts.models import User
from fundportal.accounts.roles import Role

Pair = tuple[int, int]


def found(
    round: Round, applications: Collection[int] | None = None, reviewers: Collection[int] | None = None, *, overruled: bool = False
) -> dict[Pair, list[Reason]]:
    """(application, reviewer) -> why that reviewer should not read it, the closest tie first; pairs without a reason are not in it.

    Of the applications that are read in the round and the programme's reviewers, or of those asked for. What staff have overruled is left out, unless
    `overruled`. A constant number of statements, whatever the sizes.
    """
    code = round.call.program_code
    people = User.objects.filter(is_active=True, memberships__program_code=code, memberships__role=Role.REVIEWER)
    if reviewers is not None:
        people = User.objects.filter(pk__in=reviewers)
    rows = round.taken if applications is None else Application.objects.filter(call=round.call_id, pk__in=applications)
    rows = rows.select_related("applicant", "submission").only(
        *("folio", "applicant__name", "applicant__email", "submission__document", "submission__form_version_id")
    )
    both = Sides.of(round, behind(rows.iterator(500)), readers(list(people), code))
    looked_for = kinds_of(round)
    let: dict[Pair, set[str]] = {} if overruled else overruled_in(both)
    pairs: dict[Pair, set[Reason]] = {}
    for application, reviewer, reason in all_ties(both):
        if reason.kind in looked_for and reason.kind not in let.get((application, reviewer), ()):
            pairs.setdefault((application, reviewer), set()).add(reason)
    order = list(Kind)
    return {pair: sorted(reasons, key=lambda reason: (order.index(reason.kind), reason.detail)) for pair, reasons in pairs.items()}


def kinds_of(round: Round) -> frozenset[Kind]:
    """What the programme looks for, with what is always looked for."""
    row = ConflictKinds.objects.filter(program__code=round.call.program_code).first()
    return FIRM | (USUAL if row is None else frozenset(Kind(code) for code in row.kinds if code in Kind.values))


def overruled_in(both: Sides) -> dict[Pair, set[str]]:
    """What staff have let pass; firm reasons never are."""
    rows = Overruled.objects.filter(application__in=list(both.behind), reviewer__in=list(both.readers))
    return {(row.application_id, row.reviewer_id): set(row.kinds) - FIRM for row in rows}
