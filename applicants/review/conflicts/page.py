"""Conflicts of a round as staff see them: how many each reviewer has, why, and what is overruled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.review.conflicts.found import found, kinds_of
from applicants.review.conflicts.graph import MOST, graph
from applicants.review.conflicts.kinds import CHOSEN, Kind, Reason
from applicants.review.conflicts.models import Overruled
from applicants.review.conflicts.overrule import look_for, overrule, reinstate
from applicants.review.models import Review, Round
from applicants.review.rounds.assign import reviewers_of
from applicants.review.rounds.assigning import round_for
from fundportal.accounts.models import User
from fundportal.accounts.roles import Permission

A_PAGE = 50


class WhyForm(forms.Form):
    """Why a reviewer may read all the same."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=600,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("It stands in the record with your name."),
    )


class KindsForm(forms.Form):
    """What the programme looks for."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Look for"),
        required=False,
        choices=[(kind.value, kind.label) for kind in CHOSEN],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What reviewers declare, competing in the call, and taking part in an application always count."),
    )


def conflicts_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Each reviewer of the programme with what was found, by kind. The way to why is a link away."""
    round = round_for(request, pk, Permission.ASSIGN)
    pairs = found(round)
    wanted = kinds_of(round)
    looked_for = [kind for kind in Kind if kind in wanted]
    used = {reason.kind for reasons in pairs.values() for reason in reasons}
    columns = [kind for kind in looked_for if kind in used]
    rows = [(reviewer, *tally(pairs, reviewer.pk, columns)) for reviewer in reviewers_of(round.call.program_code)]
    return staff_page(
        request,
        "admin/applicants/round/conflicts.html",
        title=_("Conflicts of interest"),
        round=round,
        rows=rows,
        columns=columns,
        looked_for=looked_for,
        may_set=request.user.may(Permission.MANAGE_CALL, round.call.program_code),
        assigned=assigned_all_the_same(round, pairs, request.user),
    )


def tally(pairs: dict[tuple[int, int], list[Reason]], reviewer: int, columns: list[Kind]) -> tuple[int, list[int]]:
    """How many applications are closed to the reviewer, and by which kinds."""
    own = [{reason.kind for reason in reasons} for (_application, who), reasons in pairs.items() if who == reviewer]
    return len(own), [sum(kind in kinds for kinds in own) for kind in columns]


def assigned_all_the_same(round: Round, pairs: dict[tuple[int, int], list[Reason]], reader: User) -> list[tuple[Review, list[Reason]]]:
    """Reviews that go on although something ties the two: it turned up, or was declared elsewhere, after the assignment."""
    rows = Review.objects.filter(round=round).exclude(conflict=Review.Conflict.DECLARED).apart_from(reader)
    rows = rows.select_related("application", "reviewer").only("application__folio", "reviewer__name", "reviewer__email")

    return [
        (row, pairs[row.application_id, row.reviewer_id]) for row in rows.order_by("pk") if (row.application_id, row.reviewer_id) in pairs
    ]


def graph_page(request: StaffRequest, pk: int, reviewer: int) -> HttpResponse:
    """Why one reviewer should not read these applications: as a picture and as a list, with what was overruled."""
    round, person = round_and_reviewer(request, pk, reviewer)
    pairs = found(round, None, [person.pk])
    rows = with_folios(round, request.user, [application for application, _who in pairs])
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("p"))
    listed = [(application, pairs[application.pk, person.pk]) for application in page]
    let = Overruled.objects.filter(reviewer=person, application__in=with_folios(round, request.user, None)).select_related(
        "application", "by"
    )
    return staff_page(
        request,
        "admin/applicants/round/conflict_graph.html",
        title=_("Conflicts of interest"),
        round=round,
        reviewer=person,
        page=page,
        listed=listed,
        graph=graph([(application.folio, reasons) for application, reasons in listed[:MOST]]),
        drawn=min(len(listed), MOST),
        overruled=let.order_by("pk"),
    )


def overruling(request: StaffRequest, pk: int, reviewer: int, application: int) -> HttpResponse:
    """GET shows why and asks for a reason; POST overrules, or with `reinstate` lets it count again."""
    round, person = round_and_reviewer(request, pk, reviewer)
    row = get_object_or_404(with_folios(round, request.user, None), pk=application)
    back = redirect("admin:round_conflict_graph", round.pk, person.pk)
    if "reinstate" in request.POST:
        if reinstate(round=round, application=row.pk, reviewer=person.pk, by=request.user):
            messages.success(request, _("The conflict counts again."))
        return back
    form = WhyForm(request.POST if "confirm" in request.POST else None)
    if form.is_bound and form.is_valid():
        overrule(round=round, application=row.pk, reviewer=person.pk, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("%(name)s may be given %(folio)s.") % {"name": person, "folio": row.folio})
        return back
    reasons = found(round, [row.pk], [person.pk]).get((row.pk, person.pk), [])
    blocked = ""
    if not reasons:
        blocked = _("There is no conflict between the two, or it is overruled already.")
    elif any(reason.is_firm for reason in reasons):
        blocked = _("The reviewer has declared it, applies to this call, or takes part in the application: that stands.")
    context: dict[str, Any] = {"round": round, "reviewer": person, "application": row, "reasons": reasons, "form": form, "blocked": blocked}
    status = 400 if form.is_bound else 200
    return staff_page(
        request, "admin/applicants/round/overruling.html", title=_("Let a reviewer read all the same"), status=status, **context
    )


def kinds_page(request: StaffRequest, pk: int) -> HttpResponse:
    """What the programme looks for, in this round and all others."""
    round = round_for(request, pk, Permission.MANAGE_CALL)
    form = KindsForm(request.POST if request.method == "POST" else None, initial={"kinds": [kind.value for kind in kinds_of(round)]})
    if form.is_bound and form.is_valid():
        look_for(round=round, kinds=form.cleaned_data["kinds"], by=request.user)
        messages.success(request, _("From now on these conflicts are looked for."))
        return redirect("admin:round_conflicts", round.pk)
    return staff_page(
        request, "admin/applicants/round/conflict_kinds.html", title=_("Which conflicts to look for"), round=round, form=form, blocked=""
    )


def round_and_reviewer(request: StaffRequest, pk: int, reviewer: int) -> tuple[Round, User]:
    round = round_for(request, pk, Permission.ASSIGN)
    person = reviewers_of(round.call.program_code).filter(pk=reviewer).first()
    if person is None:
        raise Http404
    return round, person


def with_folios(round: Round, reader: User, applications: list[int] | None) -> QuerySet[Application]:
    """The round's applications (those asked for) in which the reader has no part, by folio."""
    rows = Application.objects.filter(call=round.call_id).apart_from(reader).order_by("folio").only("folio", "call")
    return rows if applications is None else rows.filter(pk__in=applications)
