"""Nonsense sent to every address as everybody who may sign in: never an error page, whatever it is."""

import logging
import random
import re
from collections import Counter
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import quote

NONSENSE = (
    *("", " ", "0", "-1", "1", "2147483648", "9" * 40, "1e999", "NaN", "x", "null", "[]", '{"a": 1}', "true", "on", "__all__", "id", "-id"),
    *("💧", "ñandú", "\u202e", "²", "١٢٣", "\r\nX: y", "<script>", "' OR 1=1 --", "%", "%s", "{}", "{{ 7 }}"),
    *("../../etc/passwd", "http://evil.example/", "//evil.example", "2026-02-30", "0000-00-00", "9999-12-31T23:59:60Z", "25:61", "=1+1"),
    *("a" * 5_000, "palabra " * 2_000, "é" * 300),
)
NUL = ("\0", "a\0b")  # refused at the door, so rare: what lies behind shall be reached
STAFF = ("coordinator", "admin")
PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")
FIELD = re.compile(r'name="([^"]+)"')
QUERIES = (
    "q",
    "p",
    "o",
    "e",
    "all",
    "state",
    "state__exact",
    "call__id__exact",
    "next",
    "_popup",
    "_to_field",
    "answer",
    "field_name",
    "term",
    "_changelist_filters",
)


def fuzz(*, seed=1, requests=1500, say=lambda line: None, **_more):
    """Figures of `requests` requests; each is undone. Needs the tables (see __main__.make_ready)."""
    from tests.permissions.doors import doors, tried

    logging.disable(logging.CRITICAL)  # refusals by the hundred
    dice, statuses, broken = random.Random(seed), Counter(), {}
    people, things = ground()
    routes = sorted(route for route in doors().values() if "(?P" not in route)
    public = [route for route in routes if not route.startswith("admin/")]  # the permission matrix holds the rest
    for _request in range(requests):
        who, client, cookies = dice.choice(people)
        client.cookies = SimpleCookie(cookies)  # whoever had signed out is in again
        path = filled(dice.choice(routes if who in STAFF else public), things, dice)
        method, data = "get", {}
        if dice.random() < 0.5:
            names = fields_of(tried(client, "get", path)[0])
            method, data = "post", {name: nonsense(dice) for name in dice.sample(names, min(len(names), 12))}
        elif dice.random() < 0.7:
            data = {dice.choice(QUERIES): nonsense(dice) for _field in range(dice.randint(1, 3))}
        status = tried(client, method, path, data)[0].status_code
        statuses[status] += 1
        if status >= 500:
            broken.setdefault(f"{status} {who} {method} {path[:120]}", {name: value[:40] for name, value in data.items()})
            say(f"{status} {who} {method} {path[:200]} {str(data)[:300]}")
    return {"requests": requests, "statuses": dict(sorted(statuses.items())), "broken": broken, "ok": not broken}


def nonsense(dice):
    return dice.choice(NUL if dice.random() < 0.01 else NONSENSE)


def filled(route, things, dice):
    """The route with something real in each gap, or with nonsense."""

    def value(gap):
        known = things.get(gap[1]) or things["object_id"]
        return dice.choice(known) if dice.random() < 0.7 else quote(nonsense(dice), safe="") or "0"

    return "/" + PLACEHOLDER.sub(value, route)


def fields_of(response):
    """Names of the fields of a page; some that pages have anyway where it is none."""
    if response.streaming or "html" not in response.get("Content-Type", ""):
        return ["q", "id", "action"]
    return sorted({unescape(name) for name in FIELD.findall(response.body.decode())} - {"csrfmiddlewaretoken"}) or [
        "id",
        "action",
        "checked",
    ]


def ground():
    """Clients by who they are, and real values for the gaps of addresses."""
    from django.core.management import call_command
    from django.test import Client

    from applicants.models import Application, Call
    from fundportal.accounts.models import User
    from tests.accounts.people import make_admin, make_staff, signed_in

    call_command("load_initiatives", verbosity=0)
    call_command("seed_sample", applications=60, verbosity=0)
    owner = User.objects.filter(applications__state="submitted").first()
    bare = {"raise_request_exception": False}
    people = [
        ("visitor", Client(**bare)),
        ("applicant", signed_in(owner, client=Client(**bare))),
        ("coordinator", signed_in(make_staff(), second_factor=True, client=Client(**bare))),
        ("admin", signed_in(make_admin(), second_factor=True, client=Client(**bare))),
    ]
    numbers = [
        str(number) for number in (*Application.objects.values_list("pk", flat=True)[:5], *Call.objects.values_list("pk", flat=True), 1, 2)
    ]
    things = {
        "folio": list(Application.objects.filter(applicant=owner).values_list("folio", flat=True)) or ["x"],
        "slug": [*Call.objects.values_list("slug", flat=True), "ccc", "amacc"],
        "key": ["about", "path", "revisar", "declaration", "project"],
        "object_id": numbers,
    }
    return [(who, client, {name: morsel.value for name, morsel in client.cookies.items()}) for who, client in people], things
