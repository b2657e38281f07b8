"""Which answers are read for which criterion: staff say it, reviewers who go through one criterion see no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.calls.form_versions import LoadedForm, form_version
from applicants.review.desk.models import Need
from applicants.review.desk.reading import is_hidden
from applicants.review.models import Criterion, Round
from applicants.review.rounds.assigning import round_for
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.web.bilingual import pick

if TYPE_CHECKING:
    from fundportal.accounts.models import User


@transaction.atomic
def set_needs(*, round: Round, needs: dict[int, set[str]], by: User) -> int:
    """Keep what each criterion of the round needs. It may be changed at any time: it changes no score. Returns how many rows were added or taken away."""
    criteria = {criterion.pk: criterion for criterion in Criterion.objects.select_for_update().filter(round=round).order_by("pk")}
    before = {(row.criterion_id, row.question): row.pk for row in Need.objects.filter(criterion__in=criteria)}
    after = {(pk, key) for pk, keys in needs.items() if pk in criteria for key in keys}
    Need.objects.filter(pk__in=[pk for pair, pk in before.items() if pair not in after]).delete()
    Need.objects.bulk_create(Need(criterion_id=pk, question=key) for pk, key in sorted(after - before.keys()))
    changed = len(after ^ before.keys())
    if changed:
        target = f"{round.call.slug}:{round.ordinal}"
        record(actor=by, verb="needs_changed", target=target, program_code=round.call.program_code, rows=changed)
    return changed


def needs_page(request: StaffRequest, pk: int) -> HttpResponse:
    """A box for each criterion and each question that the round shows; POST keeps them."""
    round = round_for(request, pk, Permission.MANAGE_CALL)
    criteria = list(round.criteria.all())
    form: LoadedForm | None = form_version(round.call.form_version_id) if round.call.form_version_id else None
    questions = [
        (section.title, [(q["key"], pick(q["label"])) for q in section.questions if not is_hidden(q, round.blind_tier)])
        for section in (form.sections if form else ())
    ]
    if request.method == "POST" and not round.closed_at:
        known = {key for _title, some in questions for key, _label in some}
        chosen = {criterion.pk: known & set(request.POST.getlist(f"needs-{criterion.pk}")) for criterion in criteria}
        set_needs(round=round, needs=chosen, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("admin:round_needs", pk)
    have: dict[int, set[str]] = {criterion.pk: set() for criterion in criteria}
    for criterion, key in Need.objects.filter(criterion__in=have).values_list("criterion", "question"):
        have[criterion].add(key)
    return staff_page(
        request,
        "admin/applicants/round/needs.html",
        title=_("What each criterion needs"),
        round=round,
        criteria=[(criterion, have[criterion.pk]) for criterion in criteria],
        sections=[(title, some) for title, some in questions if some],
    )
