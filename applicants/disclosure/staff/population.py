"""Who is counted for a cohort: everybody who handed in an application to one of its calls that have closed, by call. While a call is open one application
more would be one answer more: two looks, before and after, would tell it. How far applications came is not set beside it: that goes on moving, and is what
the equity funnel shows of the same people."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.calls.models import Call
from applicants.disclosure.members import Member
from applicants.disclosure.subjects import Group, group
from programs.cohorts.models import Cohort

CALL = "call"


def about(cohort: Cohort) -> str:
    """The name of these people in each table of theirs: under it one question shows the same wherever it stands."""
    return f"cohort:{cohort.slug}"


def closed_calls(cohort: Cohort) -> QuerySet[Call]:
    """With the call's grace."""
    return Call.objects.filter(cohort=cohort.pk, closes_at__lt=timezone.now() - F("grace_minutes") * timedelta(minutes=1))


def population(cohort: Cohort) -> list[Member]:
    """One member a person and call."""
    rows = Application.objects.filter(call__in=closed_calls(cohort)).exclude(submission=None).order_by("pk")
    people = dict.fromkeys(rows.values_list("applicant_id", "call_id").iterator())
    return [Member(person, call, ((CALL, str(call)),)) for person, call in people]


def groups(cohort: Cohort) -> dict[str, Group]:
    """What the page may set beside a question: the call, where there are several."""
    calls = closed_calls(cohort).order_by("opens_at", "pk").only("pk", "title_es", "title_en")
    titles = {str(call.pk): call.title for call in calls}
    return {CALL: group(CALL, _("Call"), titles)} if len(titles) > 1 else {}
