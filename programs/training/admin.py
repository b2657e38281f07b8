"""Sessions and guests in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from fundportal.accounts.roles import Permission
from fundportal.audit.recorded import RecordedAdmin
from programs.catalogue.scoped import ScopedAdmin
from programs.training.forms import SessionForm
from programs.training.models import Guest, Session


@admin.register(Session)
class SessionAdmin(ScopedAdmin[Session]):
    """Meetings of a cohort, with who teaches."""

    program_path = "cohort__strand__program__code"
    scoped_choices = {"cohort": "strand__program__code"}
    staff_delete = True
    form = SessionForm
    list_display = ("title", "cohort", "kind", "starts_at")
    list_select_related = ("cohort__strand__program",)
    list_filter = (("cohort", admin.RelatedOnlyFieldListFilter), "kind")
    search_fields = ("title_es", "title_en")
    ordering = ("-starts_at", "-id")


@admin.register(Guest)
class GuestAdmin(RecordedAdmin[Guest]):
    """Guests are shared by all programmes: whoever manages one may look them up and add some, and corrects those who teach nowhere else."""

    list_display = ("name", "country", "is_sample")
    search_fields = ("name",)
    ordering = ("name", "id")
    show_full_result_count = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        return Guest.objects.visible_to(request.user).order_by(*self.ordering)  # type: ignore[arg-type]

    def manages(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.may_somewhere(Permission.MANAGE_PROGRAM))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.manages(request)

    def has_view_permission(self, request: HttpRequest, obj: Guest | None = None) -> bool:
        return self.manages(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.manages(request)

    def has_change_permission(self, request: HttpRequest, obj: Guest | None = None) -> bool:
        user: Any = request.user
        return self.manages(request) and (obj is None or not obj.sessions.exclude(pk__in=Session.objects.visible_to(user)).exists())

    def has_delete_permission(self, request: HttpRequest, obj: Guest | None = None) -> bool:
        return bool(request.user.is_superuser)
