"""The admin's change pages write what was changed on them, and nothing else."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest

Row = TypeVar("Row", bound=models.Model)


class RowForm(forms.ModelForm[Row]):
    """Holds the whole row against its constraints. Django leaves out those that name a column which is not on the page; the database does not."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as error:
                self.add_error(None, ValidationError(error.messages))


class RowAdmin(admin.ModelAdmin[Row]):
    """Reads a row under a lock when it is about to be written, and writes the columns that differ.

    Written back whole, a row would undo what others have done to it since it was read: places taken by an offer, a deadline moved.
    """

    form: type[forms.ModelForm[Any]] = RowForm

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Row | None:
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not transaction.get_connection().in_atomic_block:
            return found
        return self.model._base_manager.select_for_update(no_key=True).filter(pk=found.pk).first()

    def save_model(self, request: HttpRequest, obj: Row, form: Any, change: bool) -> None:
        if change:
            obj.save(update_fields=changed_columns(obj, form))
        else:
            super().save_model(request, obj, form, change)


def changed_columns(obj: models.Model, form: forms.ModelForm[Any]) -> list[str]:
    """The columns on the form whose values differ from those that are stored. Their values are compared: an hour that was left as it was is
    another instant once the time zone beside it has changed."""
    columns = [field for field in obj._meta.concrete_fields if field.name in form.fields]
    stored = type(obj)._base_manager.filter(pk=obj.pk).values(*(field.attname for field in columns)).first() or {}
    return [field.name for field in columns if getattr(obj, field.attname) != stored[field.attname]]
