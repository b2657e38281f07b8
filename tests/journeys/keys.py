"""A page with a keyboard alone: each stop on the way is seen, and marked."""

MOST_STOPS = 120
STOP = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect(), style = getComputedStyle(here);
  const before = window.lastStop;
  window.lastStop = here;
  return {
    name: here.name ?? "", value: here.value ?? "", type: here.type ?? "", id: here.id,
    inOrder: !before || !before.isConnected || Boolean(before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING),
    shows: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isSeen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    what: here.outerHTML.slice(0, 120),
  };
}"""


def move_to(page, selector, key="Tab"):
    """Press the key until what fits has the focus; each stop on the way is visible and marked."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press(key)
        stop = page.evaluate(STOP)
        assert stop["shows"] and stop["isSeen"], stop
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {key}")


def go(page, key="Enter"):
    with page.expect_navigation():
        page.keyboard.press(key)
