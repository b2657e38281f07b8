"""The keys with which receipts are signed: Ed25519 (RFC 8032), the newest first in settings.SIGNING_KEYS, the older ones kept to verify."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class Key(NamedTuple):
    id: str
    private: Ed25519PrivateKey

    @property
    def public_base64(self) -> str:
        return base64.b64encode(self.private.public_key().public_bytes_raw()).decode()


def keys() -> dict[str, Key]:
    """All keys by their id, the signing one first."""
    return parsed(settings.SIGNING_KEYS)


@lru_cache(maxsize=4)
def parsed(text: str) -> dict[str, Key]:
    """The keys of a text with one a line (or between commas). Raises ImproperlyConfigured."""
    found: dict[str, Key] = {}
    for part in re.split(r"[,\s]+", text.strip()):
        key_id, _, seed = part.partition(":")
        if key_id in found:
            raise ImproperlyConfigured(f"SIGNING_KEYS: two keys are called {key_id}; receipts tell them apart by that.")
        try:
            found[key_id] = Key(key_id, Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed, validate=True)))
        except ValueError as error:
            raise ImproperlyConfigured(f"SIGNING_KEYS: {key_id or 'a key'} is not id:base64 of 32 bytes ({error}).") from error
    return found


def sign(statement: str) -> tuple[str, str]:
    """Signs with the newest key. Returns the key's id and the signature in base64."""
    key = next(iter(keys().values()))
    return key.id, base64.b64encode(key.private.sign(statement.encode())).decode()


def is_signed(statement: str, *, key_id: str, signature: str) -> bool | None:
    """Whether the signature fits; None when the key is not among ours any more, so that nothing can be said."""
    key = keys().get(key_id)
    if key is None:
        return None
    try:
        key.private.public_key().verify(base64.b64decode(signature), statement.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
