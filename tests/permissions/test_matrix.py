"""Every address, every role, GET and POST: who gets in is what the matrix says."""

import re
from functools import cache

import pytest
from django.urls import Resolver404, resolve

from tests.permissions.doors import address, doors, is_out, tried
from tests.permissions.headers import flaws
from tests.permissions.matrix import EVERYBODY, MATRIX, QUERIES, SIGNED_IN
from tests.permissions.targets import forms, targets
from tests.permissions.world import WHO

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"?#]*)')
CLOSED = 405  # a method that a page does not know lets nobody in
FEW = {"anonymous", "stranger", "coordinator", "superuser", "without second factor"}  # where a role makes no difference


def test_every_address_stands_in_the_matrix_and_nothing_else_does():
    assert sorted(doors()) == sorted(MATRIX)


def place_of(world, name):
    """The address, about a row of one's own programme."""
    return address(name, targets(world.own)[MATRIX[name].at]) + QUERIES.get(name, "")


def came(world, name, method):
    """Who -> answer, tables written to, for everybody who may be answered differently."""
    path, sent = place_of(world, name), forms(world.own).get(name) if method == "post" else None
    return {who: tried(world.client(who), method, path, sent) for who in WHO if who in coming(name)}


def coming(name):
    alike = {MATRIX[name].get, MATRIX[name].post} <= {EVERYBODY, SIGNED_IN}
    return FEW if alike else EVERYBODY


def got_in(answers, name):
    return {who for who, (answer, _) in answers.items() if not is_out(answer, about_a_row=bool(MATRIX[name].at))}


def shut_doors(answer, who):
    """The pages to which this one leads and that do not open for whoever reads it; the door of who can still sign in is no shut one."""
    if (
        who in ("anonymous", "without second factor")
        or answer.streaming
        or answer.status_code != 200
        or "html" not in answer["Content-Type"]
    ):
        return set()
    names = {name_of(path) for path in LINK.findall(answer.content.decode())}
    own = who.removeprefix("foreign ")  # whose lists lead to rows of their own programme
    names &= MATRIX.keys() - {"admin:app_list"}  # of which one app stands in the matrix for all
    return {name for name in names if not MATRIX[name].get & {who, own} and not (who == "stranger" and MATRIX[name].at)}


@cache
def name_of(path):
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_get(name, world):
    answers = came(world, name, "get")
    assert {who: answer.status_code for who, (answer, _) in answers.items() if answer.status_code >= 500} == {}
    shut = {who for who, (answer, _) in answers.items() if answer.status_code == CLOSED}
    assert got_in(answers, name) - shut == (MATRIX[name].get & coming(name)) - shut
    assert {who: found for who, (answer, _) in answers.items() if (found := flaws(answer, signed_in=who != "anonymous"))} == {}
    assert {who for who, (answer, _) in answers.items() if "X-Accel-Redirect" in answer} <= MATRIX[name].get
    assert {who: found for who, (answer, _) in answers.items() if (found := shut_doors(answer, who))} == {}


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_post(name, world):
    answers = came(world, name, "post")
    assert {who: answer.status_code for who, (answer, _) in answers.items() if answer.status_code >= 500} == {}
    shut = {who for who, (answer, _) in answers.items() if answer.status_code == CLOSED}
    assert got_in(answers, name) - shut == (MATRIX[name].post & coming(name)) - shut
    refused = (EVERYBODY - MATRIX[name].post) | shut
    assert {who: written for who, (_, written) in answers.items() if who in refused and written} == {}


@pytest.mark.parametrize(
    "name", sorted(set(MATRIX) - {"quiet", "quiet_reviewer"})
)  # a mail program's one click: its token stands in the address
def test_a_post_without_its_token_is_refused(name, world):
    who = min(MATRIX[name].post, default="superuser")
    answer, written = tried(world.client(who, enforce_csrf_checks=True), "post", place_of(world, name))
    assert (answer.status_code, written) == (403, set())
