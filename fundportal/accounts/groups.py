"""Django's groups and permissions, kept the same as the roles: which models a role meets in the admin.

What a role may do within a programme stands in `roles.PERMISSIONS`; this table only opens the doors of the admin. Rooms name their own models
here as "app.codename"; a name that does not exist is an error in the tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from fundportal.accounts.roles import Role

GROUP_PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.COORDINATOR: (
        "accounts.view_membership",
        "accounts.delete_membership",
        "accounts.view_invitation",
        "accounts.add_invitation",
        "accounts.delete_invitation",
        "consents.view_notice",
    ),
    Role.REVIEWER: (),
    Role.PR: (),
    Role.PRIVACY: (
        "accounts.view_user",
        "audit.view_entry",
        "consents.view_notice",
        "consents.add_notice",
        "consents.change_notice",
        "consents.delete_notice",
    ),
}


@transaction.atomic
def sync_groups() -> None:
    """One group a role, named by its code, holding exactly the permissions of the table. Safe to repeat; a permission not made yet is left out."""
    known = {(app, codename): pk for app, codename, pk in Permission.objects.values_list("content_type__app_label", "codename", "pk")}
    for role, names in GROUP_PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=role.value)
        wanted = {known[key] for key in _keys(names) if key in known}
        if wanted != set(group.permissions.values_list("pk", flat=True)):
            group.permissions.set(wanted)


def unknown_permissions() -> list[str]:
    """Names of the table that no model has."""
    known = {f"{app}.{codename}" for app, codename in Permission.objects.values_list("content_type__app_label", "codename")}
    return sorted({name for names in GROUP_PERMISSIONS.values() for name in names} - known)


def sync_after_migrate(**kwargs: Any) -> None:
    """Receiver of post_migrate."""
    sync_groups()


def _keys(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(app, codename) for app, _, codename in (name.partition(".") for name in names)]
