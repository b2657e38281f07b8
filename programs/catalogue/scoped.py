"""The admin of what belongs to a programme: staff meet the rows of the programmes in which they hold the permission, and nothing of others."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.db import models
from django.forms import DateInput, ModelChoiceField
from django.http import HttpRequest

from fundportal.accounts.roles import Permission
from fundportal.audit.recorded import RecordedAdmin

Row = TypeVar("Row", bound=models.Model)


class ScopedAdmin(RecordedAdmin[Row]):
    """`program_path` leads from the model to its programme's code, as in a query ("strand__program__code").

    Whoever holds `permission` there sees, adds and changes; rows are deleted by administrators alone, unless `staff_delete` says otherwise.
    """

    permission: ClassVar[Permission] = Permission.MANAGE_PROGRAM
    program_path: ClassVar[str]
    staff_add: ClassVar[bool] = True
    staff_delete: ClassVar[bool] = False
    scoped_choices: ClassVar[dict[str, str]] = {}
    """Foreign keys and their own paths to the programme's code: only rows of one's own programmes are offered."""
    show_full_result_count = False
    actions = None
    formfield_overrides: ClassVar[dict[Any, Any]] = {models.DateField: {"widget": DateInput({"type": "date"}, format="%Y-%m-%d")}}
    """The browser's own control: Django's calendar writes styles into the page, which the policy forbids."""

    def code_of(self, obj: Row) -> str:
        """The code of the programme to which a row belongs."""
        value: Any = obj
        for name in self.program_path.split("__"):
            value = getattr(value, name)
        return str(value)

    def own(self, request: HttpRequest, rows: Any, path: str) -> Any:
        user: Any = request.user
        return rows if user.is_superuser else rows.filter(**{f"{path}__in": user.codes_with(self.permission)})

    def get_queryset(self, request: HttpRequest) -> Any:
        everything: Any = self.model._default_manager
        rows = self.own(request, everything.visible_to(request.user), self.program_path)
        return rows.order_by(*(self.get_ordering(request) or self.model._meta.ordering or ["pk"]))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> ModelChoiceField[Any] | None:
        path = self.scoped_choices.get(db_field.name)
        if path:
            kwargs["queryset"] = self.own(request, db_field.remote_field.model._default_manager.visible_to(request.user), path)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def may(self, request: HttpRequest, obj: Row | None) -> bool:
        user: Any = request.user
        return bool(user.may_somewhere(self.permission) if obj is None else user.may(self.permission, self.code_of(obj)))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return self.may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return self.may(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return self.may(request, None) and (self.staff_add or user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        user: Any = request.user
        return self.may(request, obj) and (self.staff_delete or user.is_superuser)


class ScopedInline(admin.StackedInline[Any, Any]):
    """Rows on the page of what they belong to: who may change that may change them."""

    extra = 0

    def may(self, request: HttpRequest, obj: Any) -> bool:
        return bool(self.admin_site.get_model_admin(self.parent_model).has_change_permission(request, obj))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)
