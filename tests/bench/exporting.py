"""Steps of the export's bench, each in a process of its own."""

import json
import random
import resource
import sys
import time

import django

CALL = "asistentes-de-produccion"


class Sink:
    """Takes bytes and counts them."""

    def __init__(self):
        self.size = 0

    def write(self, data):
        self.size += len(data)


def fill(count):
    """So many submitted applications in one call, and a thousand in another."""
    from dataclasses import replace

    from django.db import transaction

    from applicants.calls.samples.load import load_samples
    from applicants.samples import seed
    from applicants.samples.applications import Writer
    from applicants.samples.documents import Documents
    from applicants.samples.people import People
    from applicants.samples.scenes import SCENES
    from programs.cohorts.load import load_initiatives

    with transaction.atomic():
        load_initiatives()
        calls = {call.slug: call for call in load_samples()}
        chance = random.Random(1)
        writer, people = Writer(Documents(chance)), People(chance)
        scene = replace(
            next(scene for scene in SCENES if scene.source == CALL and not scene.is_past), weights={"submitted": 3, "in_review": 7}
        )
        seed.fill(scene, seed.build(scene, calls, count, chance), count, writer, people)
        few = replace(
            next(scene for scene in SCENES if scene.source == CALL and scene.is_past), weights={"declined": 1}, some={}, slug="few"
        )
        seed.fill(few, seed.build(few, calls, 1000, chance), 1000, writer, people)
        writer.close()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def answers(slug):
    from applicants.calls.models import FormVersion
    from applicants.reports.answers.export import answers_of

    return answers_of(list(FormVersion.objects.filter(call__slug=slug).select_related("call__cohort__strand__program")))


def timed():
    """Seconds of the export's stream, and of a COPY out of a table that holds the same columns, in turns; the best of each."""
    from django.db import connection

    from applicants.reports.answers.export import export_csv
    from applicants.reports.answers.snapshot import snapshot

    found = answers(CALL)
    names = ", ".join(f"c{place}" for place in range(len(found.columns)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS bench_export ({', '.join(f'c{place} {kind_of(column)}' for place, column in enumerate(found.columns))})"
        )
        cursor.execute(f"INSERT INTO bench_export ({names}) {found.select}")
        cursor.execute("VACUUM ANALYZE bench_export")
    best = {"csv": 1e9, "copy": 1e9, "select": 1e9}
    for _ in range(3):
        sink = Sink()
        begun = time.monotonic()
        for chunk in export_csv(answers=found, by=None):
            sink.write(chunk)
        best["csv"] = min(best["csv"], time.monotonic() - begun)
        for name, source in (("copy", f"SELECT {names} FROM bench_export"), ("select", found.select)):
            plain = Sink()
            begun = time.monotonic()
            with snapshot() as raw, raw.cursor() as cursor:
                cursor.copy_expert(f"COPY ({source}) TO STDOUT WITH (FORMAT csv)", plain)
            best[name] = min(best[name], time.monotonic() - begun)
    return {**{name: round(seconds, 3) for name, seconds in best.items()}, "megabytes": round(sink.size / 1e6, 1)}


def kind_of(column):
    return "numeric" if column.is_number else "text"


def peak(slug):
    """Peak memory of this process after an export, in MB."""
    from applicants.reports.answers.export import export_csv

    for _chunk in export_csv(answers=answers(slug), by=None):
        pass
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


if __name__ == "__main__":
    django.setup()
    what, *rest = sys.argv[1:]
    if what == "fill":
        fill(int(rest[0]))
    else:
        print(json.dumps(timed() if what == "time" else peak(rest[0])))
