"""Makes keys for receipts and for self-descriptions. Stands alone: the settings do not load before there is one."""

import base64
import secrets


def new_signing_key() -> str:
    """`id:base64 of 32 random bytes`, the seed of an Ed25519 key (RFC 8032), as SIGNING_KEYS wants it."""
    return f"{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def new_disclosure_key() -> str:
    """base64 of 32 random bytes, as DISCLOSURE_KEY wants it."""
    return base64.b64encode(secrets.token_bytes(32)).decode()
