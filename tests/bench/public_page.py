"""Worker CPU of the public call page, as a multiple of a bare view, while applications grow."""

from tests.bench.client import Client
from tests.bench.ground import database, manage, multiples, result, web

MARK = 2
PAGE = "/es/convocatorias/asistentes-de-produccion/"
GROWTH = ((0, 0), (1000, 1000), (10_000, 9000))


def run():
    with database("bench_public") as environment:
        manage("migrate", "-v0", environment=environment)
        manage("collectstatic", "--noinput", "-v0", environment=environment)
        for total, more in GROWTH:
            manage("seed_sample", "--applications", more, "--again", "-v0", environment=environment)
            with web(environment) as (port, (worker,)):
                ratio, milliseconds = compared(Client(port), worker)
            yield result(f"public call page at {total} applications, CPU of a bare view", ratio, MARK, milliseconds=milliseconds)


def compared(client, worker):
    (ratio,), milliseconds = multiples(worker, (lambda: client.get("/bare/hello/"), 1000), (lambda: client.get(PAGE), 1000))
    return ratio, milliseconds
