"""What a person has asked for: hand my draft in at the deadline."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class SubmitForMe(models.Model):
    """One wish, with the sentences beside its boxes as they were read. The one that stands is `Application.wish`; the others were taken back.

    `declaration` is frozen with the answers, as if the person had ticked it at the deadline. `settled_for` is the deadline at which it was looked at;
    `submission` what came of it: none when something was missing then. Should that deadline move, it is looked at once more.
    """

    application = models.ForeignKey("applicants.Application", on_delete=models.CASCADE, related_name="wishes")
    wording = models.TextField()
    declaration = models.TextField()
    language = models.CharField(max_length=5)
    authentication = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_back_at = models.DateTimeField(null=True, editable=False)
    settled_for = models.DateTimeField(null=True, editable=False)
    submission = models.OneToOneField("applicants.Submission", on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(submission=None) | models.Q(settled_for__isnull=False, taken_back_at=None),
                name="wish_is_granted_at_a_deadline",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.asked_at:%Y-%m-%d %H:%M}"
