"""The room's own keys: nothing in the database says whose a self-description is, or what it says, without them.

settings.DISCLOSURE_KEY holds secrets of 32 bytes in base64, the newest first. From each are derived (HKDF, RFC 5869) one key for pseudonyms
(HMAC-SHA-256, RFC 2104) and one for sealing (AES-256-GCM, NIST SP 800-38D).
"""

from __future__ import annotations

import base64
import hmac
import os
import re
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE = 12
BLOCK = 512
"""What is sealed is filled up to a multiple of it, so that its length says little of how much was answered."""


class Broken(Exception):
    """What is sealed was sealed with another key, for another row, or was changed."""


class Key(NamedTuple):
    """One secret's two keys."""

    naming: bytes
    sealing: AESGCM

    def pseudonym(self, person: int, call: int) -> bytes:
        """Of a person in a call: 32 bytes that nobody without the key can lead back to either."""
        return hmac.digest(self.naming, b"%d:%d" % (person, call), "sha256")

    def seal(self, content: bytes, pseudonym: bytes) -> bytes:
        """Ciphertext that opens for this pseudonym alone."""
        nonce = os.urandom(NONCE)
        filled = content + b" " * (-len(content) % BLOCK)
        return nonce + self.sealing.encrypt(nonce, filled, pseudonym)

    def unseal(self, sealed: bytes, pseudonym: bytes) -> bytes:
        """What was sealed. Raises Broken; it never returns something else."""
        try:
            return self.sealing.decrypt(sealed[:NONCE], sealed[NONCE:], pseudonym).rstrip(b" ")
        except (InvalidTag, ValueError) as error:
            raise Broken from error


def keys() -> list[Key]:
    """All of them, the one that seals first."""
    return parsed(settings.DISCLOSURE_KEY)


@lru_cache(maxsize=4)
def parsed(text: str) -> list[Key]:
    """The keys of a text with one a line (or between commas or spaces). Raises ImproperlyConfigured."""
    return [key_of(part) for part in re.split(r"[,\s]+", text.strip())]


def key_of(written: str) -> Key:
    try:
        secret = base64.b64decode(written, validate=True)
    except ValueError as error:
        raise ImproperlyConfigured(f"DISCLOSURE_KEY is not base64 of 32 random bytes ({error}).") from error
    if len(secret) != 32:
        raise ImproperlyConfigured(f"DISCLOSURE_KEY holds {len(secret)} bytes; it has to be base64 of 32 random ones.")
    return Key(derived(secret, b"pseudonym"), AESGCM(derived(secret, b"seal")))


def derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"fundportal self-description " + purpose).derive(secret)
