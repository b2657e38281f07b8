"""How far the scores of a round can be trusted, for those who decide: agreement, severity, reviews to read again, what hangs on one reviewer."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.review.models import Round
from applicants.review.rounds.assigning import round_for
from applicants.review.scores import agreement
from applicants.review.scores.bands import CERTAIN
from applicants.review.scores.estimates import Scores, scores_of
from applicants.review.scores.influence import LeftOut, left_out, outliers
from fundportal.accounts.models import User
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record


class Agreement(NamedTuple):
    """Alpha of the points, or of one criterion; `alpha` is None where nothing can be compared."""

    what: str
    alpha: float | None


class Severity(NamedTuple):
    """By how many points somebody scores below the others, with its interval; `told` where that is no chance."""

    name: str
    reviews: int
    mean: float
    points: float
    low: float
    high: float
    told: bool


def agreement_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Who opens it sees reviewers by name, so it is written into the audit record. What is about an application of the reader's own is left out."""
    round = round_for(request, pk, Permission.DECIDE)
    scores = scores_of(round)
    found, without = outliers(scores), left_out(scores, round.call.cohort.places or 0)
    concerned = {row.application for row in found} | {pk for row in without for pk in (*row.leave, *row.come, row.application)}
    folios = dict(Application.objects.filter(pk__in=concerned).apart_from(request.user).values_list("pk", "folio"))
    names = {person.pk: str(person) for person in User.objects.filter(pk__in={each.reviewer for each in scores.given})}
    record(
        actor=request.user,
        verb="view_severity",
        target=f"{round.call.slug}:{round.ordinal}",
        program_code=round.call.program_code,
    )
    return staff_page(
        request,
        "admin/applicants/round/agreement.html",
        title=_("Agreement and severity"),
        round=round,
        places=round.call.cohort.places,
        scores=scores,
        shares=shares(scores),
        agreements=agreements(round, scores),
        severities=severities(scores, names),
        outliers=[(row, folios[row.application], names[row.reviewer]) for row in found if row.application in folios],
        without=[line(row, folios, names) for row in without if row.leave or abs(row.moved) >= 1],
    )


def agreements(round: Round, scores: Scores) -> list[Agreement]:
    """Of the points, whose distances count, and of each criterion, of which the order counts."""
    points: dict[int, list[float]] = defaultdict(list)
    for each in scores.given:
        points[each.application].append(each.points)
    found = [Agreement(_("Points"), agreement.interval(points.values()))]
    for criterion in round.criteria.all():
        units: dict[int, list[float]] = defaultdict(list)
        for each in scores.given:
            if criterion.key in each.scores:
                units[each.application].append(each.scores[criterion.key])
        found.append(Agreement(str(criterion.title), agreement.ordinal(units.values())))
    return found


def shares(scores: Scores) -> list[tuple[str, int]]:
    """How the spread of the points divides, in whole per cent."""
    if scores.fit is None:
        return []
    variances = scores.fit.variances
    whole = sum(variances)
    names = (_("the applications"), _("the severity of reviewers"), _("neither: taste, doubt, chance"))
    return [(name, round_to(100 * part / whole)) for name, part in zip(names, variances, strict=True)]


def round_to(value: float) -> int:
    return int(value + 0.5)


def severities(scores: Scores, names: dict[int, str]) -> list[Severity]:
    """The most severe first."""
    if scores.fit is None:
        return []
    points: dict[int, list[float]] = defaultdict(list)
    for each in scores.given:
        points[each.reviewer].append(each.points)
    rows = []
    for reviewer, value, error in zip(scores.fit.reviewers, scores.fit.severities, scores.fit.severity_errors, strict=True):
        given, severity, width = points[reviewer], float(value), CERTAIN * float(error)
        mean = sum(given) / len(given)
        rows.append(Severity(names[reviewer], len(given), mean, severity, severity - width, severity + width, abs(severity) > width))
    return sorted(rows, key=lambda row: -row.points)


def line(row: LeftOut, folios: dict[int, str], names: dict[int, str]) -> dict[str, Any]:
    def of(keys: list[int]) -> list[str]:
        return [folios[key] for key in keys if key in folios]

    most = folios.get(row.application, "")
    return {
        "name": names[row.reviewer],
        "reviews": row.reviews,
        "leave": of(row.leave),
        "come": of(row.come),
        "most": most,
        "moved": row.moved,
    }
