"""One person confirms one application: only that turns a scenario into a decision, which is noted as any other and known to nobody before the release."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import lock
from applicants.applications.models import Application
from applicants.selection.composer.compose import may_compose
from applicants.selection.composer.models import Confirmation, Scenario
from applicants.selection.composer.vote import target_of
from applicants.selection.decisions.feedback import Structured, comments_on, compose, from_the_rubrics
from applicants.selection.decisions.stage import DECIDABLE, NotedMeanwhile, locked_call, mark, stage
from applicants.selection.decisions.stage import noted as noted_about
from applicants.selection.models import Decision
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class NotDecidable(Refusal):
    """It is no longer being read."""

    def __init__(self, application: Application) -> None:
        super().__init__(
            _("Nothing can be decided about %(folio)s: %(state)s.") % {"folio": application.folio, "state": application.get_state_display()}
        )


@transaction.atomic
def confirm(
    *, scenario: Scenario, application: Application, outcome: str, by: User, reason: str = "", seen: str | None = None
) -> Confirmation:
    """Note the decision and write down that this person confirmed it in the light of this scenario. What was written to the person before stays, and why
    a decision that is known changes; where nothing was, the person reads what the rubric says of the scores, and the reviewers' comments.

    `seen` is the mark of what the page had shown as noted: two at once do not overtake each other unread. Asked twice, it is one. Raises NotDecider,
    HasAPart, OwnApplication, NotDecidable, NotedMeanwhile, ReleaseRunning; then nothing has happened.
    """
    may_compose(scenario.round, by)
    locked_call(scenario.round.call_id, by)
    refuse_undecidable(lock([application.pk]), scenario.round.call_id)
    noted = Decision.objects.staged().filter(application=application).first()
    before = Confirmation.objects.filter(application=application).order_by("pk").last()
    same = (scenario.pk, outcome, by.pk, reason.strip())
    if noted and before and noted.outcome == outcome and (before.scenario_id, before.outcome, before.by_id, before.reason) == same:
        return before
    if seen is not None and seen != mark(now := noted_about([application.pk])):
        raise NotedMeanwhile(now)
    if not (noted and noted.outcome == outcome):
        said = Structured(noted.strong, noted.missing, noted.suggestion, noted.next_call_id) if noted else None
        feedback = noted.feedback if noted else compose("", comments_on([application.pk]).get(application.pk, []))
        stage(
            call=scenario.round.call,
            applications=[application.pk],
            outcome=outcome,
            by=by,
            feedback={application.pk: feedback},
            structured=said,
            drafted=None if noted else from_the_rubrics({application.pk: application.applicant.language}),
            why=noted.why if noted else "",
        )
    made = Confirmation.objects.create(scenario=scenario, application=application, outcome=outcome, by=by, reason=reason.strip())
    code = scenario.round.call.program_code
    record(actor=by, verb="confirm_composed", target=application.folio, program_code=code, scenario=target_of(scenario), outcome=outcome)
    return made


def refuse_undecidable(applications: Iterable[Application], call_id: int) -> None:
    """Raises NotDecidable."""
    for application in applications:
        if application.call_id != call_id or application.state not in DECIDABLE:
            raise NotDecidable(application)
