"""What the page of the team says."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from applicants.applications.models import Application
from applicants.applications.states import WRITTEN_IN
from applicants.applications.team.collective.lines import in_one_line
from applicants.applications.team.collective.models import content_of
from applicants.applications.team.members.models import Member
from applicants.applications.team.references.models import asked_by
from fundportal.notifications.models import Notification
from fundportal.web.moments import near_day


class Row(NamedTuple):
    """One person of the team; `tag` says in words how it stands, `until` till when an invitation may be answered."""

    member: Member
    tag: str
    look: str
    open: bool
    until: str = ""


def overview(application: Application) -> dict[str, Any]:
    """The context of the page."""
    members = list(Member.objects.filter(application=application, ended_at=None).select_related("person").order_by("pk"))
    lost = undelivered([f"team_invitation:{member.pk}" for member in members if member.is_open])
    whose, asked = content_of(application), asked_by(application.call)
    return {
        "application": application,
        "call": application.call,
        "collective": in_one_line(whose) if whose else "",
        "asked": asked,
        "written_in": application.state in WRITTEN_IN,
        "rows": [row(application, member, lost) for member in members],
    }


def row(application: Application, member: Member, lost: set[str]) -> Row:
    zone = application.call.zone
    if member.accepted_at:
        return Row(member, pgettext("co-applicant", "Takes part"), "fp-tag--ok", True)
    if member.declined_at:
        return Row(member, pgettext("co-applicant", "Declined"), "", False)
    if f"team_invitation:{member.pk}" in lost:
        return Row(member, _("The letter did not arrive"), "fp-tag--err", True)
    if member.expires_at <= timezone.now():
        return Row(member, _("The invitation has run out"), "", True)
    return Row(member, pgettext("co-applicant", "Invited"), "fp-tag--go", True, near_day(member.expires_at.astimezone(zone)))


def undelivered(keys: list[str]) -> set[str]:
    """Those of these letters that did not reach their address. No statement without letters."""
    states = (Notification.State.FAILED, Notification.State.SUPPRESSED)
    return set(Notification.objects.filter(key__in=keys, state__in=states).values_list("key", flat=True)) if keys else set()
