"""Worker CPU of handing in, against a bare view with one UPDATE."""

import json

from tests.bench.client import Client
from tests.bench.ground import database, manage, multiples, program, result, web

MARK = 15
PEOPLE, ROUNDS = 360, 5


def run():
    with database("bench_submit") as environment:
        manage("migrate", "-v0", environment=environment)
        manage("collectstatic", "--noinput", "-v0", environment=environment)
        people = iter(json.loads(program("tests.bench.people", PEOPLE, "five", "full", environment=environment)))
        with web(environment) as (port, (worker,)):
            client = Client(port)

            def hand_in():
                person = next(people)
                client.headers["Cookie"] = Client(port, person["session"]).headers["Cookie"]
                client.post(f"/es/solicitudes/{person['folio']}/revisar/", declaration="on", checked=person["token"])

            (ratio,), milliseconds = multiples(
                worker, (lambda: client.get("/bare/update/"), 1000), (hand_in, PEOPLE // (ROUNDS + 1)), rounds=ROUNDS
            )
            yield result("submit, CPU of a bare view with one UPDATE", ratio, MARK, milliseconds=milliseconds)
