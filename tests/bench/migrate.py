"""A fresh migrate, in seconds, the start of Python included."""

import time

from tests.bench.ground import database, manage, result

MARK = 10


def run():
    with database("bench_migrate") as environment:
        begun = time.monotonic()
        manage("migrate", "-v0", environment=environment)
        yield result("fresh migrate, seconds", time.monotonic() - begun, MARK)
