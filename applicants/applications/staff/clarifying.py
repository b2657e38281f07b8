"""Asking about one answer of an application, taking the question back, and what came of it on the application's page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.applications.clarification.about import form_handed_in
from applicants.applications.clarification.ask import CannotAsk, ask, hindrance
from applicants.applications.clarification.models import READ_NOW, Clarification
from applicants.applications.clarification.reading import clarified
from applicants.applications.clarification.take_back import NothingToTakeBack, take_back_question, why_closed
from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.applications.staff.panels import Panel, Step, panel, steps
from applicants.applications.staff.view import readable
from fundportal.accounts.roles import Permission
from fundportal.web.bilingual import pick
from fundportal.web.local_time import LocalDateTimeField, in_zone

USUAL = timedelta(days=5)


class AskingForm(forms.Form):
    """Which answer, what about it, and until when, on the call's clock."""

    question = forms.ChoiceField(label=_("Question of the form"))
    text = forms.CharField(
        label=_("What you want to know"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
        help_text=_("The person reads exactly this, and so do the reviewers: name nobody."),
    )
    due_at = LocalDateTimeField(label=_("Answer by"), help_text=_("On the clock of the call. Not after the promised date of decision."))

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        self.instance = application.call
        super().__init__(*args, **kwargs)
        assert application.submission is not None  # noqa: S101 (staff see what was handed in alone)
        form = form_handed_in(application.submission)
        groups = [(section.title, [(q["key"], pick(q["label"])) for q in section.questions]) for section in form.sections]
        self.fields["question"].choices = groups  # type: ignore[attr-defined]
        self.fields["due_at"].initial = (timezone.now() + USUAL).astimezone(application.call.zone).replace(hour=23, minute=59, tzinfo=None)

    def clean(self) -> dict[str, Any]:
        return in_zone(self, "due_at")


def clarifying(request: StaffRequest, pk: int) -> HttpResponse:
    """GET asks; POST writes to the person, and says what stood in the way."""
    application = readable(request, pk)
    if not request.user.may(Permission.SCREEN, application.call.program_code):
        raise PermissionDenied
    blocked = hindrance(application, timezone.now())
    form = AskingForm(request.POST or None, application=application, initial={"question": request.GET.get("question", "")[:40]})
    if not blocked and form.is_valid():
        try:
            ask(application_id=application.pk, by=request.user, **form.cleaned_data)
        except CannotAsk as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, gettext("Asked. The letter to the person is on its way."))
            return redirect("admin:applicants_application_change", application.pk)
    return staff_page(
        request,
        "admin/applicants/application/asking.html",
        title=_("Ask about one answer"),
        application=application,
        form=form,
        blocked=blocked,
        status=400 if form.is_bound else 200,
    )


def taking_back(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """GET says what will happen; POST takes the question back and writes to the person, or says what stood in the way."""
    application = readable(request, pk)
    if not request.user.may(Permission.SCREEN, application.call.program_code):
        raise PermissionDenied
    read = next((each for each in clarified(application) if each.clarification.number == number), None)
    if read is None:
        raise Http404
    if request.method == "POST":
        try:
            take_back_question(application_id=application.pk, number=number, by=request.user)
        except NothingToTakeBack as refusal:
            messages.warning(request, str(refusal.message))
        else:
            messages.success(request, gettext("Taken back. The letter to the person is on its way."))
        return redirect("admin:applicants_application_change", application.pk)
    return staff_page(
        request,
        "admin/applicants/application/taking_back.html",
        title=_("Take the question back"),
        application=application,
        read=read,
        zone=application.call.time_zone,
        blocked=why_closed(read.clarification, timezone.now()),
    )


@steps
def asking_step(request: StaffRequest, application: Application) -> Iterable[Step]:
    if application.state in READ_NOW and request.user.may(Permission.SCREEN, application.call.program_code):
        yield Step(_("Ask about one answer"), reverse("admin:applicants_application_clarify", args=[application.pk]))


@panel
def asked_panel(request: StaffRequest, application: Application) -> Panel | None:
    found = clarified(application)
    if not found:
        return None
    now = timezone.now()
    still: list[Clarification] = [each.clarification for each in found if each.clarification.is_open(now)]
    files_at = f"{reverse('admin:applicants_application_changelist')}{application.pk}/files/"
    context: dict[str, Any] = {
        "clarified": found,
        "open": still,
        "zone": application.call.time_zone,
        "files_at": files_at,
        "pk": application.pk,
    }
    context["may_take_back"] = request.user.may(Permission.SCREEN, application.call.program_code)
    return Panel(_("Questions to the person"), "admin/applicants/application/clarifications.html", context)
