"""Somebody with a telephone on a bad line: does everything by hand, and again when the line breaks."""

import time
from contextlib import contextmanager

from playwright.sync_api import Error

from tests.journeys.apply import sign_up
from tests.journeys.walk import answer, browser, path_of, press
from tests.soak.truth import Witness

TRIES, PATIENCE = 5, 180_000
BROKEN = ("net::ERR_", "Failed to load resource", "Failed to fetch")  # what a browser says of a line that breaks


class Person:
    """`pages` maps each step to the bytes that came down for it; `again` counts the clicks that the line swallowed; `given` has all that was
    answered, as it is stored: texts, codes, numbers, names of files."""

    BUTTON = "main .fp-row button[value=seguir]"

    def __init__(self, name, email, page, line, say):
        self.name, self.email, self.page, self.line, self.say = name, email, page, line, say
        self.witness = Witness(page)
        self.again, self.pages, self.given = 0, {}, set()

    def enter(self, box, then):
        """A new account, by the code of the letter; where that was done before the line broke, just the page."""
        self.page.goto(then)
        if "/cuenta/" in path_of(self.page):
            sign_up(self.page, box, name=self.name, email=self.email, then=then)

    def answer(self, step):
        self.given |= {as_stored(value) for value in joined(step).values() for value in (value if isinstance(value, list) else [value])}
        answer(self.page, step)

    def fill(self, folio, key, steps):
        """One visit to a section: opened, filled in, saved. Of the steps, a text names a button and a function does something else there."""
        self.page.goto(f"/es/solicitudes/{folio}/{key}/")
        for step in steps:
            if callable(step):
                step(self)
            elif isinstance(step, str):
                press(self.page, f"main button[name='{step}']")
            else:
                self.answer(step)
        self.save()
        assert not path_of(self.page).endswith(f"/{folio}/{key}/"), self.page.inner_text("main")

    def save(self):
        press(self.page, self.BUTTON)

    def go_on(self, folio, key):
        """The open page is saved; the section opened anew where the line has taken that page away."""
        if self.page.locator(self.BUTTON).count():
            self.save()
        else:
            self.fill(folio, key, [])

    def type_on(self, selector, *texts):
        """The first, and each further one while the words before it are on their way to the server."""
        field = self.page.locator(selector)
        field.fill(texts[0])
        for text in texts[1:]:
            with self.page.expect_request(lambda request: "x-autosave" in request.headers):
                pass
            field.press_sequentially(text, delay=20)

    def wait_for(self, is_so, *, within=PATIENCE / 1000):
        """As a person waits: the page goes on by itself."""
        until = time.monotonic() + within
        while not is_so():
            assert time.monotonic() < until, self.page.inner_text("main")
            self.page.wait_for_timeout(250)

    def insist(self, what, act):
        """Does it, again when the line broke, as people do."""
        for attempt in range(TRIES):
            before, begun = self.line.down.carried, time.monotonic()
            try:
                done = act()
            except Error as error:
                if attempt == TRIES - 1:
                    raise
                self.again += 1
                self.say(f"  {what}: {error.message.splitlines()[0]}")
                continue
            self.pages[what] = self.line.down.carried - before
            self.say(f"  {what}: {self.pages[what]} bytes, {time.monotonic() - begun:.0f} s")
            return done
        raise AssertionError(what)


def joined(step):
    """With the three fields of a day as one."""
    days = {name[:-2] for name in step if name.endswith("_2")}
    whole = {name: "-".join(step[f"{name}_{part}"].zfill(2) for part in (2, 1, 0)) for name in days}
    return whole | {name: value for name, value in step.items() if name[:-2] not in days}


def as_stored(value):
    plain = value["name"] if isinstance(value, dict) else str(value).replace(",", "")
    return plain if plain.replace(".", "").isdigit() or isinstance(value, dict) else str(value)


@contextmanager
def phone(chromium, line, *, name, email, say):
    """A Person with a browser of their own at that line. What goes wrong in a page fails at the end, but that the line breaks."""
    with browser(chromium, f"http://localhost:{line.port}") as page:
        page.set_default_timeout(PATIENCE)
        page.on("dialog", lambda dialog: dialog.accept())  # one is asked before a page is left that sends a file
        page.context.grant_permissions(["microphone"])
        yield Person(name, email, page, line, say)
        page.faults[:] = [fault for fault in page.faults if not any(word in fault for word in BROKEN)]
