"""`make bench`, `make bench NAME=…`: each bench prints one line of JSON with its ratio, its mark and whether it was met.

Run inside `python -m fundportal.local with-servers`, which gives an empty PostgreSQL and Valkey.
"""

import importlib
import json
import sys

BENCHES = (
    "migrate",
    "public_page",
    "section",
    "autosave",
    "submit",
    "sixteen",
    "export",
    "seed",
    "lighthouse",
    "assignment",
    "composer",
    "severity",
    "desk",
    "landing",
    "conflicts",
    "search",
)


def main(names):
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"No bench is called {', '.join(unknown)}. There are: {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    missed = 0
    for name in names or BENCHES:
        for result in importlib.import_module(f"tests.bench.{name}").run():
            missed += not result["met"]
            print(json.dumps({"bench": name, **result}), flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
