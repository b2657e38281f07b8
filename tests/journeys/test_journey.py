"""One person, the programme's staff, a reviewer and the PR team, each in a browser, from the first letter to the exported report."""

import csv
import io
import re
import zipfile

import pytest

from applicants.applications.models import Application
from fundportal.accounts.roles import Role
from programs.cohorts.models import Enrolment
from tests.accounts.people import add_totp, make_staff, totp_code
from tests.journeys.answers import CALLS, CCC, MORELIA, NAME
from tests.journeys.apply import apply, fill_sections, hand_in, sign_up, start
from tests.journeys.walk import answer, browser, is_too_wide, letter_to, path_of, press

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
EMAIL = "xochitl@example.org"


def test_from_the_first_letter_to_the_exported_report(chromium, portal, samples, post):
    coordinator = make_staff(Role.COORDINATOR, email="lucia@example.org", name="Lucía Ríos", password="una-clave-larga-9", language="en")
    secret = add_totp(coordinator)
    reviewer = make_staff(Role.REVIEWER, email="oscar@example.org", name="Óscar Núñez", language="en")
    second = make_staff(Role.COORDINATOR, email="berta@example.org", name="Berta Sol", language="en")
    pr = make_staff(Role.PR, email="pr@example.org", name="Ana Peña", language="en")

    with browser(chromium, portal) as person:
        sign_up(person, post, name=NAME, email=EMAIL, then="/es/convocatorias/nuevas-fronteras/solicitar/")
        folios = {slug: apply(person, slug, sections) for slug, sections in CALLS.items()}
        folio = folios["asistentes-de-produccion"]
        check_receipt(person, post, folio)

        with browser(chromium, portal, width=1280, locale="en") as desk:
            enter_with_second_factor(desk, "lucia@example.org", "una-clave-larga-9", secret)
            screen_in(desk, folio)
            other = assign(desk, folio, reviewer)
            with browser(chromium, portal, width=1280, locale="en", user=reviewer) as reading:
                review(reading, folio, other)
            select(desk, folio)
            with browser(chromium, portal, width=1280, locale="en", user=second) as beside:
                confirm(beside, folio)
            release(desk)

        accept(person, post, folio)
    with browser(chromium, portal, width=1280, locale="en", user=pr) as figures:
        export(figures)


def check_receipt(page, box, folio):
    """Page, PDF, letter, and the page that verifies it."""
    page.goto(f"/es/solicitudes/{folio}/comprobante/")
    answer = page.request.get(f"/es/solicitudes/{folio}/comprobante.pdf")
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")
    assert folio in letter_to(box, EMAIL, containing=folio)
    press(page, "main a[href*='/verificar/']")
    assert folio in page.inner_text("main")
    assert is_too_wide(page) == 0


def enter_with_second_factor(page, email, password, secret):
    page.goto("/admin/")
    answer(page, {"login": email, "password": password})
    press(page, "main form.fp-form button.fp-btn")
    answer(page, {"code": totp_code(secret)})
    press(page, "main form:has(#id_code) button")
    page.wait_for_url("**/admin/")


def screen_in(page, folio):
    page.goto(f"/admin/applicants/application/?q={folio}")
    press(page, "#result_list a:has-text('" + folio + "')")
    press(page, "a[href*='/screening/in/']")
    press(page, "button[name=confirm]")
    assert page.locator(".messagelist .success").count() == 1


def assign(page, folio, reviewer):
    """The person's application and another one go to the reviewer. Returns the other's folio."""
    page.goto("/admin/applicants/round/")
    press(page, "tr:has-text('national') a[href*='/assign/'] >> nth=0")
    rows = page.locator("tr:has([name=application])").all_inner_texts()
    other = next(found for row in rows for found in re.findall(r"CCC\d\d-\w+", row) if found != folio)
    for each in (folio, other):
        page.check(f"label:has-text('{each}') input")
    page.check(f"[name=reviewer][value='{reviewer.pk}']")
    press(page, ".submit-row button")
    assert "2" in page.inner_text(".messagelist .success")
    return other


def review(page, folio, other):
    """One application is scored and commented on; from the other the reviewer abstains."""
    page.goto("/admin/")
    assert page.locator("#fp-waiting b").all_inner_texts() == ["2"]
    for _each in (folio, other):
        page.goto("/admin/applicants/review/desk/")
        shown = page.inner_text(".fp-read h2 >> nth=0")
        page.check(f"[name=conflict][value={'no' if shown == folio else 'yes'}]")
        press(page, "button[name=declare]")
        if shown == folio:
            assert NAME not in page.inner_text(".fp-read")
            for criterion in page.locator(".fp-crit").all():
                criterion.locator("input[type=radio]").last.check()
            page.fill("#id_comment", "Una voz propia, y un plan que su comunidad conoce.")
            press(page, ".fp-act button[name=_next]")
            assert shown not in page.inner_text("#content")
    page.goto("/admin/")
    assert page.locator("#fp-waiting").count() == 0


def select(page, folio):
    """Noted, and not released before somebody else has confirmed it."""
    page.goto("/admin/applicants/round/")
    press(page, "tr:has-text('national') a[href*='/ranking/'] >> nth=0")
    page.check(f"tr:has-text('{folio}') [name=application]")
    press(page, "button[value=select]")
    assert "Una voz propia" in page.input_value("[name=feedback]")
    press(page, "button[name=confirm]")
    press(page, "a[href*='/release/']")
    assert EMAIL not in page.inner_text("#content")


def confirm(page, folio):
    page.goto("/admin/")
    press(page, "#fp-waiting a[href*='/confirm/'] >> nth=0")
    assert folio in page.inner_text("#content")
    press(page, "button[name=confirm][value=all]")
    assert page.locator(".messagelist .success").count() == 1


def release(page):
    page.reload()
    assert EMAIL in page.inner_text("#content")
    press(page, "button[name=confirm]")
    assert page.locator(".messagelist .success").count() == 1


def accept(page, box, folio):
    """By the link of the letter to the place, with leave to publish the name."""
    [path] = re.findall(rf"(/es/solicitudes/{folio}/oferta/)", letter_to(box, EMAIL, containing="/oferta/"))
    page.goto(path)
    assert is_too_wide(page) == 0
    answer(page, {"publicity": True})
    press(page, "button[value=accept]")
    application = Application.objects.get(folio=folio)
    assert application.state == "confirmed"
    assert Enrolment.objects.filter(cohort=application.call.cohort, person=application.applicant).count() == 1


def export(page):
    page.goto("/admin/applicants/cohortreport/")
    press(page, "#result_list a:has-text('Production assistants, sample cohort')")
    files = {}
    for kind in ("csv", "xlsx"):
        with page.expect_download() as taken:
            page.click(f"button[name=format][value={kind}]")
        files[kind] = taken.value.path().read_bytes()
    rows = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert any(NAME in row for row in rows)
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as book:
        assert NAME in book.read("xl/sharedStrings.xml").decode()


def test_without_scripts_from_start_to_receipt(chromium, portal, samples, post):
    with browser(chromium, portal, scripts=False) as page:
        sign_up(page, post, name="Itzel Canul", email="itzel@example.org", then="/es/convocatorias/asistentes-de-produccion/solicitar/")
        folio = start(page, "asistentes-de-produccion")
        fill_sections(page, folio, CCC)
        hand_in(page, folio)
    assert Application.objects.get(folio=folio).state == "submitted"


def test_without_scripts_what_an_answer_asks_for_and_a_second_film(chromium, portal, samples, post):
    with browser(chromium, portal, scripts=False) as page:
        sign_up(page, post, name=NAME, email="yoko@example.org", then="/es/convocatorias/laboratorio-morelia/solicitar/")
        folio = start(page, "laboratorio-morelia")
        assert page.locator("a[href$='/film/']").count() == 0
        fill_sections(page, folio, {"about": MORELIA["about"]})
        assert path_of(page) == f"/es/solicitudes/{folio}/film/"
        assert "ahora también está la sección “Colectivo o comunidad”" in page.inner_text("main")
        answer(page, MORELIA["film"])
        press(page, "main button[value='otra-1']")
        assert path_of(page) == f"/es/solicitudes/{folio}/film-2/"
        fill_sections(
            page, folio, {"film-2": {f"{name}-2": value for name, value in MORELIA["film"].items()} | {"film_title-2": "Sal de mar"}}
        )
        fill_sections(page, folio, {key: steps for key, steps in MORELIA.items() if key not in ("about", "film")})
        hand_in(page, folio)
    answers = Application.objects.get(folio=folio).submission.content["answers"]
    assert (answers["film#"], answers["film_title"], answers["film_title-2"]) == ([1, 2], "Yoko", "Sal de mar")
