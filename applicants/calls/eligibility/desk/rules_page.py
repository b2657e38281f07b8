"""The rules of a call at a glance, with ways to change each."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from applicants.calls.desk.call import managed, page, write_down
from applicants.calls.eligibility.forms import RuleDetails
from applicants.calls.eligibility.kinds import rule_kinds
from applicants.calls.eligibility.models import Rule
from applicants.calls.eligibility.publish import is_changed, name_of, problems, problems_of
from applicants.calls.eligibility.versions import build, document
from applicants.calls.models import Call
from fundportal.web.bilingual import pick


def rules_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the rules as staff have them now; POST moves one or takes it out. People see nothing of it until it is published."""
    call = managed(request, pk)
    if request.method == "POST":
        change(request, call)
        return redirect("admin:applicants_call_rules", call.pk)
    written = build(call)
    kinds = rule_kinds()
    rows = [(row, name_of(rule), why_of(rule), kinds[row.kind].label if row.kind in kinds else row.kind) for row, rule in pairs(call)]
    return page(
        request,
        "rules",
        call,
        _("Requirements check"),
        rows=rows,
        kinds=kinds.values(),
        problems=problems(written),
        unpublished=is_changed(call, written),
    )


def pairs(call: Call) -> list[tuple[Rule, dict[str, Any]]]:
    return [(row, document(row)) for row in call.rules.all()]


def why_of(rule: dict[str, Any]) -> str:
    return "" if problems_of(rule) else pick(rule["why"])


def change(request: HttpRequest, call: Call) -> None:
    """One button: “up-3”, “down-8”, “out-3”. A rule that is taken out can be written again."""
    way, _dash, number = request.POST.get("do", "").partition("-")
    if way not in ("up", "down", "out") or not number.isdecimal() or len(number) > 9:
        return
    row = rule_of(call, int(number))
    if way == "out":
        row.delete()
    else:
        move(call, row, up=way == "up")
    write_down(request.user, call, "rule_moved" if way != "out" else "rule_removed", kind=row.kind)  # type: ignore[arg-type]


def move(call: Call, row: Rule, *, up: bool) -> None:
    rows = list(call.rules.all())
    place = rows.index(row)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for order, each in enumerate(rows):
        if each.order != order:
            Rule.objects.filter(pk=each.pk).update(order=order)


def rule_of(call: Call, pk: int) -> Rule:
    return get_object_or_404(call.rules, pk=pk)


def new_rule_page(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A new rule of that kind, after the others."""
    call = managed(request, pk)
    if kind not in rule_kinds():
        raise Http404
    last = call.rules.order_by("-order").values_list("order", flat=True).first()
    return edit(request, call, Rule(call=call, kind=kind, order=0 if last is None else last + 1))


def rule_page(request: HttpRequest, pk: int, rule_pk: int) -> HttpResponse:
    """A rule that is there."""
    call = managed(request, pk)
    return edit(request, call, rule_of(call, rule_pk))


def edit(request: HttpRequest, call: Call, row: Rule) -> HttpResponse:
    kind = rule_kinds().get(row.kind)
    if kind is None:
        raise Http404
    stored = kind.config_form.from_config(row.config) if row.pk and isinstance(row.config, dict) else None
    details = RuleDetails(request.POST or None, instance=row)
    settings = kind.config_form(request.POST or None, prefix="config", initial=stored)
    if request.method == "POST" and all([details.is_valid(), settings.is_valid()]):
        row.config = settings.to_config()
        details.save()
        write_down(request.user, call, "rule_written", kind=row.kind)  # type: ignore[arg-type]
        return redirect("admin:applicants_call_rules", call.pk)
    return page(request, "rule", call, kind.label, form=details, settings=settings, kind=kind)
