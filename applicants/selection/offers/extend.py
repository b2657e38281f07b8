"""More time for the answer to an offer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import IllegalTransition, advance, lock
from applicants.applications.models import Application
from applicants.selection.models import Offer
from applicants.selection.offers.offer import about_offer, last_second
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

VERB = "extend_offer"


class NotLater(Refusal):
    """The new end of an offer has to come after the one that the person knows."""

    status = 400
    title = _("That day is too early")

    def __init__(self) -> None:
        super().__init__(_("Choose a day after the one on which the offer ends now, and in the future. Nothing was changed."))


def open_offer(application: Application, verb: str) -> Offer:
    """The open offer of an application that is locked, locked as well. Raises IllegalTransition when there is none."""
    found = Offer.objects.select_for_update(of=("self",)).select_related("cohort").open().filter(application=application).first()
    if found is None:
        raise IllegalTransition(application, verb)
    return found


@transaction.atomic
def extend_offer(*, application: Application, day: date, reason: str, by: User) -> Offer:
    """Keep an open offer open to the last second of `day` in the call's zone, with a letter that says why.

    The same day again changes nothing. Raises NotLater, IllegalTransition (there is no open offer) and NotAllowed.
    """
    (current,) = lock([application.pk])
    offer, until = open_offer(current, VERB), last_second(current.call, day)
    if offer.expires_at == until:
        return offer
    if until <= max(offer.expires_at, timezone.now()):
        raise NotLater

    def context(moved: Application) -> dict[str, Any]:
        return about_offer(moved, until)

    advance(application=current, verb=VERB, actor=by, reason=reason, context=context, detail={"until": until.isoformat()})
    offer.expires_at = until
    offer.save(update_fields=["expires_at"])
    return offer
