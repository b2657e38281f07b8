"""A person takes a consent back, or gives the one to publicity later."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.applications.consents.asking import wording
from applicants.applications.models import Application
from applicants.applications.own import locked
from applicants.applications.states import State
from applicants.applications.withdraw import may_withdraw, withdraw
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.consents.give import give, standing
from fundportal.consents.give import withdraw as withdraw_consent
from fundportal.consents.models import Consent, Notice, Purpose
from fundportal.web.refusals import Refusal


class NothingToPublish(Refusal):
    """Publicity is agreed to by who has a place, under a notice that speaks of it."""

    status = 409
    title = _("This has changed in the meantime")


@transaction.atomic
def take_back(*, application: Application, person: User, purpose: Purpose) -> bool:
    """Withdraw what stands for this purpose in this matter; returns whether anything did. LFPDPPP art. 7: as easily as it was given.

    Without the consent to evaluation nothing may be done with an application: the one that lives is withdrawn, and the other consents with it.
    The lock lets no step of staff pass in between; afterwards `advance` refuses each that would go on with it.
    """
    own = locked(person, application.pk)  # first of all, as a save does: two withdrawals at once wait for each other
    if purpose == Purpose.EVALUATE and may_withdraw(own):
        withdraw(application=own, person=person)
    purposes = list(Purpose) if purpose == Purpose.EVALUATE else [purpose]
    given = Consent.objects.standing().filter(person=person, about=own.folio, purpose__in=purposes).order_by("pk")
    return sum(withdraw_consent(consent=consent) for consent in given) > 0


def covers_publicity(notice: Notice | None) -> bool:
    """Whether the notice speaks of publishing names."""
    return bool(notice and notice.published_at and Purpose.PUBLICITY in notice.purposes)


def may_publish(application: Application, notice: Notice | None) -> bool:
    """Whether there is a place to speak of, and a notice that covers it."""
    return application.state == State.CONFIRMED and covers_publicity(notice)


@transaction.atomic
def allow_publicity(*, application: Application, person: User, language: str, authentication: str) -> None:
    """Give the consent to publicity, with the place or later. A repeat changes nothing. Raises NothingToPublish."""
    own = Application.objects.of(person).select_for_update(of=("self",)).select_related("call__notice").get(pk=application.pk)
    notice = own.call.notice
    if notice is None or not may_publish(own, notice):
        raise NothingToPublish(_("Your place in this call is not confirmed, so there is nothing to publish."))
    if Purpose.PUBLICITY in standing(person, own.folio):
        return
    give(
        person=person,
        notice=notice,
        purposes=[Purpose.PUBLICITY],
        about=own.folio,
        language=language,
        wordings={Purpose.PUBLICITY: wording(Purpose.PUBLICITY, notice)},
        authentication=authentication,
    )
    record(actor=person, verb="consent_given", target=own.folio, program_code=notice.program_code, purpose=Purpose.PUBLICITY.value)
