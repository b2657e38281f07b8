"""A person erases the account: what was decided stays, the words to the person and about them do not."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from applicants.applications.models import Application
from applicants.selection.appeals.models import Appeal
from applicants.selection.composer.models import Confirmation, Scenario, Vote
from applicants.selection.models import Decision
from applicants.selection.waiting.models import ByHand
from fundportal.accounts.erase import person_erasing
from fundportal.accounts.models import User
from fundportal.web.erasing import erasing


@receiver(person_erasing)
def blank_feedback(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction."""
    with erasing():
        Decision.objects.filter(application__applicant=person).update(feedback="", strong="", missing="", suggestion="", why="")
        ByHand.objects.filter(application__applicant=person).update(reason="")
        Appeal.objects.filter(application__applicant=person).update(reason="", answer="")


@receiver(person_erasing)
def blank_reasons(sender: type[User], person: User, **kwargs: Any) -> None:
    """Within the erasure's transaction: of votes on the person's applications, of what was confirmed, and for setting or leaving them out."""
    own = dict(Application.objects.filter(applicant=person).values_list("pk", "call"))
    with erasing():
        for rows in (Vote.objects.all(), Confirmation.objects.all()):
            rows.filter(application__in=own).exclude(reason="").update(reason="")
        for scenario in Scenario.objects.filter(round__call__in=own.values()):
            scenario.stated = scenario.plan.without_words_on(set(own)).to_json()
            scenario.save(update_fields=["stated"])
