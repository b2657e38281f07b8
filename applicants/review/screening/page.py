"""Screening as staff do it: a page that says what will happen, to whom and with which letter; then the verb; then a message."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applicants.applications.bulk.begin import AT_ONCE
from applicants.applications.bulk.pages import begun
from applicants.applications.bulk.verbs import VERBS
from applicants.applications.eligibility.staff import said
from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest, ids_of, staff_page
from applicants.applications.states import State
from applicants.review.preview import Preview, preview
from applicants.review.screening.checklist import checked
from applicants.review.screening.screen import (
    AFTER_ALL,
    AGAIN,
    IN,
    OUT,
    Moved,
    contacts_of,
    from_when,
    may_still_change,
    screen,
    sorted_out,
)
from fundportal.accounts.roles import Permission

NAMED = 50
WAYS = {"in": IN, "out": OUT, "again": AGAIN, "after-all": AFTER_ALL}
TITLES: dict[str, str | Promise] = {
    IN: _("Screen in"),
    OUT: _("Screen out"),
    AGAIN: _("Screen in after all"),
    AFTER_ALL: _("Screen out after all"),
}
LETTERS = {OUT: "screened_out", AGAIN: "readmitted", AFTER_ALL: "screened_out"}


class ReasonForm(forms.Form):
    """Why an application meets the requirements or does not. Where a letter is sent the person reads it, else it is a note for staff."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, verb: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        if verb == IN:
            reason.required, reason.label = False, _("Note for staff")
            reason.help_text = _("It stands in the history of the application; the person does not read it. It may be left empty.")
        elif verb == AGAIN:
            reason.help_text = _("Each person reads it in the letter. Say what you had seen otherwise.")
        else:
            reason.help_text = _("Each person reads it in the letter. Name the requirement and what was missing.")


def candidates(request: StaffRequest, ids: list[int]) -> list[Application]:
    """Those of the applications that the reader may screen: none of their own."""
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
        return screening_page(request, verb, found, ReasonForm(verb=verb))
    form = ReasonForm(request.POST, verb=verb)
    if not form.is_valid():
        return screening_page(request, verb, found, form)
    tell(request, verb, screen(ids=[a.pk for a in found], verb=verb, by=request.user, reason=form.cleaned_data["reason"]))
    return redirect(following(request, found))


def following(request: StaffRequest, done: list[Application]) -> str:
    """Where the work goes on: after one application the next of its call that waits, after many the list as it was filtered."""
    listed = reverse("admin:applicants_application_changelist")
    if len(done) != 1:
        back = request.POST.get("back", "")
        return f"{listed}?{back}" if back else listed
    only = done[0]
    waiting = Application.objects.visible_to(request.user).filter(call=only.call_id, state=State.SUBMITTED).exclude(pk=only.pk)
    skipped = ExpressionWrapper(Q(submitted_at__lt=only.submitted_at), output_field=BooleanField())
    following = waiting.order_by(skipped, "submitted_at", "pk").values_list("pk", flat=True).first()
    if following is None:
        return f"{listed}?screened=waiting&call={only.call_id}"
    return reverse("admin:applicants_application_change", args=[following])


def screening_page(request: StaffRequest, verb: str, found: list[Application], form: ReasonForm, *, back: str = "") -> HttpResponse:
    """`back` are the filters of the list from which they came."""
    movable, early, others = sorted_out(found, verb, timezone.now())
    context = before(verb, movable, early, form)
    return staff_page(
        request,
        "admin/applicants/review/screening.html",
        title=TITLES[verb],
        way=next(way for way, named in WAYS.items() if named == verb),
        movable=movable,
        others=others,
        early=early,
        ids=",".join(str(application.pk) for application in found),
        back=back,
        form=form,
        status=400 if form.errors else 200,
        **context,
    )


def before(
    verb: str, movable: list[Application], early: list[Application], form: forms.Form, *, count: int | None = None
) -> dict[str, Any]:
    """What the page says beforehand, of `count` applications (all that are given) by naming the first."""
    now = timezone.now()
    samples = [application for application in movable if may_still_change(application, now)]
    letter = letter_of(verb, movable, form) if verb in LETTERS else None
    named = movable[:NAMED]
    checks, lists = said(named), checked(named)
    count = len(movable) if count is None else count
    return {
        "verb": verb,
        "count": count,
        "named": [(application, checks.get(application.pk), lists.get(application.pk, [])) for application in named],
        "more": count - len(named),
        "until": from_when(early or samples) if early or samples else "",
        "is_sample": bool(samples) and not early,
        "letter": letter,
        "blocked": blocked(movable, early, letter),
    }


def blocked(movable: list[Application], early: list[Application], letter: Preview | None) -> str | Promise:
    """Why nothing can be confirmed here; empty when it can."""
    if early and not movable:
        return _("The call is still open.")
    if not movable or (letter and letter.trouble):
        return _("There is nothing to do here.")
    return ""


def letter_of(verb: str, movable: list[Application], form: forms.Form) -> Preview | None:
    """The letter to the first of them."""
    if not movable:
        return None
    first = movable[0]
    reason = form["reason"].value() or _("(the reason that you write)")
    contact = contacts_of({first.call_id}).get(first.call_id, "")
    return preview(kind=LETTERS[verb], application=first, reason=str(reason), contact=contact)


def tell(request: StaffRequest, verb: str, done: Moved) -> None:
    """What happened, in figures, and by name who was left out."""
    if done.moved:
        words = (
            ngettext("%(count)d application was screened out and its letter is on its way.", "%(count)d applications were screened out and their letters are on their way.", len(done.moved))
            if verb in (OUT, AFTER_ALL)
            else ngettext("%(count)d application goes on to review after all and its letter is on its way.", "%(count)d applications go on to review after all and their letters are on their way.", len(done.moved))
            if verb == AGAIN
            else ngettext("%(count)d application goes on to review.", "%(count)d applications go on to review.", len(done.moved))
        )  # fmt: skip
        messages.success(request, words % {"count": len(done.moved)})
    if done.others:
        listed = ", ".join(f"{application.folio} ({application.get_state_display()})" for application in done.others[:NAMED])
        messages.warning(
            request,
            _("Nothing was changed for these, their state is another one by now or their person has gone: %(list)s.") % {"list": listed},
        )
    if done.early:
        listed = ", ".join(application.folio for application in done.early[:NAMED])
        messages.warning(request, _("Nothing was changed for these, they may still be corrected: %(list)s.") % {"list": listed})


def action(verb: str) -> Any:
    """The admin action that leads to the page, of a job when they are many."""

    @admin.action(description=TITLES[verb], permissions=["screen"])  # type: ignore[arg-type]
    def open_page(model_admin: Any, request: HttpRequest, queryset: QuerySet[Application]) -> HttpResponse | None:
        staff = cast(StaffRequest, request)
        ids = list(queryset.order_by("pk").values_list("pk", flat=True)[: AT_ONCE + 1])
        if len(ids) > AT_ONCE:
            return begun(staff, VERBS[verb], queryset)
        return screening_page(staff, verb, candidates(staff, ids), ReasonForm(verb=verb), back=request.GET.urlencode())

    open_page.__name__ = verb
    return open_page
