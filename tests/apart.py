"""Test processes side by side: each has a database of its own by pytest-django, and a Valkey database of its own by this plugin.

Loaded with `-p`, so that it runs before the settings are read.
"""

import os

worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if worker:
    server, _, _database = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{server}/{int(worker.removeprefix('gw')) + 1}"
