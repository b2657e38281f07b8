"""Filters of admin lists."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.programmes import programme_names
from fundportal.web.bilingual import pick


class ProgrammeFilter(admin.SimpleListFilter):
    """By programme, by its name; only those in which the reader is staff."""

    title = _("programme")
    parameter_name = "program_code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        user: Any = request.user
        return [(code, pick(name)) for code, name in programme_names().items() if user.is_superuser or code in user.scopes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(program_code=self.value()) if self.value() else queryset
