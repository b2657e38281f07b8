"""What the person reads about an appeal on the status page."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.told import Words, teller
from applicants.selection.appeals.ask import appealable
from applicants.selection.appeals.ended import READ_AGAIN
from applicants.selection.appeals.models import Appeal
from applicants.selection.decisions.feedback import DECIDED  # whose words come first
from fundportal.web.moments import clock, long_day

GONE = (State.WITHDRAWN, State.INELIGIBLE)
OFFERED, ASKED = gettext_lazy("Do you think that something was overlooked?"), gettext_lazy("You asked us to read it again")


@teller
def about_the_appeal(application: Application) -> Words | list[Words] | None:
    """Until when one may ask; afterwards what was asked and answered. One or two statements, none before a decision; members read nothing of it."""
    if application.state not in (*READ_AGAIN, *DECIDED, *GONE) or not application.is_led:
        return None
    made = Appeal.objects.filter(application=application).first()
    if made:
        return said_about(made, application)
    decision = appealable(application)
    until = decision.release.appeal_until if decision and decision.release else None
    if until is None or until < timezone.now():
        return None
    local = until.astimezone(application.call.zone)
    words = _("Ask that other people read your application, until %(day)s, %(time)s.") % {"day": long_day(local), "time": clock(local)}
    return Words(OFFERED, words, reverse("appeal", args=[application.folio]))


def said_about(made: Appeal, application: Application) -> list[Words]:
    day = long_day(made.made_at.astimezone(application.call.zone))
    if made.state == Appeal.State.OPEN:
        told = _("You wrote to us on %(day)s. A person reads it and answers you by letter and on this page.") % {"day": day}
    elif made.state == Appeal.State.READING:
        told = _("You wrote to us on %(day)s. People who had not read your application are reading it now.") % {"day": day}
    elif made.state == Appeal.State.REJECTED:
        told = _("You wrote to us on %(day)s. Our decision stands, for this reason:") % {"day": day} + f"\n\n{made.answer}"
    elif made.state == Appeal.State.ENDED:
        told = _(
            "You wrote to us on %(day)s. Other people began to read your application again and stopped, since it no longer takes part."
        ) % {"day": day}
    else:
        told = _("You wrote to us on %(day)s. Other people have read your application, and this page shows our new decision.") % {
            "day": day
        }
    return [Words(ASKED, told), Words(gettext_lazy("What you wrote"), made.reason)]
