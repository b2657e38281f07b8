"""`python -m tests.soak [NAME …] [--seed S] [--seconds T] [--faults N] [--people P]`: the long proofs, a JSON line each; 1 when a mark is missed."""

import argparse
import json
import sys
import time

import django

from fundportal.local.signals import Stop, stoppable
from tests.soak.accessibility import accessibility
from tests.soak.bulk import bulk
from tests.soak.deadline import deadline
from tests.soak.faults import faults
from tests.soak.fuzz import fuzz
from tests.soak.letters import broker_troubles, worker_kills
from tests.soak.races import races
from tests.soak.release import release
from tests.soak.slow_line import FASTER, slow_line
from tests.soak.uploads import uploads
from tests.soak.writers import writers

PROOFS = {
    "faults": faults,
    "worker-kills": worker_kills,
    "broker-troubles": broker_troubles,
    "races": races,
    "release": release,
    "bulk": bulk,
    "fuzz": fuzz,
    "slow-line": slow_line,
    "deadline": deadline,
    "writers": writers,
    "uploads": uploads,
    "accessibility": accessibility,
}


def main():
    chosen = parsed()
    make_ready()
    missed = 0
    for name in chosen.names or PROOFS:
        begun = time.monotonic()
        figures = PROOFS[name](**options(chosen), say=lambda line: print(line, file=sys.stderr, flush=True))
        print(json.dumps({"proof": name, **figures, "took_s": round(time.monotonic() - begun)}, ensure_ascii=False), flush=True)
        missed += not figures["ok"]
    return 1 if missed else 0


def options(chosen):
    """What every proof is given; each takes what it needs."""
    return {
        "seed": chosen.seed,
        "seconds": chosen.seconds,
        "count": chosen.faults,
        "people": chosen.people,
        "files": chosen.files,
        "video_speed": chosen.video_speed,
    }


def parsed(words=None):
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PROOFS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=300, help="of the faults")
    parser.add_argument("--faults", type=int, default=30)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--files", type=int, default=500, help="of the uploads")
    parser.add_argument("--video-speed", type=int, default=FASTER, help="bytes a second of the slow line while it carries the film")
    chosen = parser.parse_args(words)
    unknown = [name for name in chosen.names if name not in PROOFS]
    if unknown:
        parser.error(f"no proof is called {', '.join(unknown)}; there are {', '.join(PROOFS)}")
    return chosen


def make_ready():
    """The tables, on the servers that came with the command; proofs that break servers start their own."""
    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0, interactive=False)


if __name__ == "__main__":
    with stoppable():
        try:
            sys.exit(main())
        except Stop as stopped:
            sys.exit(f"Stopped by {stopped}.")
