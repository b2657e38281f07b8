"""Who is counted for a cohort: everybody who handed in an application to one of its calls that have closed, by call and by how
far it came. While a call is open one application more would be one answer more: two looks, before and after, would tell it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application, StateChange
from applicants.applications.states import State
from applicants.calls.models import Call
from applicants.disclosure.members import Member
from applicants.disclosure.subjects import Group, group
from programs.cohorts.models import Cohort

STAGE, CALL = "stage", "call"
STAGES = {
    "submitted": _("Handed in, not read yet"),
    "ineligible": _("Does not meet a requirement"),
    "read": _("Read, no place offered"),
    "offered": _("Place offered"),
}
"""Apart from one another, so that no two of them can be subtracted."""


def closed_calls(cohort: Cohort) -> QuerySet[Call]:
    """With the call's grace."""
    return Call.objects.filter(cohort=cohort.pk, closes_at__lt=timezone.now() - F("grace_minutes") * timedelta(minutes=1))


def population(cohort: Cohort) -> list[Member]:
    """One member a person and call; of several applications to one call the one that lives counts."""
    history = StateChange.objects.filter(application=OuterRef("pk"))
    rows = Application.objects.filter(call__in=closed_calls(cohort)).exclude(submission=None).order_by("pk")
    steps = rows.annotate(
        read=Exists(history.filter(to_state=State.IN_REVIEW)), offered=Exists(history.filter(to_state=State.OFFERED))
    ).values_list("applicant_id", "call_id", "state", "read", "offered")
    found: dict[tuple[int, int], Member] = {}
    for person, call, state, read, offered in steps.iterator():
        stage = "ineligible" if state == State.INELIGIBLE else "offered" if offered else "read" if read else "submitted"
        if (person, call) not in found or state != State.WITHDRAWN:
            found[person, call] = Member(person, call, ((STAGE, stage), (CALL, str(call))))
    return list(found.values())


def groups(cohort: Cohort) -> dict[str, Group]:
    """What the page may set beside a question: the stage, and the call where there are several."""
    calls = closed_calls(cohort).order_by("opens_at", "pk").only("pk", "title_es", "title_en")
    titles = {str(call.pk): call.title for call in calls}
    found = {STAGE: group(STAGE, _("How far the application came"), STAGES)}
    return {**found, CALL: group(CALL, _("Call"), titles)} if len(titles) > 1 else found
