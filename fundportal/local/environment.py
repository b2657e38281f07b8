"""The settings that a local process gets: complete, from the environment alone, as in production."""

import base64
import secrets
from pathlib import Path

from fundportal.local.places import DATA


def test_environment(*, database_url: str, redis_url: str, folder: Path) -> dict[str, str]:
    """For tests and benches: files and letters in `folder`, keys of the moment."""
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "EMAIL_URL": "memorymail://",
        "STORAGE_URL": f"file://{folder / 'files'}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SIGNING_KEYS": new_signing_key(),
        "SITE_URL": "http://localhost:8000",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
        "DJANGO_SETTINGS_MODULE": "fundportal.settings",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(DATA / "hypothesis"),
    }


def new_signing_key() -> str:
    """`id:base64 of 32 random bytes`, the seed of an Ed25519 key (RFC 8032)."""
    return f"{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(32)).decode()}"
