"""The check becomes a record of the application."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from applicants.applications.eligibility.models import RequirementsCheck
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.eligibility.carried import Carried, checked
from applicants.calls.eligibility.judge import judge, sensitive_keys
from applicants.calls.eligibility.versions import rules_version
from applicants.calls.models import Call
from fundportal.accounts.models import User
from fundportal.consents.give import consent_withdrawn, standing
from fundportal.consents.models import Consent, Purpose


def keep(*, application: Application, carried: Carried, consents: Collection[str], at: datetime) -> None:
    """Store it, in the place of an earlier one. Sensitive answers without the consent to them are left out, as if they had not been given; what it
    came to is judged without them. Once somebody has begun to read the application, what was said before stands."""
    if application.state not in (State.DRAFT, State.SUBMITTED):
        return
    rules = rules_version(carried.version).rules
    left_out = set() if Purpose.SENSITIVE in consents else sensitive_keys(rules)
    answers = {key: value for key, value in carried.answers.items() if key not in left_out}
    kept = {
        "version_id": carried.version,
        "answers": answers,
        "result": judge(rules, answers).result,
        "explanation": carried.explanation,
        "at": at,
    }
    RequirementsCheck.objects.update_or_create(application=application, defaults=kept)


@receiver(checked)
@transaction.atomic
def checked_again(sender: type[Call], person: User, call: Call, carried: Carried, **kwargs: Any) -> None:
    """Who has an application already, and did the check before or again: it is kept with that one."""
    live = Application.objects.of(person).filter(call=call).exclude(state=State.WITHDRAWN).select_for_update().first()
    if live:
        keep(application=live, carried=carried, consents=standing(person, live.folio), at=timezone.now())


@receiver(consent_withdrawn)
def forget_sensitive(sender: type[Consent], consent: Consent, **kwargs: Any) -> None:
    """Within the withdrawal's transaction: the sensitive answers go, also those of what was handed in. They were never part of it."""
    if consent.purpose != Purpose.SENSITIVE or Purpose.SENSITIVE in standing(consent.person, consent.about):
        return
    found = RequirementsCheck.objects.filter(application__folio=consent.about, application__applicant=consent.person_id).first()
    if found:
        rules = rules_version(found.version_id).rules
        gone = sensitive_keys(rules)
        found.answers = {key: value for key, value in found.answers.items() if key not in gone}
        found.result = judge(rules, found.answers).result
        found.save(update_fields=["answers", "result"])
