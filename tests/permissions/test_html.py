"""Every page that somebody may open, as it was answered: the Nu HTML checker finds no error in it, axe no broken rule, and it is light."""

import gzip
import os

import pytest
from django.conf import settings

from fundportal.local.browser import find_chromium
from tests import axe, nu
from tests.permissions.opened import opened

pytestmark = pytest.mark.django_db
FIRST, LATER = 14_000, 8_000


@pytest.fixture(scope="module")
def pages(world, django_db_blocker):
    """All of them, asked for once: by GET, and by POST with an empty form, which most answer with what is missing."""
    with django_db_blocker.unblock():
        return opened(world, "get") | opened(world, "post")


@pytest.fixture(scope="session")
def browser_program():
    found = find_chromium()
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("NO BROWSER: install Chromium, or set CHROMIUM to one.")
    return found


def test_the_checker_finds_what_is_wrong(tmp_path):
    page = b"<!doctype html><html lang=es><head><title>x</title></head><body><center>x</center></body></html>"
    assert [line.partition(".")[0] for line in nu.errors({"a page": page}, tmp_path)] == ["a page: The “center” element is obsolete"]


def test_no_page_has_an_error_in_its_markup(pages, tmp_path):
    assert len(pages) > 200
    wrong = nu.errors(pages, tmp_path)
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
@pytest.mark.slow
def test_axe_and_the_ruler_find_what_is_wrong(browser_program, tmp_path):
    page = b"<!doctype html><html lang=es><head><title>x</title></head><body><main><img src=x><p style=width:330px>x</main></body></html>"
    found = axe.errors({"home": page, "admin": page}, tmp_path, chromium=browser_program)
    assert [line.split(":")[0] for line in found] == ["home 360 light image-alt", "home 320", "admin 1280 dark image-alt"]


@pytest.mark.browser
@pytest.mark.slow
def test_no_page_of_a_person_breaks_a_rule_of_accessibility_or_sticks_out(pages, browser_program, tmp_path):
    """Those of staff: tests/journeys/test_axe.py, the ones that differ; all of them: `make soak NAME=accessibility`."""
    wrong = axe.errors({name: page for name, page in pages.items() if "admin" not in name}, tmp_path, chromium=browser_program)
    assert not wrong, "\n".join(wrong)


def test_no_page_of_a_person_is_heavy(pages):
    """With its stylesheet 14 kB at the first visit, 8 kB alone at each one after it; the portal's staff sit at desks."""
    style = len(gzip.compress((settings.BASE_DIR / "static" / "css" / "site.css").read_bytes()))
    weights = {name: len(gzip.compress(content)) for name, content in pages.items() if name.startswith("get ") and "admin" not in name}
    assert len(weights) > 40
    assert {name: weight for name, weight in weights.items() if weight > LATER or weight + style > FIRST} == {}
