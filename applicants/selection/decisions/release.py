"""Staged decisions become known: all of a call at once, or wave by wave."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import advance_many, lock
from applicants.applications.models import Application
from applicants.calls.models import Call
from applicants.selection.appeals.conclude import conclude
from applicants.selection.decisions.feedback import in_the_letter
from applicants.selection.decisions.stage import lockable_call, locked_call, refuse_own
from applicants.selection.decisions.tied import NotAcknowledged, mark, tied
from applicants.selection.decisions.wave import EVERYTHING, Chosen, claimed, counted, fingerprint, staged_in, without_comments
from applicants.selection.models import Decision, Release
from applicants.selection.offers.offer import last_second, offer_many
from applicants.selection.procedure.models import Procedure, procedure_of
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

log = logging.getLogger(__name__)
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


@transaction.atomic
def claim(
    *,
    call: Call,
    by: User,
    seen: str = "",
    acknowledged: str = "",
    unexplained_es: str = "",
    unexplained_en: str = "",
    chosen: Chosen = EVERYTHING,
) -> Release:
    """Claim the chosen decisions of a call for a release that runs from now on; nothing becomes known yet. Until it is done nothing else is staged or
    released in the call.

    Who is declined without a comment will read `unexplained_es` (or _en) instead. Raises NothingStaged; Changed when `seen` is another fingerprint;
    Unexplained when somebody would read nothing at all; NotAcknowledged when `acknowledged` is not the mark of the conflicts that are found (see `tied`);
    ReleaseRunning; NotDecider; OwnApplication. Then nothing has happened.
    """
    call = locked_call(call.pk, by)
    decisions = staged_in(call, chosen, procedure_of(call))
    if not decisions:
        raise NothingStaged
    if seen and seen != fingerprint(decisions):
        raise Changed
    why = unexplained_es.strip() if without_comments(decisions) else ""
    if without_comments(decisions) and not why:
        raise Unexplained
    refuse_own((decision.application for decision in decisions), by)
    conflicts = tied(call, decisions, by)
    if acknowledged != mark(conflicts) and conflicts:
        raise NotAcknowledged
    made = Release.objects.create(
        call=call,
        by=by,
        state=Release.State.RUNNING,
        claimed_at=timezone.now(),
        wave=[decision.pk for decision in decisions],
        chosen=chosen.as_json(),
        counts=counted(decisions),
        unexplained_es=why,
        unexplained_en=unexplained_en.strip() if why else "",
    )
    if conflicts:
        folios = sorted({each.decision.application.folio for each in conflicts})
        record(
            actor=by,
            verb="release_knowing_conflicts",
            target=call.slug,
            program_code=call.program_code,
            release=made.pk,
            applications=folios,
        )
    return made


@transaction.atomic
def carry_out(*, wave: int) -> Release:
    """Let everything that a release has claimed become known, in one transaction: states move, letters are written, those selected are offered a place.

    Exactly once: one that is done, or that another process is at, is given back as it is. A process that dies leaves nothing half done; the next call
    begins again. Who has withdrawn since is left in peace. Raises CohortFull when more are selected than places are free, NotAllowed, LeftForGood: then nothing
    has happened and the release still runs. The number of statements does not grow with that of decisions.
    """
    mine = Release.objects.select_for_update(of=("self",), skip_locked=True).select_related("by")
    made = mine.filter(pk=wave, state=Release.State.RUNNING).first()
    if made is None:
        return Release.objects.get(pk=wave)
    call = lockable_call().get(pk=made.call_id)
    lock(Application.objects.filter(decisions__in=made.wave).values_list("pk", flat=True))
    decisions = claimed(call, made.wave)  # under the locks: who withdrew in between is out
    made.at, made.state, made.counts = timezone.now(), Release.State.DONE, counted(decisions)
    made.appeal_until = appeals_end(call, procedure_of(call), made.at)
    made.save(update_fields=["at", "state", "counts", "appeal_until"])
    Decision.objects.bulk_update([decision for decision in decisions if decision.position], ["position"], batch_size=5000)
    Decision.objects.filter(pk__in=[decision.pk for decision in decisions]).update(release=made)
    move(decisions, made)
    conclude(decisions)
    record(actor=made.by, verb="release_decisions", target=call.slug, program_code=call.program_code, release=made.pk, **made.counts)
    return made


@transaction.atomic
def release(
    *,
    call: Call,
    by: User,
    seen: str = "",
    acknowledged: str = "",
    unexplained_es: str = "",
    unexplained_en: str = "",
    chosen: Chosen = EVERYTHING,
) -> Release:
    """Claim the chosen decisions and let them become known, in one transaction. Raises as `claim` and `carry_out` do; then nothing has happened.

    Exactly once: who comes second finds nothing staged.
    """
    said = {"unexplained_es": unexplained_es, "unexplained_en": unexplained_en}
    made = claim(call=call, by=by, seen=seen, acknowledged=acknowledged, chosen=chosen, **said)
    return carry_out(wave=made.pk)


def go_on(*, wave: int) -> Release:
    """Carry a claimed release out, or stop it with the reason why that is not possible."""
    try:
        return carry_out(wave=wave)
    except Refusal as refusal:
        return stop(wave=wave, why=str(refusal.message))


@transaction.atomic
def stop(*, wave: int, why: str = "", by: User | None = None) -> Release:
    """Give up a release that has not been carried out: its decisions are staged as before and may be changed. One that is done stays as it is."""
    made = Release.objects.select_for_update(of=("self",)).select_related("call__cohort__strand__program").get(pk=wave)
    if made.state == Release.State.RUNNING:
        made.state, made.why_stopped, made.at = Release.State.STOPPED, why[:400], timezone.now()
        made.save(update_fields=["state", "why_stopped", "at"])
        record(actor=by, verb="stop_release", target=made.call.slug, program_code=made.call.program_code, release=made.pk)
    return made


def resume() -> int:
    """Carry out every release that is claimed and not done, each in the language of who has released. One that fails in a way that nobody foresaw is
    stopped, and says so on its page; the others go on. Returns how many were there."""
    running = list(Release.objects.filter(state=Release.State.RUNNING).order_by("pk").values_list("pk", "by__language"))
    for wave, language in running:
        with override(language):
            try:
                go_on(wave=wave)
            except OperationalError:  # the database is away or somebody else is at it: the clock comes again
                log.exception("release %s waits for the database", wave)
            except Exception:
                log.exception("release %s failed", wave)
                stop(wave=wave, why=gettext("Something failed that nobody foresaw. Whoever runs the portal finds it in the log."))
    return len(running)


def appeals_end(call: Call, procedure: Procedure, at: datetime) -> datetime | None:
    """Until when who is declined at this instant may ask to be read again: the last second of a day in the call's zone."""
    if not procedure.appeal_days:
        return None
    return last_second(call, at.astimezone(call.zone).date() + timedelta(days=procedure.appeal_days))


def move(decisions: list[Decision], made: Release) -> None:
    """Each application to where its decision leads it."""
    about = {decision.application_id: decision for decision in decisions}
    ids: dict[str, list[int]] = {outcome: [d.application_id for d in decisions if d.outcome == outcome] for outcome in Outcome.values}

    def context(application: Application) -> dict[str, Any]:
        return in_the_letter(about[application.pk], application.applicant.language, made)

    if ids[Outcome.SELECT]:
        advance_many(ids=ids[Outcome.SELECT], verb="select", actor=made.by)
        offer_many(ids=ids[Outcome.SELECT], by=made.by, said=context)
    if ids[Outcome.WAITLIST]:
        advance_many(ids=ids[Outcome.WAITLIST], verb="waitlist", actor=made.by, context=context)
    if ids[Outcome.DECLINE]:
        advance_many(ids=ids[Outcome.DECLINE], verb="decline", actor=made.by, context=context)
