"""Whose applications nothing may be done with any more: the account is erased, or the consent to evaluation was taken back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from applicants.applications.models import Application
from applicants.applications.states import TRANSITIONS, By
from fundportal.consents.models import Consent, Purpose


def keeps_in_play(verb: str) -> bool:
    """Whether the fund goes on with an application by this verb: a step of staff to a state in which it lives (and may be withdrawn)."""
    transition = TRANSITIONS[verb]
    return not isinstance(transition.by, By) and transition.target in TRANSITIONS["withdraw"].sources


def left_for_good(ids: Iterable[int]) -> set[int]:
    """Those of these applications with which the fund may not go on. One statement, which sees what is committed: ask under the applications' locks.

    Where a call asked for no consent, none can have been taken back.
    """
    given = Consent.objects.filter(person=OuterRef("applicant"), about=OuterRef("folio"), purpose=Purpose.EVALUATE)
    taken_back = Exists(given.filter(withdrawn_at__isnull=False)) & ~Exists(given.standing())
    rows = Application.objects.filter(Q(applicant__erased_at__isnull=False) | taken_back, pk__in=list(ids))
    return set(rows.order_by().values_list("pk", flat=True))


def is_possible(verb: str, application: Application) -> bool:
    """Whether the state, and what the person still agrees to, allow this step. At most one statement, none when the state does not."""
    if application.state not in TRANSITIONS[verb].sources:
        return False
    return not (keeps_in_play(verb) and left_for_good([application.pk]))
