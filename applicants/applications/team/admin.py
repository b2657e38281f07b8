"""The team on an application's page, the files of its letters, and what a call asks of referees."""

from __future__ import annotations

from django.contrib import admin
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from applicants.applications.admin import ApplicationAdmin
from applicants.applications.asked import answered_form
from applicants.applications.draft.authors import helped_answers
from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest
from applicants.applications.staff.panels import Panel, panel
from applicants.applications.staff.view import readable, submitted
from applicants.applications.team.collective.lines import lines_of
from applicants.applications.team.help.models import Help
from applicants.applications.team.members.models import Member
from applicants.applications.team.references.forms import ReferencesAskedForm
from applicants.applications.team.references.models import Reference, ReferencesAsked, ReferenceWaiver
from fundportal.accounts.models import User
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.files.serve import serve
from fundportal.web.bilingual import pick
from programs.catalogue.scoped import ScopedAdmin


@admin.register(ReferencesAsked)
class ReferencesAskedAdmin(ScopedAdmin[ReferencesAsked]):
    """One row a call that takes letters; without one it takes none."""

    permission = Permission.MANAGE_CALL
    program_path = "call__cohort__strand__program__code"
    scoped_choices = {"call": "cohort__strand__program__code"}
    form = ReferencesAskedForm
    list_display = ("call", "at_least", "at_most", "days_after", "required")
    list_select_related = ("call__cohort__strand__program",)
    ordering = ("-pk",)
    fields = ("call", ("at_least", "at_most"), "days_after", "required", ("question_es", "question_en"))


@panel
def team_panel(request: StaffRequest, application: Application) -> Panel | None:
    """Who wrote along, in whose name, who helped and when, and the letters. Nothing where the person was alone."""
    members = Member.objects.filter(application=application, accepted_at__isnull=False).select_related("person").order_by("pk")
    helps = Help.objects.given().filter(application=application).select_related("facilitator").order_by("pk")
    letters = Reference.objects.filter(application=application).select_related("file").order_by("pk")
    content = application.submission.content.get("collective") if application.submission else None
    context = {
        "members": list(members),
        "helps": list(helps),
        "letters": list(letters),
        "waiver": ReferenceWaiver.objects.filter(application=application).first(),
        "collective": lines_of(content) if content else [],
        "helped": answers_written_with_help(application) if helps else [],
    }
    if not any(context.values()):
        return None
    return Panel(_("Team, help and letters"), "admin/applicants/application/team.html", {**context, "zone": application.call.time_zone})


def answers_written_with_help(application: Application) -> list[tuple[str, User]]:
    """(question, facilitator) of what was handed in last, in the order of the form."""
    submission = application.submission
    if submission is None:
        return []
    helped = helped_answers(application, until=submission.received_at)
    questions = answered_form(submission, submitted(application)).questions
    return [(pick(q["label"]), helped[key]) for key, q in questions.items() if key in helped]


def letter_file(request: StaffRequest, pk: int, reference: int) -> HttpResponseBase:
    """The file of a letter of reference."""
    application = readable(request, pk)
    row = Reference.objects.filter(application=application, pk=reference, written_at__isnull=False).select_related("file").first()
    if row is None or row.file is None:
        raise Http404
    record(
        actor=request.user, verb="view_file", target=application.folio, program_code=application.call.program_code, file=str(row.file_id)
    )
    return serve(request, row.file)


ApplicationAdmin.more_pages["<int:pk>/letters/<int:reference>/"] = ("application_letter", letter_file)
