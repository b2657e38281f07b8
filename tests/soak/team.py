"""Two people at one application, each on a telephone of their own."""

import re

from tests.journeys.walk import answer, letter_to, path_of, press

STORY, FIELD = "team_story", "#id_team_story"
THEIRS = "Yo traigo el sonido y la producción; lo que grabamos se oye primero en la asamblea."
OURS = ("Decidimos entre las dos, ", "en la cocina de mi abuela, ", "y la asamblea oye cada corte.")


def invite(lead, folio, email):
    """From the page of the team. A repeat after a broken line finds the invitation there."""
    lead.page.goto(f"/es/solicitudes/{folio}/equipo/")
    if email not in lead.page.inner_text("main"):
        answer(lead.page, {"name": "Itandehui López", "email": email, "right": "2", "language": "es-mx"})
        press(lead.page, "main form.fp-form button.fp-btn")
    assert email in lead.page.inner_text("main")


def accept(partner, box):
    """By the link of the letter, with a new account of that address."""
    page = partner.page
    [path] = re.findall(r"/es/equipo/invitacion/\S+", letter_to(box, partner.email, containing="/equipo/invitacion/"))
    page.goto(path)
    if page.locator("main a[href*='/cuenta/login/']").count():
        partner.enter(box, page.get_attribute("main a[href*='/cuenta/login/']", "href"))
    if "/invitacion/" in path_of(page):
        press(page, "main button[value=yes]")
    assert "/solicitudes/" in path_of(page)


def write_at_once(lead, partner):
    """Both have the same section open and change the same answer: both texts are shown to the second, who takes her own."""
    since = len(lead.witness.claims)
    lead.given.add("".join(OURS))
    lead.type_on(FIELD, *OURS)
    lead.wait_for(lambda: has_all_saved(lead, "".join(OURS), since))
    partner.given.add(THEIRS)
    partner.page.fill(FIELD, THEIRS)
    partner.wait_for(lambda: partner.witness.has_said("conflict"))


def conflict(partner, folio):
    """The page with both texts, as it shows them."""
    to_both(partner, folio)
    return partner.page.inner_text("main .fp-note--amb:has([name='.choose'])")


def choose(partner, folio):
    """Her own. A repeat after a broken line finds it chosen."""
    to_both(partner, folio)
    if partner.page.locator("[name='.choose']").count():
        press(partner.page, f".fp-card:has-text('{THEIRS}') [name='.choose']")
    assert partner.page.input_value(FIELD) == THEIRS


def to_both(partner, folio):
    """By the button, as the page says; by its address where the line has broken."""
    page = partner.page
    if page.locator("[name='.choose']").count():
        return
    if page.locator(partner.BUTTON).count():
        partner.save()
    else:
        page.goto(f"/es/solicitudes/{folio}/team/")


def has_all_saved(person, text, since):
    """Whether the page has said “saved” with all of these words in it."""
    return any(claim["kind"] == "ago" and text in claim["typed"].values() for claim in person.witness.claims[since:])
