"""The panel of a programme as staff see it, a reviewer's profile as staff write it, and as the reviewer does."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.calls.form_versions import form_version
from applicants.calls.models import Call
from applicants.calls.questions.options import choices
from applicants.review.panel.form import ProfileForm
from applicants.review.panel.languages import COMMON, name_of, said_by
from applicants.review.panel.models import ReviewerProfile
from applicants.review.panel.topics import topic_questions
from applicants.review.panel.write import write_profile
from applicants.review.rounds.assign import reviewers_of
from fundportal.accounts.models import User
from fundportal.accounts.roles import Permission
from fundportal.web.bilingual import pick
from programs.models import Program

CALLS_SHOWN = 5


def panel_page(request: StaffRequest, code: str) -> HttpResponse:
    """The programme's reviewers with what is known of each. Three statements, whatever their number."""
    require_assigning(request.user, code)
    profiles = {row.reviewer_id: row for row in ReviewerProfile.objects.visible_to(request.user).filter(program_code=code)}
    rows = [(person, profiles.get(person.pk), languages(profiles.get(person.pk))) for person in reviewers_of(code)]
    return staff_page(request, "admin/applicants/panel/panel.html", title=_("Panel of reviewers"), code=code, rows=rows)


def languages(profile: ReviewerProfile | None) -> list[str]:
    order = [*COMMON]
    known = said_by(profile.languages if profile else None)
    return [name_of(code) for code in sorted(known, key=lambda code: (order.index(code) if code in order else len(order), code))]


def member_page(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    """One reviewer's profile, written by staff."""
    require_assigning(request.user, code)
    reviewer = get_object_or_404(reviewers_of(code), pk=pk)
    return profile_page(request, code, reviewer, staff=True)


def own_pages(request: StaffRequest) -> HttpResponse:
    """The programmes in which one reviews; who reviews in one is led on to it."""
    if not request.user.may_somewhere(Permission.REVIEW):
        raise PermissionDenied
    codes = request.user.codes_with(Permission.REVIEW)
    if len(codes) == 1:
        return redirect("admin:reviewer_profile", codes[0])
    programs = Program.objects.filter(code__in=codes).order_by("code")
    return staff_page(request, "admin/applicants/panel/own.html", title=_("What I read and know"), programs=programs)


def own_page(request: StaffRequest, code: str) -> HttpResponse:
    """One's own profile in a programme in which one reviews."""
    if code not in request.user.codes_with(Permission.REVIEW):
        raise PermissionDenied
    return profile_page(request, code, request.user, staff=False)


def profile_page(request: StaffRequest, code: str, reviewer: User, *, staff: bool) -> HttpResponse:
    profile = ReviewerProfile.objects.visible_to(request.user).filter(program_code=code, reviewer=reviewer).first()
    form = ProfileForm(request.POST or None, profile=profile, staff=staff)
    back = reverse("admin:panel", args=[code]) if staff else reverse("admin:review_desk")
    if request.method == "POST" and form.is_valid():
        write_profile(program_code=code, reviewer=reviewer, by=request.user, **form.values)
        messages.success(request, _("The profile is saved. It counts from the next assignment on."))
        return redirect(back)
    return staff_page(
        request,
        "admin/applicants/panel/profile.html",
        title=str(reviewer) if staff else _("What I read and know"),
        code=code,
        form=form,
        staff=staff,
        back=back,
        words=words_of(code),
        status=400 if form.errors else 200,
    )


def words_of(code: str) -> list[tuple[str, list[str]]]:
    """The questions of the programme's newest calls that say what an application is about, each with its options."""
    calls = Call.objects.filter(cohort__strand__program__code=code).exclude(form_version=None)
    versions = calls.order_by("-closes_at", "-pk").values_list("form_version", flat=True)[:CALLS_SHOWN]
    found: dict[str, list[str]] = {}
    for version in versions:
        for question in topic_questions(form_version(version)).values():
            found.setdefault(pick(question["label"]), [label for _code, label in choices(question["config"]["options"])])
    return list(found.items())


def require_assigning(user: User, code: str) -> None:
    """Raises PermissionDenied for whoever does not assign in the programme."""
    if not user.may(Permission.ASSIGN, code):
        raise PermissionDenied
