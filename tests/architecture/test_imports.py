"""Imports point down only, also through reverse accessors (docs/decisions.md, "Rooms")."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
LOWER = ("web", "accounts", "audit", "consents", "files", "notifications")
STOREYS = {
    **{f"fundportal.{room}": 0 for room in LOWER},
    "programs.catalogue": 1,
    "programs.projects": 2,
    "programs.cohorts": 3,
    "programs.training": 4,
    "programs.outcomes": 5,
    "applicants.calls": 10,
    "applicants.applications": 11,
    "applicants.disclosure": 11,
    "applicants.review": 12,
    "applicants.selection": 13,
    "applicants.reports": 14,
    "applicants.privacy": 15,
    "applicants.samples": 16,
}
GATHERERS = {"models", "admin", "urls", "apps", "management", "migrations"}
ROOF = {"settings", "urls", "celery", "wsgi", "asgi"}


def source_files() -> list[Path]:
    return [
        path
        for package in ("fundportal", "programs", "applicants")
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def storey_of(module: str) -> int | None:
    return STOREYS.get(".".join(module.split(".")[:2]))


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module


def breach(module: str, imported: str) -> str | None:
    """Why `module` must not import `imported`, or None."""
    package, _, rest = imported.partition(".")
    if package not in {"fundportal", "programs", "applicants"}:
        return None
    head = rest.split(".")[0]
    if package == "fundportal" and head in ROOF and module != "fundportal":
        return "the roof is imported by nothing"
    own, other = storey_of(module), storey_of(imported)
    if own is None:
        return None
    if other is None:
        gathered = package != "fundportal" and head in GATHERERS
        if gathered and module.split(".")[0] == package:
            return "a room does not import what gathers it"
        return "upwards" if own < {"fundportal": 0, "programs": 1, "applicants": 10}[package] else None
    return "upwards" if other > own else None


def test_imports_point_down():
    found = [
        f"{path.relative_to(ROOT)}:{line} imports {imported}: {why}"
        for path in source_files()
        for line, imported in imports_of(path)
        if (why := breach(module_of(path), imported))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("programs.cohorts.places", "applicants.calls.models"),
        ("applicants.applications.draft.save", "applicants.review.models"),
        ("applicants.review.rounds.assign", "applicants.models"),
        ("fundportal.web.errors", "fundportal.settings"),
        ("fundportal.files.serve", "programs.models"),
    ],
)
def test_a_breach_is_seen(module, imported):
    assert breach(module, imported)


def test_no_room_looks_up_through_a_reverse_accessor():
    """Related names that a higher room hangs on a lower room's model are not used in the lower room."""
    hung: dict[str, int] = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.auto_created and not field.concrete:
                source, target = storey_of(field.related_model.__module__), storey_of(model.__module__)
                name = field.get_accessor_name()
                if name and source is not None and target is not None and source > target:
                    hung[name] = min(source, hung.get(name, 99))
    assert hung["applications"] == STOREYS["applicants.applications"]
    found = []
    for path in source_files():
        own = storey_of(module_of(path))
        if own is None:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Attribute):
                names = [node.attr]
            elif isinstance(node, ast.keyword) and node.arg:
                names = node.arg.split("__")[:-1]
            found += [f"{path.relative_to(ROOT)}:{node.lineno} {name}" for name in names if hung.get(name, -1) > own]
    assert found == []
