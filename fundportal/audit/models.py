"""Who saw or changed what: an append-only record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, Concat, Now
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: User) -> Self:
        """Entries of the programmes whose record the person may read; all of them for a superuser.

        What belongs to no programme (signing in, a second factor) is seen where a member of those programmes' staff did it or it was done to them.
        """
        if user.is_superuser:
            return self
        from fundportal.accounts.models import Membership

        codes = user.codes_with(Permission.READ_AUDIT)
        staff = Membership.objects.filter(program_code__in=codes)
        as_target = Concat(Value("person:"), Cast("user_id", models.CharField()), output_field=models.CharField())
        of_staff = Q(actor_id__in=staff.values("user_id")) | Q(target__in=staff.annotate(named=as_target).values("named"))
        return self.filter(Q(program_code__in=codes) | (Q(program_code="") & of_staff))


class Entry(models.Model):
    """One act. No foreign keys: the record outlives what it speaks of. A trigger refuses UPDATE and DELETE."""

    at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    actor_id = models.BigIntegerField(null=True)
    actor_email = models.CharField(_("who"), max_length=254, blank=True)
    verb = models.CharField(_("act"), max_length=60)
    target = models.CharField(_("on what"), max_length=120, blank=True)
    program_code = models.CharField(_("programme"), max_length=30, blank=True)
    detail = models.JSONField(_("detail"), default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit record")
        indexes = [
            models.Index(fields=["target", "-at"], name="audit_by_target"),
            models.Index(fields=["program_code", "-at"], name="audit_by_program"),
            models.Index(fields=["actor_id", "-at"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_email} {self.verb} {self.target}"
