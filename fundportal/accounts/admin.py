"""People, roles and invitations in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from fundportal.accounts import desk
from fundportal.accounts.administrators import require_another
from fundportal.accounts.filters import ProgrammeFilter
from fundportal.accounts.membership import GIVEN_BY_STAFF, keep_in_step, revoke
from fundportal.accounts.models import Invitation, Membership, User
from fundportal.accounts.roles import Permission
from fundportal.accounts.take_back import take_back
from fundportal.audit.record import record


@admin.register(User)
class PersonAdmin(admin.ModelAdmin[User]):
    """People: privacy officers look them up, administrators change them. Nobody is added here (people join, staff are invited) nor deleted (they are erased)."""

    list_display = ["email", "name", "is_staff", "is_active", "last_login", "date_joined"]
    list_filter = ["is_staff", "is_superuser", "is_active"]
    search_fields = ["email", "name", "sort_name"]
    ordering = ["-id"]
    show_full_result_count = False
    actions = None
    fields = ["email", "name", "language", "time_zone", "is_active", "is_superuser", "roles", "last_login", "date_joined", "erased_at"]
    readonly_fields = ["email", "is_superuser", "roles", "last_login", "date_joined", "erased_at"]
    change_form_template = "admin/accounts/user/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return User.objects.visible_to(request.user)  # type: ignore[arg-type]

    @admin.display(description=_("roles"))
    def roles(self, person: User) -> str:
        return (
            ", ".join(f"{role.get_role_display()} · {role.program_code}" for role in person.memberships.order_by("program_code", "role"))
            or "–"
        )

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/second-factor/", wrap(self.reset), name="accounts_user_reset"),
            path("<int:pk>/administrator/", wrap(self.administrator), name="accounts_user_administrator"),
            path("<int:pk>/erase/", wrap(self.erase), name="accounts_user_erase"),
            *super().get_urls(),
        ]

    def reset(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return desk.reset(request, pk, self)

    def administrator(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return desk.administrator(request, pk, self)

    def erase(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return desk.erase_person(request, pk, self)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Raises LastAdministrator before the only one is switched off."""
        if not obj.is_active:
            require_another(obj)
        super().save_model(request, obj, form, change)
        keep_in_step(obj)
        record(actor=request.user, verb="person_changed", target=f"person:{obj.pk}", fields=form.changed_data)  # type: ignore[arg-type]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return bool(request.user.is_superuser) and (obj is None or obj.erased_at is None)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    """Who is staff of which programme. Roles are given by invitation and taken away here."""

    list_display = ["user", "program_code", "role", "since"]
    list_filter = [ProgrammeFilter, "role"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__name"]
    ordering = ["program_code", "role", "user__sort_name"]
    fields = ["person", "program_code", "role", "since"]
    readonly_fields = ["person"]

    @admin.display(description=_("person"))
    def person(self, membership: Membership) -> str:
        """Without a way to a page that only privacy officers may open."""
        return str(membership.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return Membership.objects.visible_to(request.user)  # type: ignore[arg-type]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        user: Any = request.user
        if obj is None:
            return bool(user.may_somewhere(Permission.INVITE))
        return bool(user.is_superuser or (obj.role in GIVEN_BY_STAFF and user.may(Permission.INVITE, obj.program_code)))

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        revoke(membership=obj, by=request.user)  # type: ignore[arg-type]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership in queryset:
            revoke(membership=membership, by=request.user)  # type: ignore[arg-type]


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin[Invitation]):
    """Invitations that are out, and the page that writes one."""

    list_display = ["email", "program_code", "role", "invited_by", "invited_at", "expires_at", "accepted_at"]
    list_filter = [ProgrammeFilter, "role"]
    list_select_related = ["invited_by"]
    search_fields = ["email", "name"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        return Invitation.objects.visible_to(request.user)  # type: ignore[arg-type]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return desk.invite_page(request, self)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.may_somewhere(Permission.INVITE))  # type: ignore[union-attr]

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        user: Any = request.user
        if obj is None:
            return bool(user.may_somewhere(Permission.INVITE))
        return obj.accepted_at is None and bool(user.may(Permission.INVITE, obj.program_code))

    def delete_model(self, request: HttpRequest, obj: Invitation) -> None:
        self.delete_queryset(request, Invitation.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        take_back(invitations=Invitation.objects.filter(pk__in=queryset.values("pk")), by=request.user)  # type: ignore[arg-type]
