"""A wave: the staged decisions of a call that are released together, and how staff choose them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Max, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.models import Call
from applicants.selection.decisions.stage import can_be_released
from applicants.selection.models import Decision
from applicants.selection.procedure.models import Procedure

if TYPE_CHECKING:
    from fundportal.accounts.models import User

Outcome = Decision.Outcome
LISTS: dict[str, str | Promise] = {
    "": _("all"),
    "shortlist": _("the shortlist"),
    "others": _("those who are not on the shortlist"),
    "corrections": _("corrections and appeals"),
}


class Chosen(NamedTuple):
    """By outcome (none: all of them) and by list."""

    outcomes: tuple[str, ...] = ()
    list: str = ""

    @classmethod
    def of(cls, fields: Any) -> Chosen:
        """Out of what a form has sent; what it cannot have sent counts as not chosen."""
        outcomes = tuple(outcome for outcome in Outcome.values if outcome in fields.getlist("outcome"))
        asked = fields.get("list", "")
        return cls(outcomes if len(outcomes) < len(Outcome.values) else (), asked if asked in LISTS else "")

    @property
    def is_everything(self) -> bool:
        return not self.outcomes and not self.list

    def query(self) -> str:
        """As an address carries it along."""
        return "&".join([*(f"outcome={outcome}" for outcome in self.outcomes), f"list={self.list}"])

    def as_json(self) -> dict[str, Any]:
        return {"outcomes": list(self.outcomes), "list": self.list}

    def filter(self) -> Q:
        """Of staged decisions."""
        found = Q(outcome__in=self.outcomes) if self.outcomes else Q()
        if self.list == "corrections":
            return found & Q(corrects__isnull=False)
        if self.list:
            on_it = Q(application__state=State.SHORTLISTED)
            return found & (on_it if self.list == "shortlist" else ~on_it) & Q(corrects=None)
        return found


EVERYTHING = Chosen()


def releasable(call: Call, procedure: Procedure) -> QuerySet[Decision]:
    """Staged decisions of a call that may be released: their applications are where that is possible, and somebody else has confirmed them where the call
    wants that."""
    rows = Decision.objects.staged().filter(can_be_released(), application__call=call)
    return rows.exclude(confirmed_by=None) if procedure.four_eyes else rows


def with_all(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """With what a letter about each needs."""
    rows = rows.select_related("application__applicant", "application__appeal", "next_call", "corrects__release")
    return rows.defer("application__answers", "application__revisions").order_by("application_id")


def numbered(call: Call, rows: Iterable[Decision]) -> list[Decision]:
    """Those for the waiting list with the place that becomes known: in the order noted, without gaps, behind those who wait since an earlier release."""
    found = list(rows)
    waiting = sorted((d for d in found if d.outcome == Outcome.WAITLIST), key=lambda d: (d.position or 0, d.pk))
    first = last_known(call) + 1 if waiting else 1
    for place, decision in enumerate(waiting, start=first):
        decision.position = place
    return found


def staged_in(call: Call, chosen: Chosen = EVERYTHING, procedure: Procedure | None = None) -> list[Decision]:
    """The decisions of a call that may be released, as far as they are chosen, with all that their letters need."""
    return numbered(call, with_all(releasable(call, procedure or Procedure(call=call)).filter(chosen.filter())))


def claimed(call: Call, wave: Collection[int]) -> list[Decision]:
    """The same of a wave that was claimed; who has withdrawn since is not among them."""
    return numbered(call, with_all(Decision.objects.staged().filter(can_be_released(), pk__in=wave, application__call=call)))


def last_known(call: Call) -> int:
    """The last place of those who wait since an earlier release; 0 when nobody does."""
    known = Decision.objects.filter(application__call=call, application__state=State.WAITLISTED, release__isnull=False)
    return known.aggregate(last=Max("position"))["last"] or 0


def fingerprint(decisions: Iterable[Decision]) -> str:
    """What exactly would be released, in short: the page shows it, the confirmation brings it back."""
    lines = sorted(
        f"{d.application_id} {d.outcome} {d.position} {d.feedback} {d.strong} {d.missing} {d.suggestion} {d.next_call_id} {d.corrects_id} {d.why}"
        for d in decisions
    )
    return sha256("\n".join(lines).encode()).hexdigest()[:32]


def without_comments(decisions: Iterable[Decision]) -> list[Decision]:
    """Those declined whose people would read nothing but the outcome."""
    return [decision for decision in decisions if decision.outcome == Outcome.DECLINE and not decision.is_explained]


def has_a_part(person: User, decisions: Collection[Decision]) -> bool:
    """Whether somebody applies, writes along or helps in one of the applications: then somebody else decides, and reads the names. One statement."""
    applications = {decision.application_id for decision in decisions}
    return Application.objects.filter(pk__in=applications).apart_from(person).count() < len(applications)


def counted(decisions: Iterable[Decision]) -> Mapping[str, int]:
    """How many of each outcome."""
    found = [str(decision.outcome) for decision in decisions]
    return {str(outcome): found.count(str(outcome)) for outcome in Outcome.values}
