"""allauth's second factors, as this portal wants them."""

from __future__ import annotations

import io
from typing import Any

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.seal import seal, unseal


class PortalMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Sealed secrets, QR codes by segno, the portal's name on the telephone."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That code is not right. Look at the app again: it changes every 30 seconds."),
        "unverified_email": _("Confirm your e-mail address first, then set up the second factor."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        picture = io.BytesIO()
        segno.make(url, micro=False).save(picture, kind="svg", scale=6, border=4, dark="#1c1512", light="#ffffff")
        return picture.getvalue().decode()

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}
