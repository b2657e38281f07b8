"""Rows that staff change in the admin: each change leaves an audit row."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.http import HttpRequest

from fundportal.audit.record import record
from fundportal.web.row_admin import RowAdmin

Row = TypeVar("Row", bound=models.Model)


class RecordedAdmin(RowAdmin[Row]):
    """Says in the audit record who added, changed or deleted a row, and which fields; never their values."""

    def code_of(self, obj: Row) -> str:
        """The code of the programme to which a row belongs; empty for one that all share."""
        return ""

    def save_model(self, request: HttpRequest, obj: Row, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self.write_down(request, obj, "changed" if change else "added", fields=form.changed_data)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        changed = [formset.model._meta.model_name for formset in formsets if formset.has_changed()]
        if changed:
            self.write_down(request, form.instance, "rows_changed", rows=changed)

    def delete_model(self, request: HttpRequest, obj: Row) -> None:
        self.write_down(request, obj, "deleted")
        super().delete_model(request, obj)

    def write_down(self, request: HttpRequest, obj: Row, what: str, **detail: Any) -> None:
        actor: Any = request.user
        name = self.model._meta.model_name
        record(actor=actor, verb=f"{name}_{what}", target=f"{name}:{obj.pk}", program_code=self.code_of(obj), **detail)
