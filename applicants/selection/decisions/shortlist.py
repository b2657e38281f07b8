"""The shortlist: applications that go into the next round, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from applicants.applications.advance import advance_many, lock
from applicants.applications.states import TRANSITIONS
from applicants.review.screening.screen import Moved

if TYPE_CHECKING:
    from fundportal.accounts.models import User

PUT, TAKE = "shortlist", "unshortlist"


@transaction.atomic
def shortlist(*, ids: Iterable[int], by: User, verb: str = PUT) -> Moved:
    """Put applications on the shortlist, or (TAKE) off it; no letter is sent. Those whose state had changed are left as they are. Raises NotAllowed."""
    found = lock(ids)
    movable = [application.pk for application in found if application.state in TRANSITIONS[verb].sources]
    others = [application for application in found if application.state not in TRANSITIONS[verb].sources]
    return Moved(advance_many(ids=movable, verb=verb, actor=by) if movable else [], others)
