"""The CSV of 100,000 applications against PostgreSQL's own COPY of the same columns, and the memory that it takes beyond that of 1,000."""

import json

from tests.bench.ground import database, manage, program, result

APPLICATIONS, FEW = 100_000, 1000
TIMES, MEGABYTES = 4, 60


def run():
    with database("bench_export") as environment:
        manage("migrate", "-v0", environment=environment)
        program("tests.bench.exporting", "fill", APPLICATIONS, environment=environment)
        manage("export_applications", "--call", "asistentes-de-produccion", "--out", "/dev/null", "-v0", environment=environment)
        times = json.loads(program("tests.bench.exporting", "time", environment=environment))
        yield result(f"CSV of {APPLICATIONS} applications, times COPY of the same columns", times["csv"] / times["copy"], TIMES, **times)
        many, few = (
            json.loads(program("tests.bench.exporting", "memory", slug, environment=environment))
            for slug in ("asistentes-de-produccion", "few")
        )
        yield result(f"peak memory of that export over one of {FEW}, MB", many - few, MEGABYTES, peak_megabytes=many)
