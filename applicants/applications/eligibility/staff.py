"""What a person says of the requirements, as staff read it: on the application's page, in the list, and where they screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from applicants.applications.eligibility.models import RequirementsCheck
from applicants.applications.eligibility.outcome import outcome, outcome_now
from applicants.applications.models import Application
from applicants.applications.staff.filtering import ConditionFilter
from applicants.applications.staff.page import StaffRequest
from applicants.applications.staff.panels import Panel, panel
from applicants.applications.states import State
from applicants.calls.eligibility.publish import Held, results_asked
from applicants.calls.eligibility.versions import rules_version
from applicants.calls.models import Call

NONE = "none"


@panel
def requirements_panel(request: StaffRequest, application: Application) -> Panel | None:
    """Every rule with the answer; by the rules that were asked, and how it would be by those of now where they have changed."""
    check = RequirementsCheck.objects.filter(application=application).first()
    if check is None:
        return None
    context: dict[str, Any] = {
        "check": check,
        "number": rules_version(check.version_id).number,
        "outcome": outcome(check),
        "newer": outcome_now(check, application.call),
        "newer_number": rules_version(application.call.rules_version_id).number if application.call.rules_version_id else 0,
        "zone": application.call.time_zone,
    }
    return Panel(_("What the person says of the requirements"), "admin/applicants/application/requirements.html", context)


class SaidFilter(ConditionFilter):
    """By what people say of the requirements."""

    title = _("says")
    parameter_name = "says"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*RequirementsCheck.Result.choices, (NONE, _("did no check"))]

    def conditions(self) -> dict[str, Q]:
        return {
            NONE: Q(requirements_check=None),
            **{value: Q(requirements_check__result=value) for value in RequirementsCheck.Result.values},
        }


def said(applications: Iterable[Application]) -> dict[int, RequirementsCheck]:
    """Application -> its check. One statement."""
    return {check.application_id: check for check in RequirementsCheck.objects.filter(application__in=[each.pk for each in applications])}


def counts_of_said(rows: QuerySet[Application], link: Callable[[str], str]) -> list[tuple[str, int, str]]:
    """(what they say, how many, address) of those who say something. One statement."""
    counted = dict(rows.order_by().exclude(requirements_check=None).values_list("requirements_check__result").annotate(Count("pk")))
    return [(str(label), counted[value], link(value)) for value, label in RequirementsCheck.Result.choices if value in counted]


@receiver(results_asked)
def held(sender: type[Call], call: Call, **kwargs: Any) -> list[Held]:
    """The checks of all applications that live. Of a draft staff learn that there is one, and no more."""
    rows = RequirementsCheck.objects.filter(application__call=call).exclude(application__state=State.WITHDRAWN)
    found = rows.values_list("application__folio", "application__submission", "version", "answers")
    return [Held(folio if submission else "", version, answers) for folio, submission, version, answers in found]
