"""Two people with telephones in the Sierra Norte: 50 kB/s, 0.4 s there and back, 2 % of the packets lost, and every two minutes the line breaks.

A whole application to the lab, by hand in real browsers: a film of 60 MB, an answer spoken in Mixe, and a co-director who writes along from her own
telephone. Whatever the pages say of what is safe is held against what the server had by then.
"""

import time
from contextlib import ExitStack, contextmanager

from playwright.sync_api import sync_playwright

from fundportal.local.browser import find_chromium
from tests.journeys.answers import MORELIA, NAME
from tests.journeys.apply import start
from tests.journeys.walk import path_of, press
from tests.notifications.mailbox import mail_server
from tests.soak import film, team, voice
from tests.soak.handed_in import handed_in
from tests.soak.line import bad_line
from tests.soak.phone import phone
from tests.soak.portal import portal
from tests.soak.truth import SETTINGS, Truth, shown, told

SLUG, LEAD, PARTNER = "laboratorio-morelia", "xochitl@example.org", "itandehui@example.org"
SPEED, EVERY = 50_000, 120  # bytes a second, seconds
FASTER, OFTENER = 750_000, 25  # while the film is sent, unless it is to take its 20 minutes
THEIR_PART = ("budget", "financing")
WHOLE = 3600  # seconds that a film may take


def slow_line(*, seed=1, video_speed=FASTER, say, **_more):
    """Bytes as they went over the lines, headers included. `lost` counts answers that were given and are not there in the end, `lies` what a page
    called safe before it was; `promises` are the words, of all that the pages have said, that would have been lies on an empty server."""
    begun = time.monotonic()
    with scene(seed, say) as (place, box, lead, partner, path):
        truth = Truth(place)
        folio = before_the_film(lead, box)
        seconds = with_the_film(lead, partner, box, folio, path, video_speed)
        after_the_film(lead, folio)
        claims = [*lead.witness.claims, *partner.witness.claims]
        lies, promises = truth.lies(folio, claims), truth.lies(folio, [{**claim, "at": 0} for claim in claims])
        found, lost = handed_in(truth, folio, lead, partner, path)
        people = {"lead": lead, "co_director": partner}
    for trouble in [*map(shown, lies), *lost]:
        say(f"  not true, or lost: {trouble}")
    return {
        "seconds": round(time.monotonic() - begun),
        "film_MB": film.SIZE / 1e6,
        "film_line_kB_s": round(video_speed / 1000),
        "film_seconds": seconds,
        "cuts": {who: person.line.cuts for who, person in people.items()},
        "tried_again": {who: person.again for who, person in people.items()},
        "up_kB": {who: round(person.line.up.carried / 1000) for who, person in people.items()},
        "down_kB": {who: round(person.line.down.carried / 1000) for who, person in people.items()},
        "bytes_of_pages": {who: person.pages for who, person in people.items()},
        **found,
        "lost": len(lost),
        "said": told(claims),
        "promises": len(promises),
        "lies": len(lies),
        "ok": not lies and not lost and all(found.values()),
    }


@contextmanager
def scene(seed, say):
    """The portal, its letters, two people at two lines, and the film."""
    with ExitStack() as stack:
        box = stack.enter_context(mail_server())
        place = stack.enter_context(portal(mail_port=box.port, settings=SETTINGS))
        playwright = stack.enter_context(sync_playwright())
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu", *voice.TELEPHONE])
        stack.callback(chromium.close)
        people = []
        for number, (name, email) in enumerate([(NAME, LEAD), ("Itandehui López", PARTNER)]):
            line = stack.enter_context(bad_line(place.port, speed=SPEED, every=EVERY, seed=seed + number))
            people.append(stack.enter_context(phone(chromium, line, name=name, email=email, say=say)))
        yield place, box, *people, film.film(place.folder, seed=seed)


def before_the_film(lead, box):
    """Up to the story, whose note is spoken. Returns the folio."""
    lead.insist("sign up", lambda: lead.enter(box, f"/es/convocatorias/{SLUG}/solicitar/"))
    folio = lead.insist("call and consents", lambda: start(lead.page, SLUG))
    for key in ("about", "film", "collective", "eligibility", "project"):
        lead.insist(f"section {key}", lambda: lead.fill(folio, key, [MORELIA[key]]))  # noqa: B023 -- called at once
    written = {name: each for name, each in MORELIA["story"].items() if name != voice.KEY}
    lead.insist("section story", lambda: lead.fill(folio, "story", [written, voice.speak]))
    lead.insist("section team", lambda: lead.fill(folio, "team", MORELIA["team"]))
    return folio


def with_the_film(lead, partner, box, folio, path, speed):
    """While it is on its way the co-director comes, both write, and the lead's page is closed once and opened again. Returns the film's seconds."""
    lead.insist("invite", lambda: team.invite(lead, folio, PARTNER))
    partner.insist("accept", lambda: team.accept(partner, box))
    partner.insist("open team", lambda: partner.page.goto(f"/es/solicitudes/{folio}/team/"))
    begun = time.monotonic()
    with lead.line.other(speed=speed, every=EVERY if speed == SPEED else OFTENER):
        lead.insist("film", lambda: film.send(lead, folio, path))
        lead.wait_for(lambda: film.has_arrived(lead, 0.05), within=WHOLE)
        lead.insist("film, page opened again", lambda: film.send(lead, folio, path))
        team.write_at_once(lead, partner)
        both = partner.insist("conflict", lambda: team.conflict(partner, folio))
        assert all(words in both for words in ("".join(team.OURS), team.THEIRS, NAME)), both
        partner.insist("choice", lambda: team.choose(partner, folio))
        for key in THEIR_PART:
            steps = MORELIA[key] if isinstance(MORELIA[key], tuple) else (MORELIA[key],)
            partner.insist(f"section {key}", lambda: partner.fill(folio, key, steps))  # noqa: B023 -- called at once
        lead.wait_for(lambda: lead.witness.has_said("file saved", key=film.KEY), within=WHOLE)
        seconds = round(time.monotonic() - begun)
    lead.insist("save team", lambda: lead.go_on(folio, "team"))
    return seconds


def after_the_film(lead, folio):
    lead.insist("section rights", lambda: lead.fill(folio, "rights", [MORELIA["rights"]]))
    lead.insist("check and submit", lambda: hand_in(lead.page, folio))


def hand_in(page, folio):
    """A repeat after a broken line finds what the first click has done."""
    if "/comprobante/" in path_of(page):
        return
    page.goto(f"/es/solicitudes/{folio}/revisar/")
    if "/revisar/" in path_of(page):
        for box in page.locator("main form.fp-form input[type=checkbox]").all():
            box.check()
        press(page, "main form.fp-form .fp-row button")
    assert "/revisar/" not in path_of(page), page.inner_text("main")
