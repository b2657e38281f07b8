"""Asks the web process of this container whether it is well: `python fundportal/local/probe.py /readyz`. Exit code 0 when it says 200.

Run by path and with the standard library alone, since it runs every few seconds.
"""

import http.client
import os
import sys
from urllib.parse import urlsplit


def well(path: str) -> bool:
    """Whether `path` answers 200, asked under the portal's own name (others are refused)."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
    try:
        connection.request("GET", path, headers={"Host": urlsplit(os.environ.get("SITE_URL", "")).netloc or "localhost"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if well(sys.argv[1]) else 1)
