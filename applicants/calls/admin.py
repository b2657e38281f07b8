"""Calls in the admin: a workplace for setting one up, not a dump of its tables."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from applicants.calls.desk.archive_page import archive_page
from applicants.calls.desk.extend_page import extend_page
from applicants.calls.desk.form_page import form_page
from applicants.calls.desk.preview_page import preview_page
from applicants.calls.desk.publish_page import publish_page
from applicants.calls.desk.question_page import kind_page, new_question_page, question_page
from applicants.calls.desk.remove_page import remove_question_page, remove_section_page
from applicants.calls.desk.replace_page import copy_page, export_page, import_page
from applicants.calls.desk.section_page import section_page
from applicants.calls.desk.versions_page import versions_page
from applicants.calls.eligibility.desk.publish_page import publish_rules_page
from applicants.calls.eligibility.desk.rules_page import new_rule_page, rule_page, rules_page
from applicants.calls.forms import CallForm
from applicants.calls.models import Call
from applicants.calls.trial.pages import trial_check_page, trial_page, trial_section_page
from fundportal.accounts.roles import Permission
from programs.catalogue.scoped import ScopedAdmin


@admin.register(Call)
class CallAdmin(ScopedAdmin[Call]):
    """What the public page says and when it opens and closes; the form, publishing and extending have pages of their own."""

    permission = Permission.MANAGE_CALL
    program_path = "cohort__strand__program__code"
    scoped_choices = {"cohort": "strand__program__code", "notice": "program_code"}
    form = CallForm
    change_form_template = "admin/applicants/call/change_form.html"
    list_display = ("title", "program", "status", "opens_at", "closes_at", "is_sample")
    list_select_related = ("cohort__strand__program",)
    list_filter = ("status", ("cohort", admin.RelatedOnlyFieldListFilter))
    search_fields = ("slug", "folio_prefix", "title_es", "title_en")
    ordering = ("-closes_at", "-id")
    fieldsets = (
        (None, {"fields": ("status", "cohort", "slug", "folio_prefix", ("title_es", "title_en"), ("summary_es", "summary_en"))}),
        (_("For whom"), {"fields": (("who_es", "who_en"), ("needs_es", "needs_en"), ("decided_es", "decided_en"), "minutes")}),
        (
            _("Dates"),
            {"fields": ("time_zone", ("opens_at", "closes_at"), ("grace_minutes", "outage_minutes"), "decision_by", "offer_days")},
        ),
        (_("Privacy"), {"fields": ("notice", "is_sample")}),
    )

    @admin.display(description=_("programme"), ordering="cohort__strand__program__order")
    def program(self, call: Call) -> str:
        return str(call.cohort.strand.program)

    def get_readonly_fields(self, request: HttpRequest, obj: Call | None = None) -> tuple[str, ...]:
        """What people rely on once a call is public: its address, its folios, its clock, its deadline and the date that it promises."""
        if obj is None or obj.status == Call.Status.DRAFT:
            return ("status",)
        return ("status", "cohort", "slug", "folio_prefix", "time_zone", "closes_at", "decision_by")

    def has_delete_permission(self, request: HttpRequest, obj: Call | None = None) -> bool:
        """A call that was public once stays."""
        return self.may(request, obj) and obj is not None and obj.status == Call.Status.DRAFT and obj.form_version_id is None

    def view_on_site(self, obj: Call) -> str | None:
        return reverse("call", args=[obj.slug]) if obj.status == Call.Status.PUBLISHED else None

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/form/", wrap(form_page), name="applicants_call_form"),
            path("<int:pk>/form/section/", wrap(section_page), name="applicants_call_new_section"),
            path("<int:pk>/form/section/<int:section_pk>/", wrap(section_page), name="applicants_call_section"),
            path("<int:pk>/form/section/<int:section_pk>/question/", wrap(kind_page), name="applicants_call_kind"),
            path(
                "<int:pk>/form/section/<int:section_pk>/question/<slug:kind>/", wrap(new_question_page), name="applicants_call_new_question"
            ),
            path("<int:pk>/form/question/<int:question_pk>/", wrap(question_page), name="applicants_call_question"),
            path("<int:pk>/form/section/<int:section_pk>/remove/", wrap(remove_section_page), name="applicants_call_remove_section"),
            path("<int:pk>/form/question/<int:question_pk>/remove/", wrap(remove_question_page), name="applicants_call_remove_question"),
            path("<int:pk>/form/versions/", wrap(versions_page), name="applicants_call_versions"),
            path("<int:pk>/form/copy/", wrap(copy_page), name="applicants_call_copy"),
            path("<int:pk>/form/import/", wrap(import_page), name="applicants_call_import"),
            path("<int:pk>/form/export.json", wrap(export_page), name="applicants_call_export"),
            path("<int:pk>/preview/", wrap(preview_page), name="applicants_call_preview"),
            path("<int:pk>/trial/", wrap(trial_page), name="applicants_call_trial"),
            path("<int:pk>/trial/check/", wrap(trial_check_page), name="applicants_call_trial_check"),
            path("<int:pk>/trial/section/<slug:key>/", wrap(trial_section_page), name="applicants_call_trial_section"),
            path("<int:pk>/publish/", wrap(publish_page), name="applicants_call_publish"),
            path("<int:pk>/rules/", wrap(rules_page), name="applicants_call_rules"),
            path("<int:pk>/rules/publish/", wrap(publish_rules_page), name="applicants_call_publish_rules"),
            path("<int:pk>/rules/new/<slug:kind>/", wrap(new_rule_page), name="applicants_call_new_rule"),
            path("<int:pk>/rules/<int:rule_pk>/", wrap(rule_page), name="applicants_call_rule"),
            path("<int:pk>/archive/", wrap(archive_page), name="applicants_call_archive"),
            path("<int:pk>/extend/", wrap(extend_page), name="applicants_call_extend"),
            *super().get_urls(),
        ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"grace_minutes": 30, "outage_minutes": 10, "offer_days": 7, "minutes": 40, **super().get_changeform_initial_data(request)}
