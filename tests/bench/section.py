"""Worker CPU of a section of eight fields, signed in: shown against a bare view, saved against a bare view with one UPDATE."""

import itertools
import json

from tests.bench.client import Client
from tests.bench.ground import database, manage, multiples, program, result, web
from tests.bench.people import EIGHT, posted

SHOWN, SAVED = 15, 8


def run():
    with database("bench_section") as environment:
        manage("migrate", "-v0", environment=environment)
        manage("collectstatic", "--noinput", "-v0", environment=environment)
        (person,) = json.loads(program("tests.bench.people", 1, "eight", "full", environment=environment))
        with web(environment) as (port, (worker,)):
            client, numbers = Client(port, person["session"]), itertools.count(1)
            page = f"/es/solicitudes/{person['folio']}/one/"

            def save():
                number = next(numbers)
                client.post(page, __base=number, __page="bench", accion="salir", **posted(EIGHT, number))

            shown, milliseconds = multiples(worker, (lambda: client.get("/bare/hello/"), 1000), (lambda: client.get(page), 200))
            yield result("section of 8 fields, CPU of a bare view", shown[0], SHOWN, milliseconds=milliseconds)
            saved, milliseconds = multiples(worker, (lambda: client.get("/bare/update/"), 1000), (save, 200))
            yield result("section save, CPU of a bare view with one UPDATE", saved[0], SAVED, milliseconds=milliseconds)
