"""What the programmes are called. This room lies below them, so it asks, and whoever keeps the programmes answers.

A receiver of `names_asked` returns {code: {"es": name, "en": name}}.
"""

from __future__ import annotations

from typing import cast

from django.dispatch import Signal

from fundportal.accounts.models import User
from fundportal.accounts.roles import Permission
from fundportal.web.bilingual import pick

names_asked = Signal()


def programme_names() -> dict[str, dict[str, str]]:
    """Code -> name in both languages, of every programme."""
    names: dict[str, dict[str, str]] = {}
    for _receiver, answer in names_asked.send(sender=None):
        names.update(cast(dict[str, dict[str, str]], answer))
    return names


def programme_name(code: str) -> dict[str, str]:
    """The name in both languages; the code itself where nobody knows it."""
    return programme_names().get(code, {"es": code, "en": code})


def programme_choices(user: User, permission: Permission) -> list[tuple[str, str]]:
    """(code, name) of the programmes in which `user` holds `permission`, for a form."""
    names = programme_names()
    codes = list(names) if user.is_superuser else sorted(user.codes_with(permission))
    return [(code, pick(names.get(code, {"es": code}))) for code in codes]
