"""The way of a person from the door to the receipt."""

import re

from tests.journeys.walk import answer, is_too_wide, letter_to, path_of, press


def sign_up(page, box, *, name, email, then):
    """A new account by the code of the letter; ends at the page that was wanted."""
    page.goto(then)
    assert path_of(page) == "/es/cuenta/login/"
    press(page, "main a[href*=signup]")
    answer(page, {"name": name, "email": email})
    press(page, "main form.fp-form button")
    page.wait_for_selector("#id_code")
    [code] = re.findall(r"^ {4}(\S+)$", letter_to(box, email, containing=r"^ {4}\S+$"), re.MULTILINE)
    answer(page, {"code": code})
    press(page, "button[value=verify]")


def start(page, slug):
    """From the call's page over the notice and the consents to the list of sections. Returns the folio."""
    page.goto(f"/es/convocatorias/{slug}/")
    press(page, f"main a[href$='/{slug}/solicitar/']")
    for box in page.locator("main form.fp-form input[type=checkbox]").all():
        assert not box.is_checked()
        box.check()
    press(page, "main form.fp-form .fp-btn")
    [folio] = re.findall(r"^/es/solicitudes/([^/]+)/", path_of(page))
    return folio


def fill_sections(page, folio, sections):
    """Every section of the list, in its order, each saved by its button."""
    for key, steps in sections.items():
        page.goto(f"/es/solicitudes/{folio}/{key}/")
        for step in steps if isinstance(steps, tuple) else [steps]:
            if isinstance(step, str):
                press(page, f"main button[name='{step}']")
            else:
                answer(page, step)
        press(page, "main .fp-row button[value=seguir]")
        assert not path_of(page).endswith(f"/{folio}/{key}/"), page.inner_text(".fp-errors")


def hand_in(page, folio):
    """Check the answers, declare, submit: ends at the receipt."""
    page.goto(f"/es/solicitudes/{folio}/revisar/")
    assert page.locator(".fp-errors").count() == 0, page.inner_text(".fp-errors")
    for box in page.locator("main form.fp-form input[type=checkbox]").all():
        box.check()
    press(page, "main form.fp-form .fp-row button")
    assert path_of(page) == f"/es/solicitudes/{folio}/comprobante/", page.inner_text("main")
    assert page.inner_text(".fp-folio") == folio


def apply(page, slug, sections):
    """The whole way through one call; no page of it sticks out of the screen."""
    folio = start(page, slug)
    fill_sections(page, folio, sections)
    hand_in(page, folio)
    assert is_too_wide(page) == 0
    return folio
