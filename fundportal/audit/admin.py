"""Who saw or changed what, to read."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from fundportal.accounts.filters import ProgrammeFilter
from fundportal.accounts.roles import Permission
from fundportal.audit.models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin[Entry]):
    """Nothing is added, changed or deleted here; a trigger refuses it anyway."""

    list_display = ["at", "actor_email", "verb", "target", "program_code"]
    list_filter = ["at", ProgrammeFilter]
    search_fields = ["actor_email__iexact", "target__startswith", "verb__startswith"]
    ordering = ["-id"]
    list_per_page = 50
    show_full_result_count = False
    actions = None
    fields = ["at", "actor_email", "verb", "target", "program_code", "detail"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return Entry.objects.visible_to(request.user)  # type: ignore[arg-type]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return bool(request.user.may_somewhere(Permission.READ_AUDIT))  # type: ignore[union-attr]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False
