"""Somebody with a telephone in the Sierra Norte: 50 kB/s, 0.4 s there and back, 2 % of the packets lost, and every two minutes the line breaks."""

import time

from playwright.sync_api import Error, sync_playwright

from fundportal.local.browser import find_chromium
from tests.journeys.answers import MORELIA, NAME
from tests.journeys.apply import sign_up, start
from tests.journeys.walk import answer, browser, path_of, press
from tests.notifications.mailbox import mail_server
from tests.soak.line import bad_line
from tests.soak.portal import portal

SLUG, EMAIL = "laboratorio-morelia", "itandehui@example.org"
TRIES, PATIENCE = 5, 180_000
FIRST, LATER = 14_000, 8_000  # bytes of a page with what holds it up: the first of a visit, each one after it


def slow_line(*, seed=1, say, **_more):
    """A whole application to the lab in a real browser over that line, every click by hand. Bytes as they went over the line, headers included."""
    with mail_server() as box, portal(mail_port=box.port) as place, bad_line(place.port, every=120, seed=seed) as line:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
            with browser(chromium, f"http://localhost:{line.port}") as page:
                page.set_default_timeout(PATIENCE)
                person = Person(page, line, say)
                folio = person.apply(box)
                del page.faults[:]  # broken connections are what this is about
            chromium.close()
        [(state, code)] = place.ask(
            "SELECT state, code FROM applicants_application a JOIN applicants_submission s ON s.id = a.submission_id WHERE folio = %s",
            folio,
        )
    return {
        "state": state,
        "receipt": bool(code),
        "seconds": round(time.monotonic() - person.begun),
        "cuts": line.cuts,
        "tried_again": person.again,
        "up_kB": round(line.up.carried / 1000),
        "down_kB": round(line.down.carried / 1000),
        "bytes_of_pages": person.pages,
        "ok": state == "submitted" and bool(code),
    }


class Person:
    """`pages` maps each page to the bytes that came down for it; `again` counts the clicks that the line swallowed."""

    def __init__(self, page, line, say):
        self.page, self.line, self.say = page, line, say
        self.begun, self.again, self.pages = time.monotonic(), 0, {}

    def apply(self, box):
        """From the call's page to the receipt. Returns the folio."""
        page = self.page
        self.insist("sign up", lambda: sign_up(page, box, name=NAME, email=EMAIL, then=f"/es/convocatorias/{SLUG}/solicitar/"))
        folio = self.insist("call and consents", lambda: start(page, SLUG))
        for key, steps in MORELIA.items():
            for number, step in enumerate(parts(steps)):
                self.insist(f"section {key} {number + 1}", lambda: self.fill(folio, key, step))  # noqa: B023 -- called at once
        self.insist("check and submit", lambda: self.hand_in(folio))
        return folio

    def fill(self, folio, key, steps):
        """One visit to a section: opened, filled in, saved."""
        self.page.goto(f"/es/solicitudes/{folio}/{key}/")
        for step in steps:
            if isinstance(step, str):
                press(self.page, f"main button[name='{step}']")
            else:
                answer(self.page, step)
        press(self.page, "main .fp-row button[value=seguir]")
        assert not path_of(self.page).endswith(f"/{folio}/{key}/"), self.page.inner_text("main")

    def hand_in(self, folio):
        """A repeat after a broken line finds what the first click has done."""
        if "/comprobante/" in path_of(self.page):
            return
        self.page.goto(f"/es/solicitudes/{folio}/revisar/")
        if "/revisar/" in path_of(self.page):
            for box in self.page.locator("main form.fp-form input[type=checkbox]").all():
                box.check()
            press(self.page, "main form.fp-form .fp-row button")
        assert "/revisar/" not in path_of(self.page), self.page.inner_text("main")

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


def parts(steps):
    """A section's steps as one visit."""
    return [steps if isinstance(steps, tuple) else (steps,)]
