"""The list of applications and its search: what a page takes of a processor, the portal's and the database's, at 100,000 applications over that at 1,000;
a reviewer's search with a queue of the same length at both."""

import json

from tests.bench.ground import database, manage, program, result

FEW, MANY = 1000, 100_000
TIMES = 1.3


def run():
    found = {}
    for size in (FEW, MANY):
        with database(f"bench_search_{size}") as environment:
            manage("migrate", "-v0", environment=environment)
            manage("seed_sample", "--applications", size, "-v0", environment=environment)
            found[size] = json.loads(program("tests.bench.searching", environment=environment))
    for what in found[FEW]["pages"]:
        few, many = found[FEW]["pages"][what], found[MANY]["pages"][what]
        yield result(
            f"{what}: p50 at {MANY} applications over that at {FEW}",
            many["ms"] / few["ms"],
            TIMES,
            milliseconds=[few["ms"], many["ms"]],
            database=[few["database"], many["database"]],
            clock=[few["clock"], many["clock"]],
            found=[few["found"], many["found"]],
        )
    yield {"what": f"gathering the words of {MANY} applications", "met": True, **found[MANY]["gathering"]}
