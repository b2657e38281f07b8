"""axe-core over many pages at once, as they were answered: each is laid out with its stylesheets and without its scripts, in a browser of its own process
(playwright's event loop does not go with the connections of the tests)."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from fundportal.local.places import ROOT

BASE = "http://localhost"
NARROWEST, NARROW = 320, 360


def errors(pages, folder, *, chromium, looks=1, within=400):
    """What is wrong, a line each. `pages` maps names to the bytes of pages; those of staff may need 360 px, all others 320. Each is seen in so many
    `looks` of the four (narrow and wide, light and dark), by turns."""
    names = {}
    for number, (name, content) in enumerate(pages.items()):
        (folder / f"{number}.page").write_bytes(content)
        names[f"/{number}.page"] = name
    (folder / "names.json").write_text(json.dumps(names))
    command = [sys.executable, "-m", "tests.axe", chromium, str(folder), str(looks), settings.STATIC_URL, str(settings.STATIC_ROOT)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=within, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def main(chromium, folder, looks, static_url, static_root):
    from playwright.sync_api import sync_playwright

    from tests.journeys.axe import LOOKS, source, too_wide, violations

    names = json.loads((Path(folder) / "names.json").read_text())

    def answer(route):
        path = urlsplit(route.request.url).path
        if path in names:
            route.fulfill(body=(Path(folder) / path[1:]).read_bytes(), content_type="text/html; charset=utf-8")
        elif path.startswith(static_url) and route.request.resource_type != "script":
            route.fulfill(path=Path(static_root) / path.removeprefix(static_url))
        else:
            route.abort()

    wrong = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.route("**/*", answer)
        for turn, (path, name) in enumerate(names.items()):
            page.goto(BASE + path)
            page.evaluate(source())
            found = []
            for more in range(int(looks)):
                width, scheme = LOOKS[(turn + more) % len(LOOKS)]
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                found += [f"{width} {scheme} {rule}" for rule in violations(page)]
            narrow = NARROW if "admin" in name else NARROWEST
            found += [f"{each}: {over} px too wide" for each in (narrow, 1280) if (over := too_wide(page, each)) > 0]
            wrong += [f"{name} {each}" for each in found]
        browser.close()
    print(json.dumps(wrong))


if __name__ == "__main__":
    main(*sys.argv[1:])
