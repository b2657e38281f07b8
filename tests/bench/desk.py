"""The review desk: statements and time of opening and saving with 10 to 10,000 applications in the queue, and the time at 1,000 and 100,000 in all."""

import json

from tests.bench.ground import database, manage, program, result

FEW, MANY = 1000, 100_000
QUEUES = (10, 100, 1000, 10_000)
USUAL = 40  # applications that one reviewer reads: as many as a call of the smaller sample has in review
OPEN_SQL, SAVE_SQL, TIMES = 12, 8, 1.3


def run():
    found = {}
    for size in (FEW, MANY):
        with database(f"bench_desk_{size}") as environment:
            manage("migrate", "-v0", environment=environment)
            manage("seed_sample", "--applications", size, "-v0", environment=environment)
            found[size] = measured(USUAL, environment)
            if size == MANY:
                queues = {length: measured(length, environment) for length in QUEUES}
    for length, one in queues.items():
        for what, mark in (("open", OPEN_SQL), ("across", OPEN_SQL), ("save", SAVE_SQL), ("save_page", SAVE_SQL)):
            name = f"{what}: statements with {length} applications in the queue"
            yield result(name, one[f"{what}_sql"], mark, queue=one["queue"], milliseconds=one[what])
    for what in ("open", "save", "save_page", "across"):
        few, many = found[FEW][what], found[MANY][what]
        yield result(
            f"{what}: p50 at {MANY} applications over that at {FEW}",
            many / few,
            TIMES,
            milliseconds=[few, many],
            queues=[found[FEW]["queue"], found[MANY]["queue"]],
        )


def measured(length, environment):
    return json.loads(program("tests.bench.desking", length, environment=environment))
