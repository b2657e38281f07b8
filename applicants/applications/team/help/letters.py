"""What applicant and facilitator are written."""

from __future__ import annotations

from collections.abc import Sequence

from applicants.applications.letters import about_application, absolute
from applicants.applications.models import Application
from applicants.applications.team.help.models import Help
from fundportal.accounts.models import User
from fundportal.notifications.enqueue import letter
from fundportal.notifications.models import Notification
from fundportal.notifications.timely import STILL_TRUE

ASKED = "help_asked"


def help_letter(row: Help, application: Application, recipient: User, what: str) -> Notification:
    """`what`: asked, started, stopped (to the applicant) or revoked (to the facilitator)."""
    page = ("helping",) if what == "revoked" else ("team_help", application.folio)
    facts = {
        **about_application(application),
        "url": absolute(page[0], recipient.language, *page[1:]),
        "what": what,
        "name": str(application.applicant if what == "revoked" else row.facilitator),
        "address": "" if what == "revoked" or row.facilitator is None else row.facilitator.email,
        "note": row.note if what == "asked" else "",
        "until": row.ends_at.isoformat() if row.ends_at else "",
        "days": row.days,
    }
    return letter(
        key=f"help_{what}:{row.pk}",
        kind=ASKED if what == "asked" else "help_changed",
        recipient=recipient,
        program_code=application.call.program_code,
        about=f"help:{row.pk}",
        **facts,
    )


def still_asked(letters: Sequence[Notification]) -> list[int]:
    """Requests that nobody has answered or taken back."""
    ids = [int(letter.about.partition(":")[2]) for letter in letters]
    there = {f"help:{pk}" for pk in Help.objects.asked().filter(pk__in=ids).values_list("pk", flat=True)}
    return [letter.pk for letter in letters if letter.about in there]


STILL_TRUE[ASKED] = still_asked
