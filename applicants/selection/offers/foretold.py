"""What becomes of a place that is given back, told before."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.applications.withdraw import foretells
from applicants.selection.procedure.models import procedure_of
from applicants.selection.waiting.next_offer import has_begun
from applicants.selection.waiting.order import waiting_in


@foretells
def about_the_place(application: Application) -> Iterator[str | Promise]:
    """For who was offered a place or has accepted it. A few statements, none for anybody else."""
    if application.state == State.OFFERED:
        yield _("You were offered a place. You give it up without having answered; the offer ends at once.")
    elif application.state == State.CONFIRMED:
        yield _("You have accepted a place. Your enrolment ends at once; certificates of what you have attended stay.")
    else:
        return
    if procedure_of(application.call).next_offer and not has_begun(application.call) and waiting_in(application.call).exists():
        yield _("The place is offered to the next person on the waiting list within a minute, so we cannot give it back to you.")
    else:
        yield _("The place is free for another person. If you change your mind, only the programme's staff can offer you one again.")
