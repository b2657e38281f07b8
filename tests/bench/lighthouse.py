"""Lighthouse on the public pages and the way of an application, as a telephone: each category of each page has a mark of 95 of 100.

Its scores are ratios of their own kind; that of the speed is for a slow telephone and line, which it simulates. Run as a module it prints
a person's session and addresses as JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import django

from fundportal.local.browser import find_chromium
from fundportal.local.node import NODE, node_program
from tests.bench import ground

VERSION, MARK, ATTEMPTS = "13.5.0", 95, 3
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
PUBLIC = ("", "convocatorias/", "convocatorias/laboratorio-morelia/", "programas/laboratorio-morelia/", "verificar/", "cuenta/login/")


def run():
    program = node_program("lighthouse", VERSION) / "lighthouse" / "cli" / "index.js"
    with ground.database("lighthouse") as environment, tempfile.TemporaryDirectory() as folder:
        ground.manage("migrate", "--verbosity=0", environment=environment)
        ground.manage("load_initiatives", "--verbosity=0", environment=environment)
        ground.manage(
            *("seed_sample", "--applications", "60", "--password", environment["SAMPLE_PASSWORD"], "--verbosity=0"), environment=environment
        )
        person = json.loads(ground.program("tests.bench.lighthouse", environment=environment).splitlines()[-1])
        with ground.web(environment) as (port, _workers):
            for path in [*PUBLIC, *person["paths"]]:
                cookie = "" if path in PUBLIC else f"sessionid={person['session']}"
                scores = judged(program, f"http://localhost:{port}/es/{path}", cookie, Path(folder) / "report.json")
                yield ground.result(f"/es/{path}", min(scores.values()), MARK, at_least=True, **scores)


def judged(program, address, cookie, report):
    """Category -> score, up to 100."""
    command = [NODE, program, address, "--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={FLAGS}"]
    if cookie:
        command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
    for attempt in range(ATTEMPTS):  # now and then the browser's trace has no beginning, and lighthouse asks to be run again
        done = subprocess.run(command, env={**os.environ, "CHROME_PATH": find_chromium() or ""}, check=attempt == ATTEMPTS - 1, timeout=180)
        if done.returncode == 0:
            break
    found = json.loads(report.read_text())
    wrong = found["runtimeError"]["message"] if "runtimeError" in found else None
    assert wrong is None, f"{address}: {wrong}"
    for audit in found["audits"].values():
        if audit.get("score") is not None and audit["score"] < 0.9 and audit["scoreDisplayMode"] != "informative":
            print(f"{address} {audit['id']}: {audit['score']} {audit['title']}", file=sys.stderr, flush=True)
    return {name: round(category["score"] * 100) for name, category in found["categories"].items()}


def somebody():
    """The sample applicant's way, one page of each kind."""
    from django.conf import settings

    from applicants.applications.models import Application
    from fundportal.accounts.models import User
    from tests.bench.people import session_of

    person = User.objects.get(email=f"applicant@{settings.SAMPLE_DOMAIN}")
    draft = Application.objects.of(person).get(call__slug="laboratorio-morelia")
    at = f"solicitudes/{draft.folio}"
    paths = ["solicitudes/", f"{at}/", f"{at}/project/", f"{at}/story/", f"{at}/budget/", f"{at}/revisar/", "cuenta/"]
    return {"session": session_of(person), "paths": paths}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(somebody()))
