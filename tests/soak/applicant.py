"""Somebody who applies by hand, again and again, and who tries again when something breaks, as people do."""

import re
import threading
import time
from dataclasses import dataclass
from html import unescape

from tests.soak.browser import Broke, Browser

CALL = "/es/convocatorias/asistentes-de-produccion/solicitar/"
CODE = "/es/cuenta/login/code/confirm/"
FRESH_STARTS = 3
TRIES, PAUSE = 60, 1.0  # of one click, and seconds between two
RESEND = 20.0  # seconds without a code after which one asks for another


class GaveUp(Exception):
    """Tried TRIES times."""


@dataclass
class Told:
    """What a person knows of one application: the folio that the receipt page has named (None: no receipt page was seen)."""

    email: str
    motivation: str
    folio: str | None = None
    tried_to_submit: bool = False
    failures: int = 0  # error pages and lost answers on the way


def answers(motivation):
    """Section by section."""
    return {
        "about": {"full_name": "Xóchitl Núñez ꞌIñu", "age": "29", "phone": "+52 951 000 0000"},
        "place": {"home_entity": "20", "municipality_0": "20", "municipality_1": "Juchitan de Zaragoza"},
        "path": {"motivation": motivation, "experience": "La fiesta del pueblo.", "areas": ["office", "set"], "sample_link": ""},
        "availability": {"attendance": "all", "support": ["travel"]},
        "declaration": {"meets_requirements": "on"},
    }


class Applicant(threading.Thread):
    """Applies under a new address each time until `ending` is set; `told` is what became of it, `trouble` each failure with its time."""

    def __init__(self, *, number, port, box, dice, ending):
        super().__init__(name=f"applicant-{number}", daemon=True)
        self.number, self.port, self.box, self.dice, self.ending = number, port, box, dice, ending
        self.pace = (0.1, 0.9)  # seconds between two sections
        self.told, self.trouble, self.gave_up, self.crash = [], [], 0, None

    def run(self):
        while not self.ending.is_set():
            place = len(self.told)
            self.told.append(Told(f"person{self.number}-{place}@example.org", f"Palabras {self.number}-{place}: crecí entre milpas."))
            try:
                self.apply(self.told[-1])
            except GaveUp:
                self.gave_up += 1
            except Exception as error:  # noqa: BLE001 -- the run reports it
                self.crash = error
                return

    def apply(self, told):
        """From the door to the receipt."""
        browser = Browser(self.port)
        self.sign_in(browser, told)
        self.hand_in(browser, told, self.fill_in(browser, told))

    def fill_in(self, browser, told):
        """The address of the application, all sections saved."""
        page = self.insist(told, lambda: browser.get(CALL))
        page = self.insist(told, lambda: browser.post(CALL, {**page.hidden(), "evaluate": "on", "sensitive": "on"}))
        home = re.search(r"/es/solicitudes/([^/]+)/", page.path)[0]
        for key, fields in answers(told.motivation).items():
            page = self.insist(told, lambda: browser.get(f"{home}{key}/"))  # noqa: B023 -- called at once
            sent = {**page.hidden(), **fields, "accion": "seguir"}
            page = self.insist(told, lambda: browser.post(f"{home}{key}/", sent))  # noqa: B023
            assert "fp-errors" not in page.text, f"{key}: {page.text}"
            time.sleep(self.dice.uniform(*self.pace))
        return home

    def hand_in(self, browser, told, home):
        page = self.insist(told, lambda: browser.get(f"{home}revisar/"))
        told.tried_to_submit = True
        page = self.insist(told, lambda: browser.post(f"{home}revisar/", {**page.hidden(), "declaration": "on"}))
        assert page.path == f"{home}comprobante/", page.path
        told.folio = re.search(r'<p class="fp-folio">(.*?)</p>', page.text)[1]

    def sign_in(self, browser, told):
        """With the code that has really come by e-mail; from the start again when the portal asks for that (the word of having come in was lost)."""
        used = set()
        while not self.comes_in(browser, told, used):
            if len(used) > FRESH_STARTS:
                raise GaveUp(f"{told.email} is not let in")

    def comes_in(self, browser, told, used):
        page = self.insist(told, lambda: browser.get("/es/cuenta/login/"))
        page = self.insist(
            told, lambda: browser.post("/es/cuenta/login/", {**page.hidden(), "login": told.email, "password": "", "time_zone": ""})
        )
        asked = time.monotonic()
        for _try in range(TRIES):
            code = self.newest_code(told.email)
            if code and code not in used:
                used.add(code)
                page = self.insist(told, lambda: browser.post(CODE, {**page.hidden(), "code": code}))  # noqa: B023
                if not page.path.startswith(CODE):
                    return not page.path.startswith("/es/cuenta/login/")
            elif time.monotonic() - asked > RESEND:
                page = self.insist(told, lambda: browser.post(CODE, {**page.hidden(), "action": "resend"}))  # noqa: B023
                asked = time.monotonic()
            time.sleep(PAUSE / 2)
        raise GaveUp(f"no code for {told.email}")

    def newest_code(self, email):
        for address, message in reversed(self.box.letters):
            if address == email:
                found = re.search(r"\b\d{4}-\d{4}\b", message.get_body(("plain",)).get_content())
                return found and found[0]
        return None

    def insist(self, told, click):
        """The page that the click leads to, however often it takes: the very same request again."""
        for _try in range(TRIES):
            try:
                return click()
            except Broke as broke:
                told.failures += 1
                self.trouble.append((time.time(), broke))
                time.sleep(PAUSE * self.dice.uniform(0.8, 1.2))
        raise GaveUp(unescape(str(self.trouble[-1][1])))
