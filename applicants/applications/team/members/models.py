"""Who writes along."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application

if TYPE_CHECKING:
    from fundportal.accounts.models import User

READ, EDIT = 1, 2
OPEN = Q(accepted_at=None, declined_at=None, ended_at=None)
STANDING = Q(accepted_at__isnull=False, ended_at=None)


class MemberQuerySet(models.QuerySet["Member"]):
    def invited(self) -> Self:
        """Asked, and neither answered nor taken back. An invitation that has run out is still among them."""
        return self.filter(OPEN)

    def standing(self) -> Self:
        """Who takes part now."""
        return self.filter(STANDING)

    def of(self, person: User) -> Self:
        """The person's own part, in any application, now or once."""
        return self.filter(person=person)


class Member(models.Model):
    """An invitation to write along, and what became of it: one row from the asking to the end, which stays.

    `email` is the address that was asked, in small letters, and that accepts; `name` what the lead calls the person. Only the SHA-256 of the token
    is kept. `ended_at`: taken back, removed, left.
    """

    class Right(models.IntegerChoices):
        READ = READ, _("may read")
        EDIT = EDIT, _("may read and write")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    right = models.PositiveSmallIntegerField(_("right"), choices=Right.choices, default=EDIT)
    language = models.CharField(_("language"), max_length=5, default="es-mx")
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    declined_at = models.DateTimeField(_("declined"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("co-applicant")
        verbose_name_plural = _("co-applicants")
        constraints = [
            models.UniqueConstraint(fields=["application", "person"], condition=STANDING, name="one_part_per_member"),
            models.UniqueConstraint(fields=["application", "email"], condition=OPEN, name="one_open_invitation_per_address"),
            models.CheckConstraint(condition=Q(right__in=[READ, EDIT]), name="member_right_is_known"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="member_email_is_lower_case"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="member_invitation_expires_after_it_is_sent"),
            models.CheckConstraint(condition=Q(accepted_at=None) | Q(person__isnull=False), name="accepted_member_is_a_person"),
        ]
        indexes = [models.Index(fields=["person", "application"], name="members_by_person")]

    def __str__(self) -> str:
        return str(self.person) if self.person_id else self.name or self.email

    @property
    def is_open(self) -> bool:
        return not (self.accepted_at or self.declined_at or self.ended_at)

    def has_run_out(self, at: datetime | None = None) -> bool:
        return self.is_open and self.expires_at <= (at or timezone.now())
