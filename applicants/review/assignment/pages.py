"""The dry run: rules in, a plan out, looked at from all sides, then applied or not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.review.assignment.apply import Outdated, apply
from applicants.review.assignment.ask import AtWork, ask, stop
from applicants.review.assignment.explain import explain, sentence
from applicants.review.assignment.form import RulesForm
from applicants.review.assignment.models import Plan
from applicants.review.assignment.rules import Rules
from applicants.review.assignment.seen import compared, loads_of, pairs_of, split, unfulfilled
from applicants.review.assignment.telling import told
from applicants.review.models import Round
from applicants.review.rounds.assign import CannotAssign
from applicants.review.rounds.assigning import round_for
from fundportal.accounts.roles import Permission

A_PAGE, PLANS_SHOWN = 50, 10
STEPS = {
    "": gettext_lazy("Waits for its turn"),
    "read": gettext_lazy("Reads applications and reviewers"),
    "best": gettext_lazy("Looks for the best assignment"),
    "together": gettext_lazy("Brings reviewers together"),
    "reason": gettext_lazy("Looks for the reason why it is impossible"),
    "compare": gettext_lazy("Compares"),
}


def planning(request: StaffRequest, pk: int) -> HttpResponse:
    """GET asks for the rules, as they were last time, and lists former plans; POST has a plan made."""
    round, refused = round_for(request, pk, Permission.ASSIGN), ""
    plans = list(Plan.objects.visible_to(request.user).filter(round=round).light().select_related("by").order_by("-pk")[:PLANS_SHOWN])
    form = RulesForm(request.POST or None, round=round, last=Rules.from_json(plans[0].rules) if plans else None)
    if request.method == "POST" and form.is_valid():
        try:
            plan = ask(round=round, rules=form.rules, by=request.user)
        except (AtWork, CannotAssign) as error:
            refused = str(error)
        else:
            return redirect("admin:round_planned", round.pk, plan.pk)
    status = 409 if refused else 400 if form.errors else 200
    title = _("Plan the assignment")
    return staff_page(
        request,
        "admin/applicants/assignment/planning.html",
        title=title,
        round=round,
        form=form,
        plans=plans,
        refused=refused,
        status=status,
    )


def planned(request: StaffRequest, pk: int, plan: int) -> HttpResponse:
    """A plan: its progress, or what it would do. POST stops it, or applies it."""
    round = round_for(request, pk, Permission.ASSIGN)
    found = get_object_or_404(Plan.objects.visible_to(request.user).select_related("by", "applied_by"), round=round, pk=plan)
    found.round = round
    refused = ""
    if "stop" in request.POST:
        stop(plan=found, by=request.user)
        return redirect("admin:round_planned", pk, plan)
    if "confirm" in request.POST:
        try:
            apply(plan=found, by=request.user)
        except Outdated as error:
            refused = str(error)
        else:
            messages.success(request, _("The plan is applied: reviewers see what is theirs."))
            return redirect("admin:round_planned", pk, plan)
    return plan_page(request, round, found, refused)


def plan_page(request: StaffRequest, round: Round, plan: Plan, refused: str) -> HttpResponse:
    more: dict[str, Any] = {}
    if plan.state in (Plan.State.READY, Plan.State.APPLIED):
        more = results(request, plan)
    elif plan.is_at_work:
        more = {"how_far": [STEPS.get(plan.step, STEPS[""])], "still": "still" in request.GET}
    elif plan.state == Plan.State.IMPOSSIBLE:
        more = {"sentences": told(plan.reason, request.user)}
    return staff_page(
        request,
        "admin/applicants/assignment/planned.html",
        title=_("Plan %(number)d") % {"number": plan.pk},
        round=round,
        plan=plan,
        refused=refused,
        status=409 if refused else 200,
        **more,
    )


def results(request: StaffRequest, plan: Plan) -> dict[str, Any]:
    """What a plan that is ready shows."""
    show = "unfulfilled" if request.GET.get("show") == "unfulfilled" else "all"
    rows = [row for row in plan.pairs if show == "all" or any(flags for *_rest, flags in row[1])]
    apart = Application.objects.apart_from(request.user).filter(pk__in=[pk for pk, _pairs in rows])
    folios = dict(apart.values_list("pk", "folio"))
    page = Paginator([row for row in rows if row[0] in folios], A_PAGE).get_page(request.GET.get("p"))
    people, gone = split(plan)
    return {
        "figures": plan.figures,
        "proof": sentence(plan.figures, keeps=Rules.from_json(plan.rules).keep),
        "compared": (ways := compared(plan.figures)),
        "some_missing": any(way.missing for way in ways),
        "loads": loads_of(plan.figures, people),
        "unfulfilled": unfulfilled(plan.figures),
        "apart": [(people.get(r), people.get(s), lack) for r, s, lack in plan.figures["apart"]],
        "page": page,
        "rows": pairs_of(page, folios, people),
        "gone": gone,
        "show": show,
    }


def why(request: StaffRequest, pk: int, plan: int, application: int) -> HttpResponse:
    """One application of a plan with every reviewer of the panel: how well they fit, who was chosen, and why the others were not."""
    round = round_for(request, pk, Permission.ASSIGN)
    found = get_object_or_404(Plan.objects.visible_to(request.user), round=round, pk=plan)
    lines = explain(found, round, application, request.user)
    if not lines:
        raise Http404
    folio = get_object_or_404(Application.objects.visible_to(request.user).only("folio"), pk=application).folio
    return staff_page(
        request,
        "admin/applicants/assignment/why.html",
        title=_("Why these reviewers: %(folio)s") % {"folio": folio},
        round=round,
        plan=found,
        lines=lines,
    )
