"""Doors of their own to cohorts in the admin: a list of those that a permission opens, each with one page. Nothing is added, changed or deleted there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class CohortDoorAdmin(admin.ModelAdmin[Any]):
    """A list of cohorts, each with its page. `pages`: what is appended to a cohort's address -> view and the end of its name."""

    pages: ClassVar[dict[str, tuple[Callable[..., Any], str]]]

    list_display = ("name", "program", "starts_on", "places")
    list_display_links = ("name",)
    ordering = ("strand__program__order", "-ordinal")
    actions = None
    show_full_result_count = False

    @admin.display(description=_("programme"), ordering="strand__program__order")
    def program(self, cohort: Any) -> str:
        return str(cohort.strand.program.short_name)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = self.model.objects.visible_to(cast("User", request.user))
        return cast("QuerySet[Any]", rows.select_related("strand__program").order_by(*self.ordering))

    def get_urls(self) -> list[URLPattern]:
        def door(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"applicants_{self.opts.model_name}_{name}")

        own = [door(f"<int:pk>/{route}", view, name) for route, (view, name) in self.pages.items()]
        return [door("", self.changelist_view, "changelist"), *own]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user, permission = cast("User", request.user), self.model.opened_by
        return user.may_somewhere(permission) if obj is None else user.may(permission, obj.strand.program.code)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
