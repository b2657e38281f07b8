"""Staff choose the applications that the whole panel scores first."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.review.calibration.models import FEWEST, MOST, Calibration, CalibrationApplication
from applicants.review.conflicts.found import found as conflicts_found
from applicants.review.models import Review, Round
from applicants.review.rounds.assign import RoundClosed, refuse_own, require_assigner, reviewers_of, rivals, with_a_part
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class CannotCalibrate(Refusal):
    """The set does not fit the round, or it is too late for it."""


@transaction.atomic
def calibrate(*, round: Round, folios: Collection[str], counts: bool, shown: str, by: User) -> Calibration:
    """Give these applications to everybody who reviews in the round, before all others. What was assigned already stays, and counts.

    Raises NotAssigner, RoundClosed, CannotCalibrate, OwnApplication. Then nothing is given.
    """
    require_assigner(by, round)
    locked_open(round)
    if Calibration.objects.filter(round=round).exists():
        raise CannotCalibrate(_("The round has a calibration set already. Take it back first."))
    wanted = set(folios)
    found = list(
        Application.objects.filter(folio__in=wanted, call=round.call_id, state__in=round.read_states)
        .only("folio", "applicant")
        .order_by("pk")
    )
    if strange := sorted(wanted - {application.folio for application in found}):
        raise CannotCalibrate(_("Not read in this round: %(folios)s.") % {"folios": ", ".join(strange[:MOST])})
    if not FEWEST <= len(found) <= MOST:
        raise CannotCalibrate(_("Choose %(fewest)d to %(most)d applications.") % {"fewest": FEWEST, "most": MOST})
    refuse_own(found, by, "assign")
    made = Calibration.objects.create(round=round, counts=counts, shown=shown, made_by=by)
    CalibrationApplication.objects.bulk_create(CalibrationApplication(calibration=made, application=application) for application in found)
    record_it(made, by, "calibration_chosen", folios=[application.folio for application in found], counts=counts)
    give(calibration=made, by=by)
    return made


@transaction.atomic
def give(*, calibration: Calibration, by: User) -> int:
    """Give the set to those of the panel who have it not, whoever has joined since; not to who competes in the call, or is
    in conflict with one of them.
    Returns how many reviews are new."""
    round = calibration.round
    require_assigner(by, round)
    locked_open(round)
    applications = [chosen.application for chosen in calibration.chosen.select_related("application").order_by("pk")]
    people = {person.pk: person for person in reviewers_of(round.call.program_code)}
    for person in rivals(people, round.call_id):
        del people[person.pk]
    tied = conflicts_found(round, [application.pk for application in applications], list(people))
    taken = set(Review.objects.filter(round=round, application__in=applications).values_list("application_id", "reviewer_id"))
    new = []
    for application in applications:
        apart = {person.pk for person in with_a_part(people, [application.pk])}
        new += [
            Review(
                round=round,
                application=application,
                reviewer=person,
                assigned_by=by,
                assigned_at=calibration.made_at,
                counts=calibration.counts,
            )
            for person in people.values()
            if person.pk not in apart and (application.pk, person.pk) not in taken and (application.pk, person.pk) not in tied
        ]
    Review.objects.bulk_create(new, ignore_conflicts=True)
    record_it(calibration, by, "calibration_given", reviews=len(new))
    return len(new)


@transaction.atomic
def take_back(*, round: Round, by: User) -> int:
    """Undo it while nothing is written in what was given with it; who has declared a conflict stays declared. Returns how many reviews are gone. Raises
    NotAssigner, RoundClosed, CannotCalibrate. Reviews are locked before the round, as in `close`."""
    require_assigner(by, round)
    found = Calibration.objects.filter(round=round).first()
    if found is None:
        locked_open(round)
        return 0
    given = Review.objects.select_for_update().filter(given_with(found)).exclude(conflict=Review.Conflict.DECLARED).order_by("pk")
    rows = list(given.values_list("pk", "saved_at"))
    locked_open(round)
    if any(saved_at for _pk, saved_at in rows):
        raise CannotCalibrate(_("Somebody has begun to score the set: it stays."))
    Review.objects.filter(pk__in=[pk for pk, _saved_at in rows]).delete()
    record_it(found, by, "calibration_taken_back", reviews=len(rows))
    found.delete()
    return len(rows)


def given_with(calibration: Calibration) -> Q:
    """The reviews that came with the set: they bear its instant."""
    chosen = CalibrationApplication.objects.filter(calibration=calibration).values("application")
    return Q(round=calibration.round_id, assigned_at=calibration.made_at, application__in=chosen)


def locked_open(round: Round) -> None:
    current = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if current.closed_at:
        raise RoundClosed(current)


def record_it(calibration: Calibration, by: User, verb: str, **detail: object) -> None:
    call = calibration.round.call
    record(actor=by, verb=verb, target=f"{call.slug}:{calibration.round.ordinal}", program_code=call.program_code, **detail)
