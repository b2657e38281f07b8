"""How a call decides, changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.calls.models import Call
from applicants.selection.decisions.stage import locked_call
from applicants.selection.models import Decision
from applicants.selection.procedure.models import Procedure, procedure_of
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class StillToConfirm(Refusal):
    """Decisions wait for a second person: nobody lets them through by switching that off."""

    title = _("Decisions wait for a second person")

    def __init__(self) -> None:
        super().__init__(
            _("Decisions of this call wait for a second person. Have them confirmed or take them back first. Nothing was changed.")
        )


@transaction.atomic
def change_procedure(*, call: Call, by: User, four_eyes: bool, next_offer: bool, appeal_days: int) -> Procedure:
    """Set how the call decides. What was released before keeps the days that its people were told. The same again changes nothing.

    Raises StillToConfirm, ReleaseRunning, NotDecider.
    """
    call = locked_call(call.pk, by)
    found = procedure_of(call)
    wanted = {"four_eyes": four_eyes, "next_offer": next_offer, "appeal_days": appeal_days}
    if {name: getattr(found, name) for name in wanted} == wanted:
        return found
    if found.four_eyes and not four_eyes and Decision.objects.unconfirmed().filter(application__call=call).exists():
        raise StillToConfirm
    for name, value in wanted.items():
        setattr(found, name, value)
    found.save()
    record(actor=by, verb="change_procedure", target=f"call:{call.slug}", program_code=call.program_code, **wanted)
    return found
