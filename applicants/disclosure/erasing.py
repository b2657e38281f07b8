"""The consent to monitoring is taken back, or the account is erased: the self-description goes at once."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from applicants.applications.models import Application
from applicants.calls.models import Call
from applicants.disclosure.consent import agrees
from applicants.disclosure.erase import erase_description
from applicants.disclosure.floors.models import FloorQuestion
from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User
from fundportal.consents.give import consent_withdrawn
from fundportal.consents.models import Consent, Purpose
from fundportal.web.erasing import erasing


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


@receiver(person_erasing)
def take_out_of_questions(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction: no question about a composition goes on holding one of the person's applications. In its place stands a number below
    zero that is nobody's, the same in each question of a call: that somebody is gone has to be seen, else the next question would be the last one without
    them."""
    own = dict(Application.objects.filter(applicant=person).values_list("pk", "call"))
    rows = list(FloorQuestion.objects.select_for_update().filter(call__in=own.values()).order_by("pk"))
    lowest = min((int(each) for row in rows for each in row.asked["scores"]), default=0)
    nobody = {each: min(lowest, 0) - place for place, each in enumerate(sorted(own), start=1)}
    with erasing():
        for row in rows:
            row.asked["scores"] = {str(nobody.get(int(each), each)): score for each, score in row.asked["scores"].items()}
            row.asked["limits"] = [
                [is_floor, number, sorted(nobody.get(each, each) for each in members)] for is_floor, number, members in row.asked["limits"]
            ]
            row.chosen = row.chosen and [each for each in row.chosen if each not in own]
            row.save(update_fields=["asked", "chosen"])
