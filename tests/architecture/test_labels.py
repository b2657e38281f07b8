"""No page of the admin shows a column or a field by the name that it has in the code."""

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.utils.functional import Promise


def test_columns_and_fields_of_the_admin_have_a_label_that_is_translated():
    nameless = set()
    for model, page in admin.site._registry.items():
        fieldsets = page.fieldsets or [(None, {"fields": page.fields or []})]
        shown = {*page.list_display, *page.readonly_fields, *flatten_fieldsets(fieldsets)} - {"action_checkbox", "__str__"}
        nameless |= {f"{page}.{name}" for name in shown if not isinstance(label_for_field(name, model, page), Promise)}
    assert nameless == set()
