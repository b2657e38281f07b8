"""axe-core in the page under test. It is evaluated, not loaded, so that the page's own content security policy stays on."""

from functools import cache
from pathlib import Path

import axe_playwright_python

from tests.journeys.walk import is_too_wide

LEVELS = ["wcag2a", "wcag2aa", "wcag22aa"]
STILL = "() => Promise.all(document.getAnimations().map(each => each.finished)).then(() => true)"
LOOKS = ((360, "light"), (1280, "dark"), (360, "dark"), (1280, "light"))


@cache
def source():
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page):
    """Each broken rule with where it is broken, once the colours stand still."""
    page.evaluate(STILL)
    found = page.evaluate("only => axe.run(document, { runOnly: only, resultTypes: ['violations'], preload: false })", LEVELS)["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} — {' '.join(node['failureSummary'].split())[:200]}" for rule in found for node in rule["nodes"]
    ]


def look(page, turn):
    """All that is wrong with the page as it stands: pages take turns at narrow and wide, light and dark; none is wider than a small telephone."""
    width, scheme = LOOKS[turn % len(LOOKS)]
    page.evaluate(source())
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    wrong = [f"{width} {scheme} {rule}" for rule in violations(page)]
    wrong += [f"{each}: {over} px too wide" for each in (width, 320) if (over := too_wide(page, each))]
    return [f"{page.url} {each}" for each in wrong]


def too_wide(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    return is_too_wide(page)
