"""Appeals as staff see and answer them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.applications.advance import LeftForGood
from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.review.models import Review
from applicants.review.preview import preview
from applicants.review.rounds.assign import CannotAssign
from applicants.selection.appeals.answer import AnsweredAlready, DecidedBefore, NobodyReads, accept, fresh_readers, reject
from applicants.selection.appeals.models import Appeal
from applicants.selection.call_for import application_for, call_for
from applicants.selection.decisions.stage import ReleaseRunning
from applicants.selection.procedure.models import procedure_of

A_PAGE = 100
REJECT, ACCEPT = "reject", "accept"


class AnswerForm(forms.Form):
    """Rejected or accepted, with the reason, and who reads it again."""

    what = forms.ChoiceField(
        label=gettext_lazy("Answer to the appeal"),
        choices=[
            (ACCEPT, gettext_lazy("Accept it: other people read the application")),
            (REJECT, gettext_lazy("Reject it: the decision stands")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The person reads it in the letter."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    reviewers = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who reads it again"),
        help_text=gettext_lazy("Reviewers of the programme to whom this application was never given. Only when you accept it."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, readers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewers"].choices = readers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("what") == ACCEPT and not cleaned.get("reviewers") and "reviewers" not in self.errors:
            self.add_error("reviewers", _("Choose at least one reviewer who has not read it."))
        return cleaned


def appeals(request: StaffRequest, pk: int) -> HttpResponse:
    """All appeals of a call, those that wait first."""
    call = call_for(request, pk)
    rows = Appeal.objects.visible_to(request.user).filter(application__call=call).select_related("application__applicant", "answered_by")
    rows = rows.defer("application__answers", "application__revisions")
    order = {state: place for place, state in enumerate(Appeal.State.values)}
    found = sorted(rows, key=lambda appeal: (order[appeal.state], appeal.made_at))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("p"))
    title = _("Appeals")
    return staff_page(request, "admin/applicants/appeal/list.html", title=title, call=call, page=page, procedure=procedure_of(call))


def answering(request: StaffRequest, pk: int) -> HttpResponse:
    """GET shows what the person says, the decision, and the form; POST with `confirm` answers. A repeat shows what was answered."""
    application = application_for(request, pk)
    rows = Appeal.objects.visible_to(request.user).select_related(
        "decision__release", "decision__staged_by", "answered_by", "outcome__release", "round"
    )
    appeal = rows.filter(application=application).first()
    if appeal is None:
        raise Http404
    appeal.application = application
    readers = fresh_readers(application) if appeal.state == Appeal.State.OPEN else []
    choices = [(person.pk, str(person)) for person in readers]
    if "confirm" not in request.POST:
        return answering_page(request, appeal, AnswerForm(readers=choices))
    form = AnswerForm(request.POST, readers=choices)
    if appeal.state == Appeal.State.OPEN and not form.is_valid():
        return answering_page(request, appeal, form)
    what, answer = request.POST.get("what"), str(form.cleaned_data.get("answer", "")) if appeal.state == Appeal.State.OPEN else ""
    try:
        if what == REJECT:
            reject(appeal=appeal, answer=answer, by=request.user)
            messages.success(request, _("The appeal is rejected; the letter is on its way."))
        elif what == ACCEPT:
            chosen = form.cleaned_data.get("reviewers", []) if appeal.state == Appeal.State.OPEN else []
            accept(appeal=appeal, answer=answer, reviewers=chosen, by=request.user)
            messages.success(request, _("The application is being read again; the letter is on its way."))
    except (NobodyReads, CannotAssign) as refusal:
        form.add_error("reviewers", str(refusal.message))
        return answering_page(request, appeal, form)
    except (ReleaseRunning, LeftForGood) as refusal:  # what was typed stays
        form.add_error(None, str(refusal.message))
        return answering_page(request, appeal, form)
    except (AnsweredAlready, DecidedBefore) as refusal:
        messages.error(request, str(refusal.message))
    return redirect("admin:appeal", pk)


def answering_page(request: StaffRequest, appeal: Appeal, form: AnswerForm) -> HttpResponse:
    application, is_open = appeal.application, appeal.state == Appeal.State.OPEN
    reason = str(form["answer"].value() or _("(the reason that you write)"))
    letters = [
        (gettext_lazy("The letter, if you accept"), preview(kind="appeal_accepted", application=application, reason=reason, readers=2)),
        (gettext_lazy("The letter, if you reject"), preview(kind="appeal_rejected", application=application, reason=reason)),
    ]
    given = Review.objects.filter(application=application).select_related("reviewer", "round").order_by("round__ordinal", "pk")
    return staff_page(
        request,
        "admin/applicants/appeal/answering.html",
        title=_("Appeal"),
        appeal=appeal,
        application=application,
        call=application.call,
        form=form if is_open else None,
        letters=letters if is_open else [],
        readers=given,
        blocked=blocked(request, appeal) if is_open else _("It is answered."),
        status=400 if form.errors else 200,
    )


def blocked(request: StaffRequest, appeal: Appeal) -> str:
    """Why this person cannot answer; empty when they can."""
    decided = (appeal.decision.staged_by_id, appeal.decision.confirmed_by_id)
    if request.user.pk in decided and procedure_of(appeal.application.call).four_eyes:
        return str(DecidedBefore().message)
    return ""


def waiting_for(application: Application) -> Appeal | None:
    """The appeal about an application, for its page. One statement."""
    return Appeal.objects.filter(application=application).select_related("answered_by").first()
