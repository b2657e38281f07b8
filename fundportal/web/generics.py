"""Lets Django's admin and form classes be written as the type checker reads them: `admin.ModelAdmin[Notice]`, `forms.ModelForm[User]`."""

from __future__ import annotations

from typing import Any


def allow_subscripts() -> None:
    """Django's own querysets and managers know this already; these classes do not (yet). At run time the subscript says nothing."""
    from django.contrib.admin.options import BaseModelAdmin
    from django.core.paginator import Paginator
    from django.forms.formsets import BaseFormSet
    from django.forms.models import BaseModelForm, ModelChoiceField

    for generic in (BaseModelAdmin, Paginator, BaseFormSet, BaseModelForm, ModelChoiceField):
        setattr(generic, "__class_getitem__", classmethod(_same))  # noqa: B010 (not an attribute that the classes declare)


def _same(cls: type, item: Any) -> type:
    return cls
