"""The applications of a person's own list: theirs, and those in which they write along."""

from __future__ import annotations

from applicants.applications.models import Application
from applicants.applications.team.members.models import Member
from fundportal.accounts.models import User


def with_shared(person: User) -> list[Application]:
    """The newest first, each with its call and its applicant. One statement, which finds both kinds by an index."""
    parts = Member.objects.standing().of(person).order_by().values("application")
    mine = Application.objects.of(person).order_by().values("pk")
    rows = Application.objects.with_call().select_related("applicant").filter(pk__in=mine.union(parts))
    return list(rows.order_by("-created_at"))
