"""What the admin does not have."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from tests.permissions.lists import CODES


def test_addresses_groups_and_second_factors_are_not_in_the_admin():
    assert [model._meta.label for model in admin.site._registry if model._meta.app_label in ("account", "mfa", "auth")] == []
    assert [label for label in CODES if label.startswith(("account.", "mfa.", "auth."))] == []


def test_there_is_no_short_cut_from_an_id_to_a_public_page():
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, 1])


def test_a_row_with_an_address_of_its_own_says_where_it_is_shown():
    """Without the short cut Django's own link would break the page."""
    relying = [model for model, page in admin.site._registry.items() if hasattr(model, "get_absolute_url") and page.view_on_site is True]
    assert relying == []
