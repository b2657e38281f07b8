"""The lists of the admin: whose rows they may hold."""

from django.contrib import admin
from django.urls import reverse

# model -> the way to its programme's code; None: shared by all programmes, or checked by a test of its own
CODES = {
    "accounts.user": None,
    "accounts.membership": "program_code",
    "accounts.invitation": "program_code",
    "audit.entry": "program_code",
    "consents.notice": "program_code",
    "notifications.notification": "program_code",
    "notifications.suppression": None,
    "programs.program": "code",
    "programs.strand": "program__code",
    "programs.organization": None,
    "programs.cohort": "strand__program__code",
    "programs.enrolment": "cohort__strand__program__code",
    "programs.session": "cohort__strand__program__code",
    "programs.guest": None,
    "applicants.call": "cohort__strand__program__code",
    "applicants.referencesasked": "call__cohort__strand__program__code",
    "applicants.floorstated": "call__cohort__strand__program__code",
    "applicants.application": "call__cohort__strand__program__code",
    "applicants.cohortreport": "strand__program__code",
    "applicants.cohortdisclosure": "strand__program__code",
    "applicants.cohortfunnel": "strand__program__code",
    "applicants.callanswers": "cohort__strand__program__code",
    "applicants.review": "round__call__cohort__strand__program__code",
    "applicants.round": "call__cohort__strand__program__code",
    "applicants.offer": "cohort__strand__program__code",
}


def page_of(label):
    """The admin page of a model."""
    return next(page for model, page in admin.site._registry.items() if model._meta.label_lower == label)


def list_of(label):
    return reverse(f"admin:{label.replace('.', '_')}_changelist")


def rows_of(answer):
    """What a list found, or None where the answer is no list."""
    context = getattr(answer, "context_data", None) or {}
    return context["cl"].queryset if "cl" in context else None


def codes_in(answer, label):
    return set(rows_of(answer).order_by().values_list(CODES[label], flat=True))
