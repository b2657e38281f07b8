"""The team says in whose name it applies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from applicants.applications.deadline import may_edit
from applicants.applications.draft.save import NotEditable
from applicants.applications.models import Application
from applicants.applications.own import locked
from applicants.applications.rights import Right
from applicants.applications.states import State
from applicants.applications.submit_for_me.ask import standing_wish
from applicants.applications.team.collective.models import WORDS, Collective
from fundportal.accounts.models import User
from fundportal.audit.record import record


class Overtaken(Exception):
    """Somebody else has saved since the page was opened; `now` is what is stored, None when it was taken away."""

    def __init__(self, now: Collective | None) -> None:
        super().__init__("overtaken")
        self.now = now


@transaction.atomic
def write(*, application: Application, person: User, facts: Mapping[str, str], seen: int, at: datetime) -> Collective:
    """Store it. `facts` are its kind and WORDS, `seen` the version that the page had shown (0: none). What is stored already changes nothing.

    It counts as a change of the draft: a page on which the answers were being checked has to be read again. Raises NotForYou, NotEditable, Overtaken.
    """
    found = locked(person, application.pk, right=Right.EDIT)
    if not may_edit(found, at) or is_about_to_go(found, at):
        raise NotEditable
    now = Collective.objects.filter(application=found).first()
    wanted = {name: facts[name] for name in ("kind", *WORDS)}
    if now and now.content == wanted:
        return now
    if seen != (now.version if now else 0):
        raise Overtaken(now)
    row = now or Collective(application=found, version=0)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version, row.saved_at, row.saved_by = row.version + 1, at, person
    row.save()
    changed(found, person, "collective_written")
    return row


@transaction.atomic
def take_away(*, application: Application, person: User, at: datetime) -> bool:
    """The application is one person's after all. What was handed in stays as it was. A repeat changes nothing. Raises NotForYou, NotEditable."""
    found = locked(person, application.pk, right=Right.EDIT)
    if not may_edit(found, at) or is_about_to_go(found, at):
        raise NotEditable
    gone, _rows = Collective.objects.filter(application=found).delete()
    if gone:
        changed(found, person, "collective_taken_away")
    return bool(gone)


def is_about_to_go(application: Application, at: datetime) -> bool:
    """Whether the deadline is over and the draft is on its way to be handed in as it stood then: of a collective only the newest words are kept."""
    if application.state != State.DRAFT or at <= application.deadline:
        return False
    wish = standing_wish(application)
    return wish is not None and (wish.settled_for is None or wish.settled_for < application.deadline)


def changed(application: Application, person: User, verb: str) -> None:
    revision, saved_at = application.revision + 1, max(application.saved_at, timezone.now())
    Application.objects.filter(pk=application.pk).update(revision=revision, saved_at=saved_at)
    record(actor=person, verb=verb, target=application.folio, program_code=application.call.program_code)
