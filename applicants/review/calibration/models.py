"""The calibration set of a round."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.review.models import Round

FEWEST, MOST = 3, 5


class Calibration(models.Model):
    """Applications that the whole panel of a round scores first.

    `counts` says whether what is given for calibration alone counts in means and ranking; whoever has been given one of them by an ordinary
    assignment counts anyway. `shown` says when a reviewer sees how the others have scored. What was given with the set bears its instant
    (`Review.assigned_at` is `made_at`).
    """

    class Shown(models.TextChoices):
        OWN = "own", _("to whoever has handed in their own")
        ALL = "all", _("when everybody has handed theirs in")

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="calibration")
    counts = models.BooleanField(_("these reviews count in the scores"), default=False)
    shown = models.CharField(_("the spread is shown"), max_length=3, choices=Shown.choices, default=Shown.OWN)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(shown__in=["own", "all"]), name="calibration_shown_is_known")]

    def __str__(self) -> str:
        return f"{self.round_id}"


class CalibrationApplication(models.Model):
    """One application of the set."""

    calibration = models.ForeignKey(Calibration, on_delete=models.CASCADE, related_name="chosen")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calibration", "application"], name="one_place_in_a_calibration")]

    def __str__(self) -> str:
        return f"{self.calibration_id} · {self.application_id}"
