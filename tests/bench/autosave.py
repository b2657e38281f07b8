"""Worker CPU of an autosave of one field, signed in, the whole request: against a bare view with one UPDATE."""

import itertools
import json
from urllib.parse import urlencode

from tests.bench.client import TOKEN, Client
from tests.bench.ground import database, manage, multiples, program, result, web
from tests.bench.people import ANSWERS

MARK = 4


STARTS = 7


def run():
    """The middle one of several starts of the server: between two of them the ratio differs by a fifth, on the quietest machine."""
    with database("bench_autosave") as environment:
        manage("migrate", "-v0", environment=environment)
        manage("collectstatic", "--noinput", "-v0", environment=environment)
        (person,) = json.loads(program("tests.bench.people", 1, "eight", "full", environment=environment))
        numbers = itertools.count(1)
        found = sorted((measured(person, numbers, environment) for _start in range(STARTS)), key=lambda each: each[0])
        ratio, milliseconds = found[STARTS // 2]
        starts = [round(each, 2) for each, _milliseconds in found]
        yield result("autosave of one field, CPU of a bare view with one UPDATE", ratio, MARK, starts=starts, milliseconds=milliseconds)


def measured(person, numbers, environment):
    with web(environment) as (port, (worker,)):
        client = Client(port, person["session"])
        client.headers |= {"X-Autosave": "1", "X-CSRFToken": TOKEN}
        page = f"/es/solicitudes/{person['folio']}/one/"

        def save():
            number = next(numbers)
            text = f"{ANSWERS['long_text']} {number}"
            fields = {".keys": "q3", ".base": number, ".page": "bench", ".turn": number, "q3": text}
            client.send("POST", page, urlencode(fields), 200)

        # short turns: the machine's speed changes within seconds
        (ratio,), milliseconds = multiples(worker, (lambda: client.get("/bare/update/"), 100), (save, 40), rounds=15)
        return ratio, milliseconds
