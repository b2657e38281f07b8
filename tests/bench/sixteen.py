"""Sixteen people apply at once: complete applications a second, against requests a second of a bare view with one UPDATE in the same server."""

import json
import threading
import time

from tests.bench.client import Client
from tests.bench.ground import database, manage, program, result, web
from tests.bench.people import FIVE, posted

MARK = 1 / 50
PEOPLE, EACH = 16, 12
SECONDS = 4.0
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
    """Run all of these at once; returns the seconds that it took. An error in any of them is raised."""
    errors = []

    def guarded(one):
        try:
            one()
        except Exception as error:  # noqa: BLE001 (raised again below, in the thread that counts)
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(one,)) for one in work]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return time.monotonic() - begun


def run():
    with database("bench_sixteen") as environment:
        manage("migrate", "-v0", environment=environment)
        manage("collectstatic", "--noinput", "-v0", environment=environment)
        people = json.loads(program("tests.bench.people", PEOPLE * (EACH + 1), "five", "none", environment=environment))
        with web(environment, workers=WORKERS) as (port, _workers):
            clients = [[Client(port, person["session"]) for person in people[place::PEOPLE]] for place in range(PEOPLE)]
            at_once([lambda own=own: apply(own[0]) for own in clients])  # warm
            updates = rate_of_updates(port)
            seconds = at_once([lambda own=own: [apply(client) for client in own[1:]] for own in clients])
            updates = (updates + rate_of_updates(port)) / 2
        applications = PEOPLE * EACH / seconds
        yield result(
            "complete applications by 16 at once, per bare UPDATE request",
            applications / updates, MARK, at_least=True, applications_per_second=round(applications, 1), updates_per_second=round(updates, 1),
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
