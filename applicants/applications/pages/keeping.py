"""Pages that a person's own device may keep, so that they can go on without a connection: the list of sections and each section as it was opened.

Whatever does not say so is never kept: the self-description, the account, files, and everything of staff.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone

from applicants.applications.rights import Hand
from fundportal.web.offline import KEEP, UNTIL

TEAMS = timedelta(days=7)  # what who writes along may read without a connection, from the last time with one on


def kept_for(keeper: str, hand: Hand | None, response: HttpResponse) -> HttpResponse:
    """Allow the page to be kept for this person (see accounts.devices.keeper); empty for nobody. Somebody else's application is kept for a time: for who
    helps, no longer than the help lasts."""
    if not keeper:
        return response
    response.headers[KEEP] = keeper
    if hand and not hand.leads:
        until = timezone.now() + TEAMS
        until = min(until, hand.until or until)
        response.headers[UNTIL] = str(int(until.timestamp() * 1000))
    return response
