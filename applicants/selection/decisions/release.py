"""All staged decisions of a call become known at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import advance_many, lock
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.models import Call
from applicants.selection.decisions.feedback import in_the_letter
from applicants.selection.decisions.stage import DECIDABLE, locked_call
from applicants.selection.models import Decision, Release
from applicants.selection.offers.offer import offer_many
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

Outcome = Decision.Outcome


class NothingStaged(Refusal):
    """No decision of the call waits for its release."""

    title = _("There is nothing to release")

    def __init__(self) -> None:
        super().__init__(_("No decision of this call is waiting to be released. If you have just released them, they are out already."))


class Unexplained(Refusal):
    """Some would be declined without a word, and nothing is said about that either."""

    title = _("Some get no comments")

    def __init__(self) -> None:
        super().__init__(
            _("Some are declined without any comment. Write comments for them, or say why they get none: they read it in the letter.")
        )


class Changed(Refusal):
    """What would be released is not what was confirmed."""

    title = _("The decisions have changed")

    def __init__(self) -> None:
        super().__init__(
            _("Decisions were changed while you looked at the page. Nothing was released: look at the new figures and confirm again.")
        )


def staged_in(call: Call) -> list[Decision]:
    """The staged decisions of a call about applications that are still to be decided, with application and person.

    Those for the waiting list have the place that becomes known: in the order noted, without gaps, behind those who wait since an earlier release.
    """
    rows = Decision.objects.staged().filter(application__call=call, application__state__in=DECIDABLE)
    found = list(
        rows.select_related("application__applicant", "next_call")
        .defer("application__answers", "application__revisions")
        .order_by("application_id")
    )
    waiting = sorted((d for d in found if d.outcome == Outcome.WAITLIST), key=lambda d: (d.position or 0, d.pk))
    first = last_known(call) + 1 if waiting else 1
    for place, decision in enumerate(waiting, start=first):
        decision.position = place
    return found


def last_known(call: Call) -> int:
    """The last place of those who wait since an earlier release; 0 when nobody does."""
    known = Decision.objects.filter(application__call=call, application__state=State.WAITLISTED, release__isnull=False)
    return known.aggregate(last=Max("position"))["last"] or 0


def fingerprint(decisions: Iterable[Decision]) -> str:
    """What exactly is staged, in short: the page shows it, the confirmation brings it back."""
    lines = sorted(
        f"{d.application_id} {d.outcome} {d.position} {d.feedback} {d.strong} {d.missing} {d.suggestion} {d.next_call_id}"
        for d in decisions
    )
    return sha256("\n".join(lines).encode()).hexdigest()[:32]


@transaction.atomic
def release(*, call: Call, by: User, seen: str = "", unexplained_es: str = "", unexplained_en: str = "") -> Release:
    """Release all staged decisions of a call in one transaction: states move, letters are written, those selected are offered a place.

    Exactly once: who comes second finds nothing staged. Who is declined without a comment reads `unexplained_es` (or _en) instead.
    Raises NothingStaged; Changed when `seen` is another fingerprint; Unexplained when somebody would read nothing at all; CohortFull when more
    are selected than places are free; NotDecider; OwnApplication. Then nothing has happened. The number of statements does not grow with that of decisions.
    """
    call = locked_call(call.pk, by)
    lock(decision.application_id for decision in staged_in(call))
    decisions = staged_in(call)  # again, under the locks: who withdrew in between is out
    if not decisions:
        raise NothingStaged
    if seen and seen != fingerprint(decisions):
        raise Changed
    why = unexplained_es.strip() if without_comments(decisions) else ""
    if without_comments(decisions) and not why:
        raise Unexplained
    counts = Counter(str(decision.outcome) for decision in decisions)
    made = Release.objects.create(
        call=call,
        by=by,
        counts={str(outcome): counts[outcome] for outcome in Outcome.values},
        unexplained_es=why,
        unexplained_en=unexplained_en.strip() if why else "",
    )
    Decision.objects.bulk_update([decision for decision in decisions if decision.position], ["position"], batch_size=5000)
    Decision.objects.filter(pk__in=[decision.pk for decision in decisions]).update(release=made)
    move(decisions, by, {"es": why, "en": made.unexplained_en or why} if why else None)
    record(actor=by, verb="release_decisions", target=call.slug, program_code=call.program_code, release=made.pk, **made.counts)
    return made


def without_comments(decisions: Iterable[Decision]) -> list[Decision]:
    """Those declined whose people would read nothing but the outcome."""
    return [decision for decision in decisions if decision.outcome == Outcome.DECLINE and not decision.is_explained]


def move(decisions: list[Decision], by: User, unexplained: dict[str, str] | None = None) -> None:
    """Each application to where its decision leads it."""
    about = {decision.application_id: decision for decision in decisions}
    ids: dict[str, list[int]] = {outcome: [d.application_id for d in decisions if d.outcome == outcome] for outcome in Outcome.values}

    def context(application: Application) -> dict[str, Any]:
        decision = about[application.pk]
        said = in_the_letter(decision, application.applicant.language, unexplained)
        return {**said, **({"position": decision.position} if decision.position else {})}

    if ids[Outcome.SELECT]:
        advance_many(ids=ids[Outcome.SELECT], verb="select", actor=by)
        offer_many(ids=ids[Outcome.SELECT], by=by, feedback={pk: decision.feedback for pk, decision in about.items()})
    if ids[Outcome.WAITLIST]:
        advance_many(ids=ids[Outcome.WAITLIST], verb="waitlist", actor=by, context=context)
    if ids[Outcome.DECLINE]:
        advance_many(ids=ids[Outcome.DECLINE], verb="decline", actor=by, context=context)
