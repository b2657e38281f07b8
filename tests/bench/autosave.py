"""Worker CPU of an autosave of one field, signed in, the whole request: against a bare view with one UPDATE."""

import itertools
import json
from urllib.parse import urlencode

from tests.bench.client import TOKEN, Client
from tests.bench.ground import database, manage, multiples, program, result, web
from tests.bench.people import ANSWERS

MARK = 4


def run():
    with database("bench_autosave") as environment:
        manage("migrate", "-v0", environment=environment)
        manage("collectstatic", "--noinput", "-v0", environment=environment)
        (person,) = json.loads(program("tests.bench.people", 1, "eight", "full", environment=environment))
        with web(environment) as (port, (worker,)):
            client, numbers = Client(port, person["session"]), itertools.count(1)
            client.headers |= {"X-Autosave": "1", "X-CSRFToken": TOKEN}
            page = f"/es/solicitudes/{person['folio']}/one/"

            def save():
                number = next(numbers)
                text = f"{ANSWERS['long_text']} {number}"
                fields = {".keys": "q3", ".base": number, ".page": "bench", ".turn": number, "q3": text}
                client.send("POST", page, urlencode(fields), 200)

            (ratio,), milliseconds = multiples(worker, (lambda: client.get("/bare/update/"), 1000), (save, 400))
            yield result("autosave of one field, CPU of a bare view with one UPDATE", ratio, MARK, milliseconds=milliseconds)
