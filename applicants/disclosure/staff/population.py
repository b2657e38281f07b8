"""Who is counted for a cohort: everybody who handed in an application to one of its calls, by call and by how far it came."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application, StateChange
from applicants.applications.states import State
from applicants.calls.models import Call
from applicants.disclosure.counting import Member
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


def population(cohort: Cohort) -> list[Member]:
    """One member a person and call; of several applications to one call the one that lives counts."""
    history = StateChange.objects.filter(application=OuterRef("pk"))
    rows = Application.objects.filter(call__cohort=cohort.pk).exclude(submission=None).order_by("pk")
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
    calls = Call.objects.filter(cohort=cohort.pk).order_by("opens_at", "pk").only("pk", "title_es", "title_en")
    titles = {str(call.pk): call.title for call in calls}
    found = {STAGE: group(STAGE, _("How far the application came"), STAGES)}
    return {**found, CALL: group(CALL, _("Call"), titles)} if len(titles) > 1 else found
