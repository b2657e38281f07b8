"""The sample at 100,000 applications: seconds and memory."""

import resource
import time

from tests.bench.ground import database, manage, result

APPLICATIONS = 100_000
SECONDS, MEGABYTES = 180, 300


def run():
    with database("bench_seed") as environment:
        manage("migrate", "-v0", environment=environment)
        begun = time.monotonic()
        manage("seed_sample", "--applications", APPLICATIONS, "-v0", environment=environment)
        yield result(f"seed_sample of {APPLICATIONS}, seconds", time.monotonic() - begun, SECONDS)
        yield result(
            f"seed_sample of {APPLICATIONS}, MB at its peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, MEGABYTES
        )
