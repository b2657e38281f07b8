"""A reviewer's profile is written by the reviewer, or by staff who assign; pools by staff alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.review.panel.models import ReviewerProfile
from fundportal.accounts.models import Membership
from fundportal.accounts.roles import Permission, Role
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

FIELDS = ("languages", "knows", "likes", "avoids", "organisations", "entity", "locality", "load")
STAFF_FIELDS = (*FIELDS, "pools")


class NotTheirProfile(Refusal):
    """Neither the reviewer nor staff who assign in the programme; or the person is no reviewer there."""

    status = 403
    title = _("You may not do this")

    def __init__(self) -> None:
        super().__init__(_("A profile is written by the reviewer, or by who assigns reviewers in the programme."))


@transaction.atomic
def write_profile(*, program_code: str, reviewer: User, by: User, **values: Any) -> ReviewerProfile:
    """Keep these values; those not given stay. The same values twice change nothing. Raises NotTheirProfile, also for pools that are not written by staff."""
    staff = by.may(Permission.ASSIGN, program_code)
    own = by.pk == reviewer.pk and program_code in by.codes_with(Permission.REVIEW)
    reads = Membership.objects.filter(user=reviewer, program_code=program_code, role=Role.REVIEWER).exists()
    if not reads or not (staff or own) or not values.keys() <= set(STAFF_FIELDS if staff else FIELDS):
        raise NotTheirProfile
    ReviewerProfile.objects.get_or_create(program_code=program_code, reviewer=reviewer)
    profile = ReviewerProfile.objects.select_for_update().get(program_code=program_code, reviewer=reviewer)
    changed = [name for name, value in values.items() if getattr(profile, name) != value]
    if changed:
        for name in changed:
            setattr(profile, name, values[name])
        profile.changed_at, profile.changed_by = timezone.now(), by
        profile.save(update_fields=[*changed, "changed_at", "changed_by"])
        record(actor=by, verb="reviewer_profile", target=f"person:{reviewer.pk}", program_code=program_code, fields=sorted(changed))
    return profile
