"""Asking that somebody else reads the application: what it means, then doing it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.selection.appeals.ask import LONGEST, AppealOver, appealable, ask
from fundportal.web.arrival import arrived_at
from fundportal.web.pack.helper import section_helper
from fundportal.web.steady import repeatable


class AppealForm(forms.Form):
    """What the person says."""

    reason = forms.CharField(
        label=gettext_lazy("What should be looked at again, and why"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("For example, what was overlooked or misunderstood. New answers and files cannot be added."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].widget.attrs.pop("maxlength", None)  # what is too long is told, not cut


@never_cache
@login_required
@repeatable
def appeal(request: PersonRequest, folio: str) -> HttpResponse:
    """GET says what happens and until when; POST asks. A repeat, and whoever has nothing to ask, ends at the status page, which tells the rest."""
    application = own(request.user, folio)
    decision = appealable(application)
    if decision is None or decision.release is None or decision.release.appeal_until is None:
        return redirect("application", folio)
    at, until = arrived_at(request), decision.release.appeal_until
    form = AppealForm(request.POST or None)
    is_over = at > until
    if request.method == "POST" and form.is_valid():
        try:
            ask(application_id=application.pk, person=request.user, reason=form.cleaned_data["reason"], at=at)
        except AppealOver as refusal:  # the words stay on the page, to be copied
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("We have what you wrote. A person will read it and answer you."))
            return redirect("application", folio)
    context = {
        "application": application,
        "call": application.call,
        "form": form,
        "helper": section_helper(),
        "until": until,
        "is_over": is_over,
    }
    return render(request, "selection/appeal.html", context, status=400 if form.errors else 200)
