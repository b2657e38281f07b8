"""Pages that a person's own device may keep, so that they can go on without a connection: the list of sections and each section as it was opened.

Whatever does not say so is never kept: the self-description, the account, files, and everything of staff.
"""

from __future__ import annotations

from django.http import HttpResponse

from fundportal.web.offline import KEEP


def kept_for(keeper: str, response: HttpResponse) -> HttpResponse:
    """Allow the page to be kept for this person (see accounts.devices.keeper); empty for nobody."""
    if keeper:
        response.headers[KEEP] = keeper
    return response
