"""The consent to monitoring is taken back, or the account is erased: the self-description goes at once."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from applicants.applications.models import Application
from applicants.calls.models import Call
from applicants.disclosure.consent import agrees
from applicants.disclosure.erase import erase_description
from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User
from fundportal.consents.give import consent_withdrawn
from fundportal.consents.models import Consent, Purpose


@receiver(consent_withdrawn)
def erase_without_consent(sender: type[Consent], consent: Consent, **kwargs: Any) -> None:
    """Within the withdrawal's transaction, unless another consent for the same call stands."""
    if consent.purpose != Purpose.MONITORING:
        return
    application = Application.objects.filter(applicant=consent.person_id, folio=consent.about).first()
    if application and not agrees(consent.person_id, application.call_id):
        erase_description(person_id=consent.person_id, calls=[application.call_id])


@receiver(person_erasing)
def erase_with_account(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction. All calls are tried: the applications of some may be gone already."""
    erase_description(person_id=person.pk, calls=Call.objects.values_list("pk", flat=True))
