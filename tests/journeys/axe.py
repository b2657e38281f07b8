"""axe-core in the page under test. It is evaluated, not loaded, so that the page's own content security policy stays on."""

from functools import cache
from pathlib import Path

import axe_playwright_python

from tests.journeys.walk import is_too_wide

LEVELS = ["wcag2a", "wcag2aa", "wcag22aa"]
OF_THE_LOOK = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]  # what width and colours may change
STILL = "() => Promise.all(document.getAnimations().map(each => each.finished)).then(() => true)"
LOOKS = ((360, "light"), (1280, "dark")), ((360, "dark"), (1280, "light"))


@cache
def source():
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page, rules):
    """Each broken rule with where it is broken, once the colours stand still."""
    page.evaluate(STILL)
    found = page.evaluate("only => axe.run(document, { runOnly: only, resultTypes: ['violations'] })", rules)["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} — {' '.join(node['failureSummary'].split())[:200]}" for rule in found for node in rule["nodes"]
    ]


def look(page, turn):
    """All that is wrong with the page as it stands, narrow and wide, light and dark; every second page the other way round."""
    wrong, rules = [], LEVELS
    page.evaluate(source())
    for width, scheme in LOOKS[turn % 2]:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        wrong += [f"{width} {scheme} {rule}" for rule in violations(page, rules)]
        rules = OF_THE_LOOK
        wrong += [f"{narrow}: {over} px too wide" for narrow in {width, min(width, 320)} if (over := too_wide(page, narrow))]
    return [f"{page.url} {each}" for each in wrong]


def too_wide(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    return is_too_wide(page)
