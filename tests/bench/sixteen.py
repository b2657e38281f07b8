"""Sixteen people apply at once: complete applications a second, against requests a second of a bare view with one UPDATE in the same server.

The two are measured in turns, since the machine's own speed changes within seconds.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.bench.client import Client
from tests.bench.ground import database, manage, program, result, web
from tests.bench.people import FIVE, posted

MARK = 1 / 50
PEOPLE, TURNS, EACH = 16, 8, 8
SECONDS = 2.0
WORKERS = 2


def apply(client):
    """One whole application of five text questions, as a person without JavaScript makes it: from the notice to the receipt."""
    start = "/es/convocatorias/bench/solicitar/"
    client.get(start)
    application = client.post(start, evaluate="on")
    client.get(application)
    client.get(f"{application}one/")
    client.post(f"{application}one/", __base=0, __page="bench", accion="seguir", **posted(FIVE))
    client.get(f"{application}revisar/")
    receipt = client.post(f"{application}revisar/", declaration="on", checked="1.0")
    client.get(receipt)


def at_once(work):
    """Run all of these, sixteen at a time; returns the seconds that it took. An error in any of them is raised."""
    begun = time.monotonic()
    with ThreadPoolExecutor(PEOPLE) as people:
        for done in [people.submit(one) for one in work]:
            done.result()
    return time.monotonic() - begun


def run():
    with database("bench_sixteen") as environment:
        manage("migrate", "-v0", environment=environment)
        manage("collectstatic", "--noinput", "-v0", environment=environment)
        people = json.loads(program("tests.bench.people", PEOPLE * (1 + TURNS * EACH), "five", "none", environment=environment))
        with web(environment, workers=WORKERS) as (port, _workers):
            waiting = [partial(apply, Client(port, person["session"])) for person in people]
            at_once(waiting[:PEOPLE])  # warm
            updates, seconds = [rate_of_updates(port)], 0.0
            for turn in range(TURNS):
                seconds += at_once(waiting[PEOPLE * (1 + turn * EACH) : PEOPLE * (1 + (turn + 1) * EACH)])
                updates.append(rate_of_updates(port))
        applications, bare = PEOPLE * TURNS * EACH / seconds, sum(updates) / len(updates)
        yield result(
            "complete applications by 16 at once, per bare UPDATE request",
            applications / bare, MARK, at_least=True, applications_per_second=round(applications, 1), updates_per_second=round(bare, 1),
        )  # fmt: skip


def rate_of_updates(port):
    """Requests a second of the bare view, by sixteen at once."""
    until, counts = time.monotonic() + SECONDS, []

    def ask():
        client, count = Client(port), 0
        while time.monotonic() < until:
            client.get("/bare/update/")
            count += 1
        counts.append(count)

    seconds = at_once([ask] * PEOPLE)
    return sum(counts) / seconds
