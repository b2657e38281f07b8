"""Secrets of the second factor are sealed in the database, so that a copy of it alone opens no door.

The key derives from SECRET_KEY (and SECRET_KEY_FALLBACKS, for what was sealed before a change of the key).
"""

from __future__ import annotations

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fundportal.web.refusals import Refusal


class SealBroken(Refusal):
    """SECRET_KEY was changed and the old one is not among the fallbacks."""

    title = _("Your second factor has to be set up again")


def seal(text: str) -> str:
    """Ciphertext, safe to store."""
    return _fernet((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises SealBroken when no key fits; it never returns something else."""
    try:
        return _fernet((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken(
            _("The portal's key was changed. Ask an administrator to take off your second factor, then set it up again.")
        ) from error


@cache
def _fernet(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"fundportal second factor").derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
