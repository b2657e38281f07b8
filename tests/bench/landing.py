"""The first page of the admin and the list of applications with its filters: the time of each at 1,000 and 100,000 applications, and its statements."""

import json

from tests.bench.ground import database, manage, program, result

FEW, MANY, TIMES = 1000, 100_000, 1.3


def run():
    found = {}
    for size in (FEW, MANY):
        with database(f"bench_landing_{size}") as environment:
            manage("migrate", "-v0", environment=environment)
            manage("seed_sample", "--applications", size, "-v0", environment=environment)
            found[size] = json.loads(program("tests.bench.landings", environment=environment))
    for what, few in found[FEW].items():
        many = found[MANY][what]
        more = {"milliseconds": [few["p50"], many["p50"]], "statements": [few["sql"], many["sql"]]}
        yield result(f"{what}: p50 at {MANY} applications over that at {FEW}", many["p50"] / few["p50"], TIMES, **more)
