"""Screening many at once, in the background."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.bulk.look import Looked
from applicants.applications.bulk.models import BulkJob, BulkRow
from applicants.applications.bulk.verbs import Verb, register
from applicants.applications.bulk.why import GONE, STATE, WORDS, Left
from applicants.applications.models import Application
from applicants.applications.states import TRANSITIONS
from applicants.review.screening.page import TITLES, ReasonForm, before
from applicants.review.screening.screen import screen, sorted_out
from fundportal.accounts.roles import Permission

if TYPE_CHECKING:
    from django import forms

    from fundportal.accounts.models import User

EARLY = "early"
WORDS[EARLY] = _("Its person may still correct it.")


class Screening(Verb):
    permission = Permission.SCREEN
    template = "admin/applicants/review/before.html"

    def __init__(self, code: str) -> None:
        self.code, self.title = code, TITLES[code]

    def form(self, job: BulkJob, data: Any = None) -> ReasonForm:
        return ReasonForm(data, verb=self.code)

    def shown(self, request: HttpRequest, job: BulkJob, looked: Looked, form: forms.Form | None) -> dict[str, Any]:
        early = looked.left.get(Left(EARLY))
        return before(self.code, looked.named, early.named if early else [], form or self.form(job), count=looked.count)

    def sort(self, job: BulkJob, applications: Sequence[Application]) -> dict[int, Left]:
        return reasons(self.code, *sorted_out(applications, self.code, timezone.now())[1:])

    def carry_out(self, job: BulkJob, by: User, rows: Collection[BulkRow]) -> dict[int, Left]:
        done = screen(ids=[row.application_id for row in rows], verb=self.code, by=by, reason=job.params["reason"])
        return reasons(self.code, done.early, done.others)


def reasons(verb: str, early: Collection[Application], others: Collection[Application]) -> dict[int, Left]:
    """Why these do not take the step."""
    fits = TRANSITIONS[verb].sources
    found = {application.pk: Left(GONE) if application.state in fits else Left(STATE, application.state) for application in others}
    return found | {application.pk: Left(EARLY) for application in early}


for verb in TITLES:
    register(Screening(verb))
