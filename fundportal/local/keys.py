"""The keys and the sample password of the local portal, made once and kept in `.data/`, so that a second run knows its data.

`python -m fundportal.local.keys` prints a new SIGNING_KEYS.
"""

import json
import os
import secrets

from fundportal.local.places import DATA
from fundportal.web.new_key import new_disclosure_key, new_signing_key

FILE = DATA / "keys.json"


def local_keys() -> dict[str, str]:
    """SECRET_KEY, SIGNING_KEYS, DISCLOSURE_KEY and SAMPLE_PASSWORD; each as the environment gives it, if it does."""
    kept: dict[str, str] = json.loads(FILE.read_text()) if FILE.exists() else {}
    fresh = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SIGNING_KEYS": new_signing_key(),
        "DISCLOSURE_KEY": new_disclosure_key(),
        "SAMPLE_PASSWORD": secrets.token_urlsafe(9),
    }
    given = {name: os.environ[name] for name in fresh if os.environ.get(name)}
    keys = fresh | kept | given
    if keys != kept:
        write_private(FILE, json.dumps(keys, indent=1))
    return keys


def write_private(path: os.PathLike[str], text: str) -> None:
    """Writes a file that only its owner reads, whole or not at all."""
    fresh = f"{os.fspath(path)}.new"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        os.fsync(file.fileno())
    os.replace(fresh, path)


if __name__ == "__main__":
    print(new_signing_key())
