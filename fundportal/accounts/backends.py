"""E-mail and password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from fundportal.accounts.models import User
from fundportal.accounts.signed_in import AT_HAND
from fundportal.web.prepared import Prepared

BY_NUMBER = Prepared(lambda pk: User.objects.filter(pk=pk), pk=int)


class PortalBackend(ModelBackend):
    """Signs in by e-mail address, whatever its case and the spaces around it. Who is inactive or erased stays outside, in open sessions
    too; so does a sample login where they are not switched on."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        email: str | None = None,
        **credentials: Any,
    ) -> User | None:
        address = (email or username or "").strip().lower()
        if not address or not password:
            return None
        user = User.objects.filter(email=address).first()
        if user is None:
            User().set_password(password)  # as slow as a real one: the time must not tell who has an account
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, on every page."""
        at_hand = AT_HAND.get()
        user = at_hand if at_hand is not None and at_hand.pk == user_id else BY_NUMBER.first(pk=user_id)
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        is_out = user.erased_at is not None or (user.email.endswith(f"@{settings.SAMPLE_DOMAIN}") and not settings.SAMPLE_LOGINS)
        return super().user_can_authenticate(user) and not is_out
