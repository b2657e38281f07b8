"""The outbox: every letter the portal owes to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission
from fundportal.notifications.kinds import kind_label

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> Self:
        """Letters of the programmes whose letters the person may read; sign-in codes never."""
        letters = self.exclude(queue=Notification.Queue.CODES)
        return letters if user.is_superuser else letters.filter(program_code__in=user.codes_with(Permission.READ_LETTERS))

    def due(self) -> Self:
        """Waiting, its time has come, and nobody holds it (or who held it is gone: the lease is over)."""
        now = timezone.now()
        return self.filter(state=Notification.State.PENDING, not_before__lte=now).filter(Q(lease_until=None) | Q(lease_until__lt=now))


class Notification(models.Model):
    """One letter to one address. Written in the transaction of what causes it; `key` makes it unique for ever.

    `context` holds what the template needs (JSON); `subject`, `text` and `html` are the letter as sent. Those of a sign-in code are wiped.
    `attempts` counts the answers of the mail server to it, `unanswered` how often the server had all of it and broke off: then it may have left.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be delivered")
        SUPPRESSED = "suppressed", _("address suppressed")
        EXPIRED = "expired", _("no longer of use")

    class Queue(models.TextChoices):
        CODES = "codes", _("sign-in codes")
        LETTERS = "letters", _("letters")

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    queue = models.CharField(max_length=10, choices=Queue.choices, default=Queue.LETTERS)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="letters", verbose_name=_("person")
    )
    email = models.EmailField(_("address"), max_length=254)
    language = models.CharField(_("language"), max_length=5)
    program_code = models.CharField(_("programme"), max_length=30, blank=True)
    about = models.CharField(_("about"), max_length=60, blank=True)
    context = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    unanswered = models.PositiveSmallIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    first_tried_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    message_id = models.CharField(_("message ID"), max_length=120, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="sent_letter_has_a_time"),
        ]
        indexes = [
            models.Index(F("queue"), F("not_before"), F("id"), condition=Q(state="pending"), name="letters_due"),
            models.Index(F("created_at"), condition=Q(state="failed"), name="letters_failed"),
            models.Index(fields=["recipient", "-created_at"], name="letters_by_person"),
            models.Index(fields=["program_code", "-id"], name="letters_by_program"),
            models.Index(fields=["about"], name="letters_by_matter"),
            models.Index(fields=["created_at"], name="letters_to_strangers", condition=Q(recipient=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind_name} → {self.email}"

    @property
    def kind_name(self) -> str:
        return kind_label(self.kind)


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def visible_to(self, user: User) -> Self:
        """Addresses to which a letter that the person may read did not go."""
        if user.is_superuser:
            return self
        stuck = Notification.objects.visible_to(user).filter(state__in=(Notification.State.FAILED, Notification.State.SUPPRESSED))
        return self.filter(email__in=stuck.values("email"))


class Suppression(models.Model):
    """An address to which nothing is sent any more, with the reason (a permanent refusal, a complaint)."""

    email = models.EmailField(_("address"), max_length=254, unique=True)
    reason = models.CharField(_("reason"), max_length=300)
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="suppressed_email_is_lower_case")]

    def __str__(self) -> str:
        return self.email
