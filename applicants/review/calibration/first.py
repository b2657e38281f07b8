"""The whole panel scores the calibration set before it reads anything else."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from applicants.review.calibration.models import CalibrationApplication
from applicants.review.models import Review, takes_part
from fundportal.web.refusals import Refusal


class CalibrateFirst(Refusal):
    """Something of the calibration set waits for the reviewer."""

    title = _("First the applications that the whole panel scores")

    def __init__(self) -> None:
        super().__init__(_("Hand in your reviews of the calibration set first; then the others open."))


def of_a_set() -> QuerySet[CalibrationApplication]:
    """The places in a calibration set of an application that rows of reviews lead to."""
    return CalibrationApplication.objects.filter(calibration__round=OuterRef("round"), application=OuterRef("application"))


def set_waits() -> ExpressionWrapper[Any]:
    """Of rows of reviews, beside what is read of them anyway: whether one of the calibration set waits for the same reviewer, and this is none of them."""
    waiting = Review.objects.filter(
        takes_part(), Exists(of_a_set()), round=OuterRef("round"), reviewer=OuterRef("reviewer"), submitted_at=None, tied_at=None
    )
    waiting = waiting.exclude(conflict=Review.Conflict.DECLARED)
    return ExpressionWrapper(Q(~Exists(of_a_set()), Exists(waiting)), output_field=BooleanField())
