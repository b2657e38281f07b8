"""The calibration set: staff choose it and see how it goes, reviewers see how the panel has scored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.review.calibration.calibrate import CannotCalibrate, calibrate, give, take_back
from applicants.review.calibration.models import FEWEST, MOST, Calibration
from applicants.review.calibration.spread import spread, waiting
from applicants.review.desk.page import queues_for
from applicants.review.models import Review, Round
from applicants.review.rounds.assigning import round_for
from fundportal.accounts.models import User
from fundportal.accounts.roles import Permission


class ChoosingForm(forms.Form):
    """Which applications, whether their reviews count, and when the spread is shown."""

    folios = forms.CharField(
        label=gettext_lazy("Applications"),
        widget=forms.Textarea(attrs={"rows": MOST, "cols": 30}),
        help_text=gettext_lazy("Three to five folios, one a line: such as differ from one another, and of which somebody will speak."),
    )
    shown = forms.ChoiceField(
        label=gettext_lazy("The spread is shown"),
        choices=Calibration.Shown.choices,
        initial=Calibration.Shown.OWN,
        widget=forms.RadioSelect,
    )
    counts = forms.BooleanField(
        label=gettext_lazy("These reviews count in the scores"),
        required=False,
        help_text=gettext_lazy(
            "Only if the call says so. Otherwise those count alone that come of an ordinary assignment: give each of these applications to some reviewers as well."
        ),
    )

    def clean_folios(self) -> list[str]:
        found: list[str] = sorted(set(self.cleaned_data["folios"].upper().split()))
        if not FEWEST <= len(found) <= MOST:
            raise forms.ValidationError(_("Choose %(fewest)d to %(most)d applications.") % {"fewest": FEWEST, "most": MOST})
        return found


def calibration_page(request: StaffRequest, pk: int) -> HttpResponse:
    """GET shows the set, or asks for it; POST chooses it, takes it back, or gives it to who has joined since."""
    round = round_for(request, pk, Permission.ASSIGN)
    found = Calibration.objects.filter(round=round).first()
    form = None
    if found is None:
        form = ChoosingForm(request.POST or None)
        if form.is_valid():
            try:
                calibrate(round=round, by=request.user, **form.cleaned_data)
            except CannotCalibrate as refusal:
                form.add_error("folios", str(refusal.message))
            else:
                messages.success(request, _("Chosen: the whole panel scores these first."))
                return redirect("admin:round_calibration", pk)
    elif request.method == "POST":
        found.round = round
        return changed(request, round, found)
    status = 400 if form is not None and form.is_bound else 200
    return staff_page(
        request,
        "admin/applicants/round/calibration.html",
        title=_("Calibration"),
        round=round,
        calibration=found,
        form=form,
        status=status,
        **(state_of(found, round) if found else {}),
    )


def changed(request: StaffRequest, round: Round, calibration: Calibration) -> HttpResponse:
    if "take_back" in request.POST:
        gone = take_back(round=round, by=request.user)
        messages.success(
            request, ngettext("%(count)d review was taken back.", "%(count)d reviews were taken back.", gone) % {"count": gone}
        )
    elif "give" in request.POST:
        new = give(calibration=calibration, by=request.user)
        messages.success(request, ngettext("%(count)d review was assigned.", "%(count)d reviews were assigned.", new) % {"count": new})
    return redirect("admin:round_calibration", round.pk)


def state_of(calibration: Calibration, round: Round) -> dict[str, Any]:
    """Who has handed in how much of the set, and the spread so far."""
    chosen = calibration.chosen.values("application")
    here = Q(reviews__round=round, reviews__application__in=chosen) & ~Q(reviews__conflict=Review.Conflict.DECLARED)
    people = User.objects.filter(reviews__round=round, reviews__application__in=chosen).annotate(
        given=Count("reviews", here, distinct=True), done=Count("reviews", here & Q(reviews__submitted_at__isnull=False), distinct=True)
    )
    begun = Review.objects.filter(round=round, assigned_at=calibration.made_at, application__in=chosen, saved_at__isnull=False).exists()
    return {
        "people": people.order_by("sort_name", "pk"),
        "spreads": spread(calibration, list(round.criteria.all())),
        "folios": calibration.chosen.order_by("pk").values_list("application__folio", flat=True),
        "begun": begun,
    }


def panel_spread(request: StaffRequest, pk: int) -> HttpResponse:
    """How the panel has scored the set, for a reviewer of the round, once their own is handed in (or everybody's, as staff have said)."""
    queue = next((queue for queue in queues_for(request) if queue.round.pk == pk and queue.has_calibration), None)
    found = Calibration.objects.filter(round=pk).first() if queue else None
    if queue is None or found is None:
        raise Http404
    others = waiting(found) if found.shown == Calibration.Shown.ALL and not queue.calibrating else 0
    shown = not queue.calibrating and not others
    return staff_page(
        request,
        "admin/applicants/review/spread.html",
        title=_("Calibration"),
        queue=queue,
        pace=queue.pace(),
        frames=queue.frames(),
        others=others,
        spreads=spread(found, list(queue.round.criteria.all()), request.user.pk) if shown else [],
    )
