"""A person with a browser: what the console complains of is kept, and a page that is wider than the screen is a fault."""

import re
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

ARRIVED = "(key) => document.getElementById(`id_${key}`).parentNode.querySelector('[type=hidden]').value"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def browser(chromium, site, *, width=360, scheme="light", locale="es-MX", scripts=True, user=None):
    """A page in a browser of its own, signed in as `user`; whatever goes wrong in it fails at the end."""
    context = chromium.new_context(
        viewport={"width": width, "height": 740 if width < 700 else 900},
        color_scheme=scheme,
        locale=locale,
        timezone_id="America/Cancun",
        java_script_enabled=scripts,
        base_url=site,
    )
    context.set_default_timeout(15_000)
    if user:
        come_in(context, site, user)
    page = context.new_page()
    page.faults = []
    page.on("console", lambda message: page.faults.append(f"{page.url}: {message.text}") if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.faults.append(f"{page.url}: {error}"))
    page.on("response", lambda answer: page.faults.append(f"{answer.url}: {answer.status}") if answer.status >= 500 else None)
    try:
        yield page
        assert not page.faults, page.faults
    finally:
        context.close()


def come_in(context, site, user):
    """A session of the user, with a second factor."""
    from tests.accounts.people import signed_in  # needs the portal set up, which a browser does not

    cookies = signed_in(user, second_factor=True).cookies
    context.add_cookies([{"name": name, "value": morsel.value, "url": site} for name, morsel in cookies.items()])


def is_too_wide(page):
    """How many pixels stick out to the right."""
    return page.evaluate(SIDEWAYS)


def path_of(page):
    return urlsplit(page.url).path


def answer(page, answers):
    """Give each field its value, by the field's name: text, a choice (True for a box), several choices, or a file."""
    for name, value in answers.items():
        fields = page.locator(f'main [name="{name}"]:not([type=hidden], [hidden]), main #id_{name}[type=file]')
        kind = fields.first.evaluate("field => field.tagName === 'SELECT' ? 'select' : field.type")
        if kind in ("radio", "checkbox"):
            for wanted in value if isinstance(value, list) else [value]:
                (fields.first if wanted is True else page.locator(f'main [name="{name}"][value="{wanted}"]')).check()
        elif kind == "select":
            fields.first.select_option(value)
        elif kind == "file":
            fields.first.set_input_files([value])
            if not fields.first.get_attribute("name"):  # the page's script sends it: its number says that it has arrived
                page.wait_for_function(ARRIVED, arg=name)
        else:
            fields.first.fill(value)


def press(page, selector):
    """Click what leads to another page, and be there."""
    with page.expect_navigation():
        page.click(selector)


def letter_to(box, email, *, containing, within=60.0):
    """The text of the latest letter to `email` that says `containing`; waits for it."""
    until = time.monotonic() + within
    while True:
        letters = [message.get_body(("plain",)).get_content() for address, message in list(box.letters) if address == email]
        texts = [text.replace("\r\n", "\n") for text in letters]
        found = [text for text in texts if re.search(containing, text, re.MULTILINE)]
        if found:
            return found[-1]
        assert time.monotonic() < until, f"no letter to {email} that says {containing}: {texts}"
        time.sleep(0.05)
