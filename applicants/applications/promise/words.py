"""What the status page says about a promised date that was moved or missed."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.applications.models import Application
from applicants.applications.promise.models import Postponement
from applicants.applications.promise.waiting import UNDECIDED, is_read_again
from applicants.applications.told import Words, teller
from fundportal.web.moments import long_day

HEADING = gettext_lazy("When the decision comes")


@teller
def about_the_date(application: Application) -> Words | None:
    """Nothing while the first promise stands. At most two statements, none for who has a decision."""
    if application.state not in UNDECIDED:
        return None
    call = application.call
    if call.decision_is_late(timezone.now()) and is_read_again(application):
        return None
    moved = Postponement.objects.filter(call=call.pk, decision_by=call.decision_by).first()
    late = call.decision_is_late(timezone.now())
    if late:
        text = _("The decision was promised for %(day)s. It is not there, and we are sorry. Nobody has decided about your application yet.")
        found = [text % {"day": long_day(call.decision_by)}]
        if not moved:
            found.append(_("As soon as there is a new date, it stands here and we write to you."))
    elif moved:
        text = _("It was promised for %(old)s. The new date is %(new)s.")
        found = [text % {"old": long_day(moved.old_decision_by), "new": long_day(moved.decision_by)}]
    else:
        return None
    if moved:
        found.append(_("The reason why it was moved: %(reason)s") % {"reason": moved.reason})
    return Words(HEADING, "\n\n".join(found))
