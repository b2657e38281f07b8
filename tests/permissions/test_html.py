"""The markup of every page that somebody may open: the Nu HTML checker finds no error in it, and it is light."""

import gzip

import pytest
from django.conf import settings

from tests import nu
from tests.permissions.doors import address, tried
from tests.permissions.matrix import MATRIX, QUERIES
from tests.permissions.targets import targets

pytestmark = pytest.mark.django_db
FIRST, LATER = 14_000, 8_000


def opened(world, method, among=MATRIX):
    """Name -> content, of every one of these addresses that answers whoever gets in with a page."""
    pages = {}
    for name in among:
        door = MATRIX[name]
        who = min(getattr(door, method), default="")
        if who:
            answer, _ = tried(world.client(who), method, address(name, targets(world.own)[door.at]) + QUERIES.get(name, ""))
            if answer.get("Content-Type", "").startswith("text/html") and answer.body:
                pages[f"{method} {name}"] = answer.body
    return pages


def test_the_checker_finds_what_is_wrong(tmp_path):
    page = b"<!doctype html><html lang=es><head><title>x</title></head><body><center>x</center></body></html>"
    assert [line.partition(".")[0] for line in nu.errors({"a page": page}, tmp_path)] == ["a page: The “center” element is obsolete"]


def test_no_page_has_an_error_in_its_markup(world, tmp_path):
    pages = opened(world, "get") | opened(world, "post")
    assert len(pages) > 200
    wrong = nu.errors(pages, tmp_path)
    assert not wrong, "\n".join(wrong)


def test_no_page_of_a_person_is_heavy(world):
    """With its stylesheet 14 kB at the first visit, 8 kB alone at each one after it; the portal's staff sit at desks."""
    pages = opened(world, "get", [name for name in MATRIX if "admin" not in name])
    style = len(gzip.compress((settings.BASE_DIR / "static" / "css" / "site.css").read_bytes()))
    weights = {name: len(gzip.compress(content)) for name, content in pages.items()}
    assert len(weights) > 40
    assert {name: weight for name, weight in weights.items() if weight > LATER or weight + style > FIRST} == {}
