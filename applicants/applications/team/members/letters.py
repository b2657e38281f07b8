"""What the people of a team are written."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from applicants.applications.letters import about_application, absolute
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.team.members.models import Member
from fundportal.accounts.models import User
from fundportal.notifications.enqueue import letter
from fundportal.notifications.models import Notification
from fundportal.notifications.timely import STILL_TRUE

INVITATION = "team_invitation"


def invitation_letter(member: Member, application: Application, secret: str) -> Notification:
    """To the address that is asked; the token is in here alone."""
    call = application.call
    return letter(
        key=f"{INVITATION}:{member.pk}",
        kind=INVITATION,
        email=member.email,
        language=member.language,
        program_code=call.program_code,
        about=f"member:{member.pk}",
        expires_at=member.expires_at,
        lead=str(application.applicant),
        call={"es": call.title_es, "en": call.title_en},
        zone=call.time_zone,
        sample=call.is_sample,
        writes=member.right == Member.Right.EDIT,
        until=member.expires_at.isoformat(),
        url=absolute("team_invitation", member.language, secret),
    )


def part_letter(member: Member, application: Application, recipient: User, what: str) -> Notification:
    """`what`: accepted, declined, left (to the lead) or removed (to who took part)."""
    return letter(
        key=f"team_{what}:{member.pk}",
        kind="team_changed",
        recipient=recipient,
        program_code=application.call.program_code,
        about=f"member:{member.pk}",  # so that an erasure of either finds it
        what=what,
        name=str(application.applicant) if what == "removed" else str(member),
        **{**about_application(application), "url": absolute("team", recipient.language, application.folio)},
    )


def still_open(letters: Sequence[Notification]) -> list[int]:
    """Invitations that may still be answered: neither taken back nor declined, of an application that lives."""
    ids = [int(letter.about.partition(":")[2]) for letter in letters]
    rows = Member.objects.invited().filter(pk__in=ids, expires_at__gt=timezone.now()).exclude(application__state=State.WITHDRAWN)
    there = {f"member:{pk}" for pk in rows.values_list("pk", flat=True)}
    return [letter.pk for letter in letters if letter.about in there]


STILL_TRUE[INVITATION] = still_open
