"""The editor: a plan is stated, and composed at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applicants.applications.staff.page import ONE_ID, StaffRequest, staff_page
from applicants.disclosure.floors.stated import askable
from applicants.review.models import Round
from applicants.selection.composer.compose import Impossible, TooLong, compose
from applicants.selection.composer.forms import Editor
from applicants.selection.composer.models import Scenario
from applicants.selection.composer.pages.door import composed_round
from applicants.selection.composer.pool import Pool, pool_of


def editing(request: StaffRequest, pk: int) -> HttpResponse:
    """GET shows the plan of the scenario `from`, or an empty one, with the application `in` set or `out` left out. POST adds or drops a row; or composes,
    and leads to the scenario. What cannot be is told on this page, with everything as it was typed."""
    round = composed_round(request, pk)
    pool, parent = pool_of(round), parent_of(request, round)
    if request.method != "POST":
        return editing_page(request, pool, parent, from_address(request, pool, parent))
    sent = request.POST
    if "compose" not in sent:
        editor = Editor(pool, sent=sent, judged=False)
        if "add" in sent:
            editor.add_rule(sent.get("what", ""))
        if "drop" in sent:
            editor.drop_rule(sent["drop"])
        editor.fill_up()
        return editing_page(request, pool, parent, editor)
    editor = Editor(pool, sent=sent)
    if not editor.is_valid():
        return editing_page(request, pool, parent, editor, wrong=True, status=400)
    try:
        made = compose(round=round, name=editor.whole.cleaned_data["name"], plan=editor.plan(), by=request.user, parent=parent)
    except Impossible as refusal:
        return editing_page(request, pool, parent, editor, impossible=refusal.why, status=409)
    except TooLong as refusal:
        return editing_page(request, pool, parent, editor, too_long=refusal.message, status=refusal.status)
    messages.success(request, _("Scenario %(number)d is composed. Nothing is decided by it.") % {"number": made.number})
    return redirect("admin:scenario", made.pk)


def parent_of(request: StaffRequest, round: Round) -> Scenario | None:
    """The scenario from which one starts."""
    asked = request.POST.get("from") or request.GET.get("from") or ""
    rows = Scenario.objects.visible_to(request.user).filter(round=round)
    return rows.filter(pk=asked).first() if ONE_ID.fullmatch(asked) else None


def from_address(request: StaffRequest, pool: Pool, parent: Scenario | None) -> Editor:
    editor = Editor(pool, plan=parent.plan if parent else None, name=parent.name if parent else "")
    for way in ("in", "out"):
        if candidate := pool.by_folio.get(request.GET.get(way, "")):
            editor.name_one(candidate.pk, way)
    return editor


def editing_page(request: StaffRequest, pool: Pool, parent: Scenario | None, editor: Editor, **more: Any) -> HttpResponse:
    return staff_page(
        request,
        "admin/applicants/composer/editing.html",
        title=_("Compose a cohort"),
        round=pool.round,
        call=pool.round.call,
        pool=pool,
        parent=parent,
        editor=editor,
        of_the_form=[each for each in pool.countables.values() if not each.is_self],
        of_the_self=[each for each in pool.countables.values() if each.is_self],
        sentences=[each.sentence for each in askable(pool.round.call).values()],
        **more,
    )
