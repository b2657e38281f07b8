"""Addresses to which somebody wants the portal to write in their name: within bounds, so that it is no cannon for letters."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fundportal.notifications.models import Suppression


def require_reachable(email: str) -> None:
    """Raise ValidationError for an address that letters come back from."""
    if Suppression.objects.filter(email=email.lower()).exists():
        raise ValidationError(_("Letters to this address come back. Check it, or take another one."), code="suppressed")
