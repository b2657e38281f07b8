"""A walk over the code: pages fetch through what the person may see, and nothing switches a guard off."""

import ast
import re

from fundportal.local.places import ROOT

ROOMS = ("applicants", "programs", "fundportal")
SCOPES = {"visible_to", "of", "public", "published", "listed", "standing", "staged", "open", "live", "own", "get_queryset", "queryset"}
INSIDE = {"about", "section__call"}  # a part of a row that has been fetched already
LOOSE = re.compile(r"csrf_exempt|mark_safe|xframe_options_exempt|requires_csrf_token\(|@cache_page")
TEMPLATE_LOOSE = re.compile(
    r"\|\s*safe\b|autoescape\s+off|safeseq|<script(?![^>]*\ssrc=)(?![^>]*application/(?:ld\+)?json)|\sstyle=|\son[a-z]+=\""
)


def modules():
    """Every product module, parsed."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text()


def is_page(source):
    """Whether a module answers requests."""
    return "HttpRe" in source or "StaffRequest" in source or "django.contrib.admin" in source or "import admin" in source


def calls_in(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def names_in(node):
    """Every attribute and name that an expression is made of."""
    found = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    return found | {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def is_bare_get(call):
    """`Model.objects.get(…)` with nothing in between."""
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr in ("get", "get_or_create", "in_bulk")
        and isinstance(function.value, ast.Attribute)
        and function.value.attr in ("objects", "_default_manager", "_base_manager")
    )


def is_unscoped_lookup(call):
    """`get_object_or_404(Model, …)`, or one over rows that start at nobody."""
    if not (isinstance(call.func, ast.Name) and call.func.id in ("get_object_or_404", "get_list_or_404")):
        return False
    if {keyword.arg for part in calls_in(call) for keyword in part.keywords} & INSIDE:
        return False
    rows = call.args[0]
    if isinstance(rows, ast.Name):
        return rows.id[0].isupper()
    return "objects" in names_in(rows) and not names_in(rows) & SCOPES


def breaches(wrong):
    """(file, line) of what is wrong in modules that answer requests."""
    return [(name, call.lineno) for name, source in modules() if is_page(source) for call in calls_in(ast.parse(source)) if wrong(call)]


def test_pages_fetch_no_row_bare():
    assert breaches(is_bare_get) == []


def test_pages_look_up_what_the_person_may_see():
    assert breaches(is_unscoped_lookup) == []


def test_the_walk_finds_what_it_looks_for():
    found = calls_in(ast.parse("Call.objects.get(pk=1); get_object_or_404(Call, pk=1); get_object_or_404(Call.objects.filter(x=1), pk=1)"))
    assert [
        (is_bare_get(call), is_unscoped_lookup(call))
        for call in found
        if not isinstance(call.func, ast.Attribute) or call.func.attr == "get"
    ] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    (fine,) = [
        call for call in calls_in(ast.parse("get_object_or_404(Call.objects.visible_to(u), pk=1)")) if isinstance(call.func, ast.Name)
    ]
    assert not is_unscoped_lookup(fine)


GUARDED_OTHERWISE = {"fundportal/web/errors.py", "applicants/applications/pages/quiet.py", "applicants/review/desk/quiet.py"}
"""The last two are what a mail program posts to (RFC 8058): the signed token in the address is their guard."""


def test_no_module_switches_a_guard_off():
    assert [(name, found[0]) for name, source in modules() if (found := LOOSE.search(source)) and name not in GUARDED_OTHERWISE] == []


def test_no_template_lets_text_through_or_writes_scripts_and_styles():
    pages = sorted((ROOT / "templates").rglob("*.html"))
    assert len(pages) > 50
    assert [(path.relative_to(ROOT).as_posix(), found[0]) for path in pages if (found := TEMPLATE_LOOSE.search(path.read_text()))] == []
