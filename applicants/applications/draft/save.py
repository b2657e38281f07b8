"""A section of a draft is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.applications.deadline import may_edit
from applicants.applications.draft.log import lines_about, slot_in, waiting
from applicants.applications.draft.merge import Base, Merged, Slot, contested, is_overtaken, merge, ours, with_turn
from applicants.applications.draft.progress import bring_up_to_date
from applicants.applications.draft.store import set_beside, stand, store, write
from applicants.applications.models import Application
from applicants.applications.own import locked
from applicants.applications.rights import Right
from applicants.calls.carry_over import kinds, place_of
from applicants.calls.form_versions import LoadedForm, LoadedSection, form_version
from applicants.calls.questions.base import is_answered
from fundportal.accounts.models import User
from fundportal.consents.give import standing
from fundportal.consents.models import Purpose
from fundportal.web.refusals import Refusal


class NotEditable(Refusal):
    """The application is past the point up to which the person may change it."""

    title = _("Your answers can no longer be changed")

    def __init__(self) -> None:
        super().__init__(_("The call has closed, or your application is already in review. What you had handed in stays as it is."))


@dataclass(frozen=True)
class Page:
    """The page in which it was typed: its random `mark`, which revisions it had seen (see merge.Base), the how manyth of its saves this is (0: it
    does not count), and the form that it showed (None: that of the application)."""

    mark: str = ""
    base: str = ""
    turn: int = 0
    form: LoadedForm | None = None


@dataclass(frozen=True)
class Saved:
    """What became of it: the newest revision, when the last change was stored, all answers as they are now, the keys that are stored as they were
    sent, those of which two devices have written other things, and those that are not kept because there is no consent to them."""

    revision: int
    at: datetime
    answers: Mapping[str, Any]
    keys: frozenset[str] = frozenset()
    conflicts: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()


@transaction.atomic
def save_section(
    *,
    application_id: int,
    person: User,
    section: LoadedSection,
    values: Mapping[str, Any],
    at: datetime,
    unfinished: Mapping[str, Any] | None = None,
    page: Page | None = None,
) -> Saved:
    """`save_locked` for who holds no lock yet. The right of who is not the applicant is asked under it. Raises Http404, NotForYou, NotEditable."""
    application = locked(person, application_id, right=Right.EDIT)
    return save_locked(application=application, person=person, section=section, values=values, at=at, unfinished=unfinished, page=page)


def save_locked(
    *,
    application: Application,
    person: User,
    section: LoadedSection,
    values: Mapping[str, Any],
    at: datetime,
    unfinished: Mapping[str, Any] | None = None,
    page: Page | None = None,
) -> Saved:
    """Write what changed, and only that, into the draft and its log, inside the transaction that holds the application's lock. After submitting, this
    edits the draft of the next submission.

    `values` maps keys of the section's questions to JSON values (None: no answer), `unfinished` to what was typed and has to be corrected; other
    keys are ignored. `page` says what the page had seen and of which form it was: what an older form asked goes to where that is kept now. Where
    another device has written the same answer since, the stored one stays and the other waits in the log for the person's choice. What comes
    later than something newer of the same page changes nothing. Whether the person agrees to sensitive data is asked under the lock that a
    withdrawal waits for, so that nothing is written back after it. Raises NotEditable.
    """
    page = page or Page()
    if not may_edit(application, at):
        raise NotEditable
    form = form_version(application.form_version_id)
    places = placed(section, page.form or form, form)
    withheld = sensitive_in(section, form) & {*values, *(unfinished or {})}
    if withheld and Purpose.SENSITIVE in standing(person, application.folio):
        withheld = frozenset()
    places = {key: place for key, place in places.items() if key not in withheld}
    sent = {places[key]: Slot(value if is_answered(value) else None) for key, value in values.items() if key in places}
    sent |= {places[key]: Slot(typed, True) for key, typed in (unfinished or {}).items() if key in places}
    conflicts: dict[str, Slot] = {}
    if not is_overtaken(application.turns, page.mark, page.turn):
        seen = Base.parse(page.base, application.revision)
        merged = merged_into(application, sent, page.mark, Base(seen.whole, {places.get(key, key): n for key, n in seen.later.items()}))
        conflicts = merged.conflicts
        entries = write(application, merged.changes, section=section.key, at=at, page=page.mark)
        entries += set_beside(application, unheard(application, conflicts), section=section.key, at=at, page=page.mark)
        was = (application.turns, dict(application.progress))
        application.turns = with_turn(application.turns, page.mark, page.turn)
        bring_up_to_date(application, form, sent)
        if entries or was != (application.turns, application.progress):
            store(application, entries)
    now = stand(application, sent)
    return Saved(
        application.revision,
        application.saved_at,
        application.answers,
        keys=frozenset(key for key, place in places.items() if place in sent and sent[place] == now[place]),
        conflicts=frozenset(key for key, place in places.items() if place in conflicts),
        withheld=withheld,
    )


def sensitive_in(section: LoadedSection, now: LoadedForm) -> frozenset[str]:
    """The keys of a section's questions for whose answers consent is needed, by the form that was shown or by the one of now."""
    if not now.sensitive:
        return frozenset(q["key"] for q in section.questions if q["sensitive"])
    return frozenset(q["key"] for q in section.questions if q["sensitive"] or (now.any_question(q["key"]) or q)["sensitive"])


def placed(section: LoadedSection, was: LoadedForm, now: LoadedForm) -> dict[str, str]:
    """Each question of a section -> where its answer is kept under the form of now."""
    if was.id == now.id:
        return {q["key"]: q["key"] for q in section.questions}
    kinds_then, kinds_now = kinds(was.document), kinds(now.document)
    return {q["key"]: place_of(q["key"], kinds_then, kinds_now) for q in section.questions}


def merged_into(application: Application, sent: dict[str, Slot], mark: str, seen: Base) -> Merged:
    """What was sent, merged with what is stored. The log is read only where something newer than the page had seen is stored."""
    stored = stand(application, sent)
    disputed = contested(sent=sent, stored=stored, revisions=application.revisions, base=seen)
    log = lines_about(application, disputed) if disputed else []
    rivals = {key for key in disputed if not ours(key, base=seen, page=mark, log=log)}
    return merge(sent=sent, stored=stored, rivals=rivals, base=seen, log=log)


def unheard(application: Application, conflicts: dict[str, Slot]) -> dict[str, Slot]:
    """Without those that wait for the person's choice already: a page sends its version until the choice is made."""
    entries = waiting(application, conflicts)
    return {key: slot for key, slot in conflicts.items() if slot not in [slot_in(entry.changes, key) for entry in entries]}
