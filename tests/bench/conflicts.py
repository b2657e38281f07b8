"""Conflicts of interest of a large round against 60 reviewers, and how long a look through one application for names takes."""

import json

from tests.bench.ground import database, manage, program, result

APPLICATIONS, REVIEWERS = 20_000, 60
SECONDS, STATEMENTS, EACH = 3, 20, 0.05


def run():
    with database("bench_conflicts") as environment:
        manage("migrate", "-v0", environment=environment)
        manage("seed_sample", "--applications", APPLICATIONS, "-v0", environment=environment)
        told = json.loads(program("tests.bench.tied", REVIEWERS, environment=environment).splitlines()[-1])
        sizes = f"{told['applications']} applications and {told['reviewers']} reviewers"
        yield result(f"conflicts of {sizes}, seconds", told["seconds"], SECONDS, pairs=told["pairs"])
        yield result(f"conflicts of {sizes}, statements", told["statements"], STATEMENTS)
        yield result(
            "looking one application through for names, seconds", told["each"], EACH, leaks=told["leaks"], processor=told["processor"]
        )
