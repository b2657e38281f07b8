"""What a call says it will use self-descriptions for; what the service was asked about compositions, and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.calls.models import Call
from fundportal.accounts.roles import Permission
from fundportal.web.bilingual import Bilingual

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class FloorStatedQuerySet(models.QuerySet["FloorStated"]):
    def visible_to(self, user: User) -> Self:
        """Of the programmes in which the person sets up calls."""
        return self if user.is_superuser else self.filter(call__cohort__strand__program__code__in=user.codes_with(Permission.MANAGE_CALL))


class FloorStated(models.Model):
    """A call says, before it opens, that its cohort may be composed with a floor on what people say about themselves in one subject: in which words, and so
    by which right. Without it there is no such floor."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="floors_stated", verbose_name=_("call"))
    subject = models.CharField(_("question"), max_length=40)
    sentence_es = models.CharField(_("what people read (Spanish)"), max_length=400)
    sentence_en = models.CharField(_("what people read (English)"), max_length=400)
    law = models.CharField(_("by which law and which point of the call"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    at = models.DateTimeField(_("stated"), default=timezone.now, editable=False)

    sentence = Bilingual()

    objects = FloorStatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("floor on self-descriptions")
        verbose_name_plural = _("floors on self-descriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "subject"],
                name="one_stated_floor_per_subject",
                violation_error_message=_("The call says this already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.call} · {self.subject}"


class FloorQuestion(models.Model):
    """Kept so that the same question has the same answer, and the next one can be held against those before. `asked` is the question as JSON (candidates, scores, rules; nothing that anybody said of themselves), `chosen` the composition that was shown to
    meet its floors; None where none was shown. Append-only: a trigger refuses changes. Not in the admin."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    asked = models.JSONField()
    chosen = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "fingerprint"], name="one_answer_per_floor_question")]

    def __str__(self) -> str:
        return self.fingerprint[:8]
