"""The settings that local processes get: complete, from the environment alone, as in production."""

import ipaddress
import os
import secrets
from pathlib import Path

from fundportal.local.keys import local_keys
from fundportal.local.places import DATA
from fundportal.web.new_key import new_disclosure_key, new_signing_key


def run_environment(*, database_url: str, redis_url: str, host: str, port: int, static: Path) -> dict[str, str]:
    """For `make run`: what the caller's environment sets stays as it is; the rest fits this machine."""
    site_host = "localhost" if is_loopback(host) or host in {"0.0.0.0", "::"} else host  # noqa: S104 (compared, not bound)
    defaults = {
        "PLAIN_HTTP": "0" if is_loopback(site_host) else "1",  # a try-out in a network of one's own
        "SITE_URL": f"http://{site_host}:{port}",
        "ALLOWED_HOSTS": ",".join(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", site_host])),
        "EMAIL_URL": f"emlmail:///{DATA / 'mail'}",
        "STORAGE_URL": f"file://{DATA / 'files'}",
        "SAMPLE_LOGINS": "1" if is_loopback(host) else "0",
        "WEB_WORKERS": "2",
        "CELERY_SKIP_CHECKS": "true",  # `migrate` has just made them
        **local_keys(),
    }
    fixed = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "HOST": host,
        "PORT": str(port),
        "STATIC_ROOT": str(static),
        "DJANGO_SETTINGS_MODULE": "fundportal.settings",
    }
    return {**defaults, **os.environ, **fixed}


def test_environment(*, database_url: str, redis_url: str, folder: Path) -> dict[str, str]:
    """For tests and benches: nothing of the caller's settings, files and letters in `folder`, keys of the moment."""
    return {
        **{name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in SETTINGS},
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "EMAIL_URL": "memorymail://",
        "STORAGE_URL": f"file://{folder / 'files'}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SIGNING_KEYS": new_signing_key(),
        "DISCLOSURE_KEY": new_disclosure_key(),
        "SITE_URL": "http://localhost:8000",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
        "DJANGO_SETTINGS_MODULE": "fundportal.settings",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(DATA / "hypothesis"),
    }


# Every name that the portal reads.
SETTINGS = frozenset(
    (
        "SITE_URL",
        "ALLOWED_HOSTS",
        "TRUSTED_PROXIES",
        "PLAIN_HTTP",
        "SITE_NAME",
        "HELP_EMAIL",
        "HELP_PHONE",
        "FROM_EMAIL",
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
        "SIGNING_KEYS",
        "DISCLOSURE_KEY",
        "DATABASE_URL",
        "REDIS_URL",
        "EMAIL_URL",
        "STORAGE_URL",
        "STATIC_ROOT",
        "PRIVATE_FILES_PROXY_PREFIX",
        "PERSON_QUOTA_MB",
        "CLAMAV_URL",
        "HOST",
        "PORT",
        "WEB_WORKERS",
        "WEB_THREADS",
        "STRANGERS_PER_HOUR",
        "PUBLIC_PAGE_CACHE",
        "DEBUG",
        "SAMPLE_LOGINS",
        "SAMPLE_PASSWORD",
    )
)


def setting(name: str) -> str:
    """What the caller's environment says: the value, or the content of the file that NAME_FILE names, as the portal reads it; or nothing."""
    file = os.environ.get(f"{name}_FILE")
    return (Path(file).read_text() if file else os.environ.get(name, "")).strip()


def is_loopback(host: str) -> bool:
    """Whether `host` names this machine itself and no other can reach it there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
