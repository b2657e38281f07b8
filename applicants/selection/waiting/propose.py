"""A place is offered by hand: with a reason where somebody is passed over, by two people where the call decides by four eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applicants.applications.advance import IllegalTransition, lock
from applicants.applications.models import Application
from applicants.applications.states import TRANSITIONS
from applicants.calls.models import Call
from applicants.selection.decisions.stage import locked_call, refuse_own
from applicants.selection.models import Offer
from applicants.selection.offers.offer import offer_many
from applicants.selection.procedure.models import procedure_of
from applicants.selection.waiting.models import ByHand
from applicants.selection.waiting.order import passed_over
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal
from programs.cohorts.models import Cohort
from programs.cohorts.places import CohortFull

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class OutOfTurn(Refusal):
    """Somebody who waits is passed over without a reason."""

    status = 400
    title = _("The reason is missing")

    def __init__(self, before: int) -> None:
        words = ngettext(
            "%(count)d person waits before this one. Write why the place is offered out of turn. Nothing was changed.",
            "%(count)d people wait before this one. Write why the place is offered out of turn. Nothing was changed.",
            before,
        )
        super().__init__(words % {"count": before})


class ProposedMeanwhile(Refusal):
    """What would be confirmed is not what was shown."""

    title = _("Somebody has proposed it meanwhile")

    def __init__(self) -> None:
        super().__init__(_("What is proposed has changed since you opened the page. Nothing was changed: look at it and confirm again."))


def proposed_in(call: Call) -> QuerySet[ByHand]:
    """What was proposed in a call and still waits for a second person: nothing has happened to the application since."""
    rows = ByHand.objects.filter(offer=None, application__call=call, application__state__in=TRANSITIONS["offer"].sources)
    return rows.filter(at__gte=F("application__state_since"))


def proposed(application: Application) -> ByHand | None:
    """What is proposed for an application. Needs its call."""
    return proposed_in(application.call).filter(application=application).select_related("by").first()


@transaction.atomic
def offer_place(*, application: Application, by: User, reason: str = "", seen: int = 0) -> Offer | None:
    """Offer a place to one application, for example from the waiting list. Where the call wants four eyes the first person proposes it, with the reason,
    and nothing is offered yet (None); another one, who has `seen` that proposal (its number), offers it by confirming.

    Raises OutOfTurn without a reason where somebody who waits stands before it, CohortFull when no place is left, ProposedMeanwhile, IllegalTransition,
    NotAllowed, NotDecider, ReleaseRunning, OwnApplication. Then it keeps waiting.
    """
    call = locked_call(application.call_id, by)
    (current,) = lock([application.pk])
    refuse_own([current], by)
    if current.state not in TRANSITIONS["offer"].sources:
        raise IllegalTransition(current, "offer")
    found, four_eyes = proposed(current), procedure_of(call).four_eyes
    confirms = found is not None and found.by_id != by.pk
    if not confirms and not reason.strip() and (before := passed_over(current)):
        raise OutOfTurn(before)
    if found is not None and confirms and found.pk != seen:
        raise ProposedMeanwhile
    if four_eyes and not confirms:
        cohort = Cohort.objects.get(pk=call.cohort_id)
        if cohort.free < 1:
            raise CohortFull(cohort)
        ByHand.objects.filter(application=current, offer=None).delete()
        row = ByHand.objects.create(application=current, by=by, reason=reason.strip())
        record(actor=by, verb="propose_offer", target=current.folio, program_code=call.program_code, proposal=row.pk)
        return None
    (offer,) = offer_many(ids=[current.pk], by=by)
    if found is not None and confirms:
        found.offer, found.confirmed_by = offer, by
        found.save(update_fields=["offer", "confirmed_by"])
    elif reason.strip():
        ByHand.objects.create(application=current, by=by, reason=reason.strip(), offer=offer)
    return offer


@transaction.atomic
def take_back(*, application: Application, by: User) -> bool:
    """Take a proposal back: whoever has made it, or who would have to confirm it. Whether there was one. Raises as `offer_place` does."""
    call = locked_call(application.call_id, by)
    refuse_own([application], by)
    gone, _rows = ByHand.objects.filter(application=application, offer=None).delete()
    if gone:
        record(actor=by, verb="take_back_proposal", target=application.folio, program_code=call.program_code)
    return bool(gone)
