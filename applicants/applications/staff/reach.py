"""Where a member of staff works, read once for everything that is counted for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from applicants.applications.models import Application
from applicants.applications.team.help.models import Help
from applicants.applications.team.members.models import Member
from applicants.calls.models import Call
from fundportal.accounts.roles import Permission

if TYPE_CHECKING:
    from fundportal.accounts.models import User


@dataclass(frozen=True)
class Reach:
    """The calls of the programmes in which somebody holds any role, and the applications in which they have a part, which they do not see as staff.

    Counting within both comes to the same as `visible_to`, which asks for each row what here is known beforehand: at 100,000 applications that is most of
    the time of a count.
    """

    user: User
    calls: dict[int, Call]
    parts: list[int]

    def ids(self, *permissions: Permission) -> list[int]:
        """The calls in which the person holds all of these permissions."""
        return [pk for pk, call in self.calls.items() if all(self.user.may(each, call.program_code) for each in permissions)]

    def applications(self, calls: Collection[int]) -> QuerySet[Application]:
        """Those of these calls that the person may read as staff, where the calls are ones in which they may."""
        return self.without_parts(Application.objects.filter(call__in=calls, submission__isnull=False).order_by(), "pk")

    def without_parts(self, rows: QuerySet[Any], application: str) -> QuerySet[Any]:
        """Rows without those that lead, by this path, to an application in which the person has a part."""
        return rows.exclude(**{f"{application}__in": self.parts}) if self.parts else rows


def reach_of(user: User) -> Reach:
    """Two statements."""
    rows = Call.objects.select_related("cohort__strand__program").only(
        *("title_es", "title_en", "closes_at", "decision_by", "time_zone", "is_sample", "status", "folio_prefix"),
        *("cohort__places", "cohort__taken", "cohort__name_es", "cohort__name_en", "cohort__strand__program__code"),
    )
    if not user.is_superuser:
        rows = rows.filter(cohort__strand__program__code__in=user.scopes)
    own = Application.objects.of(user).order_by().values_list("pk")
    written = Member.objects.filter(person=user).order_by().values_list("application")
    helped = Help.objects.filter(facilitator=user).order_by().values_list("application")
    parts = [pk for (pk,) in own.union(written, helped)]
    return Reach(user, {call.pk: call for call in rows.order_by("pk")}, parts)
