"""A kind that somebody enqueues and nobody has written fails here, not at night."""

import ast
import json
from pathlib import Path

from django.conf import settings

from fundportal.notifications.models import Notification

ROOT = Path(settings.BASE_DIR)
SAMPLES = json.loads((ROOT / "templates" / "letters" / "samples.json").read_text(encoding="utf-8"))
OWN = {"key", "kind", "recipient", "email", "language", "program_code", "about", "queue"}


def calls(name):
    for package in ("fundportal", "programs", "applicants"):
        for path in (ROOT / package).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(source)) if f"{name}(" in source else ():
                if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name:
                    yield path, node


def constant(node):
    return node.value if isinstance(node, ast.Constant) else None


def enqueued():
    """(where, kind, names of the given context or None when it is not spelled out)."""
    for path, call in calls("letter"):
        given = {word.arg: word.value for word in call.keywords}
        kind = constant(given["kind"]) if "kind" in given else None
        if kind:
            yield f"{path.relative_to(ROOT)}:{call.lineno}", kind, None if None in given else set(given) - OWN
    for path, call in calls("Transition"):
        kind = (
            constant(call.args[3])
            if len(call.args) > 3
            else next((constant(word.value) for word in call.keywords if word.arg == "letter"), None)
        )
        if kind:
            yield f"{path.relative_to(ROOT)}:{call.lineno}", kind, None


def test_every_kind_that_is_enqueued_has_a_template():
    found = list(enqueued())

    assert [(where, kind) for where, kind, _names in found if kind not in SAMPLES] == []
    assert {"receipt", "offer", "declined", "staff_invitation"} <= {kind for _where, kind, _names in found}


def test_a_context_that_is_spelled_out_is_complete():
    wanting = {where: sorted(set(SAMPLES[kind]) - names) for where, kind, names in enqueued() if names is not None and kind in SAMPLES}

    assert {where: names for where, names in wanting.items() if names} == {}


def test_a_letter_goes_by_its_name():
    assert str(Notification(kind="offer_expiring", email="a@example.org")) == "offer about to expire → a@example.org"
