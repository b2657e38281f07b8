"""Screening as staff do it: a page that says what will happen, to whom and with which letter; then the verb; then a message."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applicants.applications.models import Application
from applicants.applications.staff_page import MOST_AT_ONCE, StaffRequest, ids_of, staff_page
from applicants.applications.states import TRANSITIONS
from applicants.review.preview import Preview, preview
from applicants.review.screen import IN, OUT, Moved, contacts_of, screen
from fundportal.accounts.roles import Permission

NAMED = 50
WAYS = {"in": IN, "out": OUT}
TITLES: dict[str, str | Promise] = {IN: _("Screen in"), OUT: _("Screen out")}


class ReasonForm(forms.Form):
    """Why an application does not meet the requirements; the person reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Each person reads it in the letter. Name the requirement and what was missing."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def candidates(request: StaffRequest, ids: list[int]) -> list[Application]:
    """Those of the applications that the reader may screen."""
    if not request.user.may_somewhere(Permission.SCREEN):
        raise PermissionDenied
    rows = Application.objects.visible_to(request.user).filter(pk__in=ids)
    if not request.user.is_superuser:
        rows = rows.filter(call__cohort__strand__program__code__in=request.user.codes_with(Permission.SCREEN))
    return list(rows.select_related("call__cohort__strand__program", "applicant").defer("answers", "revisions").order_by("pk"))


def screening(request: StaffRequest, way: str) -> HttpResponse:
    """GET says what will happen; POST with `confirm` does it."""
    verb = WAYS.get(way)
    if verb is None:
        raise Http404
    found = candidates(request, ids_of(request))
    if "confirm" not in request.POST:
        return screening_page(request, verb, found, ReasonForm())
    form = ReasonForm(request.POST)
    if verb == OUT and not form.is_valid():
        return screening_page(request, verb, found, form)
    tell(
        request,
        verb,
        screen(ids=[a.pk for a in found], verb=verb, by=request.user, reason=form.cleaned_data["reason"] if verb == OUT else ""),
    )
    return redirect("admin:applicants_application_changelist")


def screening_page(request: StaffRequest, verb: str, found: list[Application], form: ReasonForm) -> HttpResponse:
    movable = [application for application in found if application.state in TRANSITIONS[verb].sources]
    letter = letter_out(movable, form) if verb == OUT else None
    return staff_page(
        request,
        "admin/applicants/review/screening.html",
        title=TITLES[verb],
        out=verb == OUT,
        way="out" if verb == OUT else "in",
        movable=movable,
        more=max(0, len(movable) - NAMED),
        named=movable[:NAMED],
        others=[application for application in found if application not in movable],
        ids=",".join(str(application.pk) for application in found),
        form=form if verb == OUT else None,
        letter=letter,
        blocked="" if movable and not (letter and letter.trouble) else _("There is nothing to do here."),
        status=400 if form.errors else 200,
    )


def letter_out(movable: list[Application], form: ReasonForm) -> Preview | None:
    """The letter to the first of them."""
    if not movable:
        return None
    first = movable[0]
    reason = form["reason"].value() or _("(the reason that you write)")
    return preview(kind="screened_out", application=first, reason=str(reason), contact=contacts_of({first.call_id}).get(first.call_id, ""))


def tell(request: StaffRequest, verb: str, done: Moved) -> None:
    """What happened, in figures, and by name who was left out."""
    if done.moved:
        words = (
            ngettext("%(count)d application was screened out and its letter is on its way.", "%(count)d applications were screened out and their letters are on their way.", len(done.moved))
            if verb == OUT
            else ngettext("%(count)d application goes on to review.", "%(count)d applications go on to review.", len(done.moved))
        )  # fmt: skip
        messages.success(request, words % {"count": len(done.moved)})
    if done.others:
        listed = ", ".join(f"{application.folio} ({application.get_state_display()})" for application in done.others[:NAMED])
        messages.warning(request, _("Nothing was changed for these, their state is another one by now: %(list)s.") % {"list": listed})


def action(verb: str) -> Any:
    """The admin action that leads to the page."""

    @admin.action(description=TITLES[verb], permissions=["screen"])  # type: ignore[arg-type]
    def open_page(model_admin: Any, request: HttpRequest, queryset: QuerySet[Application]) -> HttpResponse:
        staff = cast(StaffRequest, request)
        ids = list(queryset.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
        return screening_page(staff, verb, candidates(staff, ids), ReasonForm())

    open_page.__name__ = verb
    return open_page
