"""People who sign in, and in which programme they may do what."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import PERMISSIONS, Permission, Role
from fundportal.web.sortkey import sort_key

ERASED_DOMAIN = "erased.invalid"  # where the addresses of erased accounts end; nobody can have one there (RFC 2606)


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> Self:
        """Everybody for an administrator; for a privacy officer the staff of their programmes and who has consented to one of their notices."""
        if user.is_superuser:
            return self
        from fundportal.consents.models import Consent

        codes = user.codes_with(Permission.READ_AUDIT)
        staff = Membership.objects.filter(program_code__in=codes).values("user")
        agreed = Consent.objects.filter(notice__program_code__in=codes).values("person")
        return self.filter(Q(pk__in=staff) | Q(pk__in=agreed))


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: User) -> UserQuerySet:
        return self.get_queryset().visible_to(user)

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        """A person who signs in with `email` (stored in lower case). Without a password only a code by e-mail opens the door."""
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=(email or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person; the e-mail address is the login. `time_zone` is empty until known."""

    email = models.EmailField(
        _("e-mail address"), max_length=254, unique=True, error_messages={"unique": _("There is an account with this e-mail address.")}
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    sort_name = models.GeneratedField(expression=sort_key("name"), output_field=models.CharField(max_length=600), db_persist=True)
    language = models.CharField(_("language"), max_length=5, default="es-mx", choices=settings.LANGUAGES)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="user_email_is_lower_case",
                violation_error_message=_("Write the e-mail address in lower case."),
            ),
        ]
        indexes = [models.Index(F("sort_name"), name="user_by_name")]

    def __str__(self) -> str:
        if self.email.endswith(f"@{ERASED_DOMAIN}"):
            return gettext("erased account")
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] or self.email

    @property
    def is_sample(self) -> bool:
        """A fictional login of a demonstration: no second factor, and only where SAMPLE_LOGINS is set."""
        return settings.SAMPLE_LOGINS and self.email.endswith("@" + settings.SAMPLE_DOMAIN)

    @cached_property
    def scopes(self) -> dict[str, set[str]]:
        """Programme code -> roles held there (one statement, kept for the life of the object)."""
        scopes: dict[str, set[str]] = {}
        for code, role in self.memberships.values_list("program_code", "role"):
            scopes.setdefault(code, set()).add(role)
        return scopes

    def codes_with(self, permission: Permission | str) -> list[str]:
        """Codes of the programmes in which the person holds a role that grants `permission`. A superuser is asked with `may` instead."""
        return [code for code, roles in self.scopes.items() if any(permission in PERMISSIONS[Role(role)] for role in roles)]

    def may(self, permission: Permission | str, program_code: str) -> bool:
        """Whether the person holds `permission` in the programme with this code; an active superuser always does."""
        if not self.is_active:
            return False
        return self.is_superuser or program_code in self.codes_with(permission)

    def may_somewhere(self, permission: Permission | str) -> bool:
        """Whether the person holds `permission` in any programme."""
        return self.is_active and (self.is_superuser or bool(self.codes_with(permission)))


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: User) -> Self:
        """Roles in the programmes into which the person invites."""
        return self if user.is_superuser else self.filter(program_code__in=user.codes_with(Permission.INVITE))


class Membership(models.Model):
    """One role of a member of staff in one programme. The programme is named by its stable code: this room lies below the programmes."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person"))
    program_code = models.SlugField(_("programme"), max_length=30)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "program_code", "role"],
                name="one_membership_per_role",
                violation_error_message=_("This person already has that role here."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.program_code} · {self.get_role_display()}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> Self:
        """Invitations into the programmes into which the person invites."""
        return self if user.is_superuser else self.filter(program_code__in=user.codes_with(Permission.INVITE))


class Invitation(models.Model):
    """A letter that lets a person join the staff of one programme. Only the SHA-256 of the token is kept."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=200, blank=True)
    program_code = models.SlugField(_("programme"), max_length=30)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    language = models.CharField(_("language"), max_length=5, default="es-mx", choices=settings.LANGUAGES)
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("invited by"))
    invited_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    accepted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_is_lower_case"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="invitation_expires_after_it_is_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.program_code}"


from fundportal.accounts.sessions import Session  # noqa: E402  (a model of this app; it refers to User)

__all__ = ["Invitation", "Membership", "Session", "User", "UserManager"]
