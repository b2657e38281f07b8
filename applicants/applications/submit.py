"""An application is handed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import IllegalTransition, advance
from applicants.applications.asked import asked_form
from applicants.applications.deadline import is_in_time
from applicants.applications.draft.missing import Gap, file_answers, gaps
from applicants.applications.letters import absolute
from applicants.applications.models import Application, Submission
from applicants.applications.own import locked, locked_by_folio
from applicants.applications.receipt.snapshot import freeze
from applicants.applications.states import TRANSITIONS
from applicants.applications.submit_for_me.models import SubmitForMe
from applicants.applications.team.collective.models import content_of
from applicants.calls.form_versions import LoadedForm
from applicants.calls.questions.base import file_in
from fundportal.accounts.models import User
from fundportal.consents.give import standing
from fundportal.consents.models import Purpose
from fundportal.web.refusals import Refusal
from fundportal.web.rows import insert

NUMBER = re.compile(r"\d{1,9}", re.ASCII)


class TooLate(Refusal):
    """The request arrived after the deadline (and after the grace, where there is one)."""

    title = _("The call has closed")

    def __init__(self) -> None:
        super().__init__(_("Your submission arrived after the deadline, so we could not take it. What you wrote is kept in your draft."))


class Incomplete(Exception):
    """Something is missing or has to be corrected; `gaps` says what."""

    def __init__(self, gaps: list[Gap]) -> None:
        super().__init__(f"{len(gaps)} gaps")
        self.gaps = gaps


class Stale(Exception):
    """The answers are not those that the person had checked: another page has changed them since."""


def token(application: Application) -> str:
    """Stands in the form with which an application is submitted: the answers that it shows, the submission that it comes after, and the questions: a
    newer form may ask something else with the answers as they are."""
    number = application.submission.number if application.submission else 0
    return f"{application.revision}.{number}.{application.form_version_id}"


def submit(*, folio: str, person: User, arrived_at: datetime, language: str, checked: str, declaration: str) -> Submission:
    """Freeze the answers, sign them, move the application and write the receipt's letter, all at once. Returns the submission.

    `checked` is the token of the page on which the person checked the answers, `declaration` the sentence to which the person agreed. The same
    submit twice, or one with nothing changed since the last, gives that one submission. Whether it came in time is judged by `arrived_at`. Raises
    Http404 for a folio that is not the person's; Incomplete, Stale (in both, an attempt before the deadline is remembered: it opens the call's
    grace), TooLate, IllegalTransition.
    """
    with transaction.atomic():
        application = locked_by_folio(person, folio, "checked")
        done = made_by(application, checked)
        if done:
            return done
        if application.state not in TRANSITIONS["submit"].sources:
            raise IllegalTransition(application, "submit")
        if not is_in_time(application, arrived_at):
            raise TooLate
        missing: list[Gap] = []
        stale = checked != token(application)
        if not stale:
            form = asked_form(application)
            consents = standing(person, application.folio)
            missing = gaps(application, form, consents)
            if not missing:
                return hand_in(application, form, answers_to_freeze(application, form, consents), arrived_at, language, declaration)
        remember_attempt(application, arrived_at)
    raise Stale if stale else Incomplete(missing)


def made_by(application: Application, checked: str) -> Submission | None:
    """The submission that this token has brought about already, if any. What the clock has handed in as of the deadline no page has brought about,
    unless it says what the page had shown: what was written since would be in no submission."""
    _revision, number, *_form = [*checked.split("."), ""]
    newest = application.submission
    if newest is None or not NUMBER.fullmatch(number) or int(number) >= newest.number:
        return None
    found = newest if newest.number == int(number) + 1 else application.submissions.filter(number=int(number) + 1).first()
    return None if found and is_the_clocks(found) and not says_the_same(found, application) else found


def is_the_clocks(submission: Submission) -> bool:
    """Whether it was handed in for the person, at the deadline."""
    return SubmitForMe.objects.filter(submission=submission).exists()


def says_the_same(submission: Submission, application: Application) -> bool:
    """Whether handing in once more would give nothing new."""
    form = asked_form(application)
    answers = answers_to_freeze(application, form, standing(application.applicant, application.folio))
    return is_said_by(submission, form, answers, content_of(application))


def is_said_by(submission: Submission, form: LoadedForm, answers: dict[str, Any], collective: dict[str, Any] | None) -> bool:
    said = (submission.content["answers"], submission.content.get("collective"))
    return submission.form_version_id == form.id and said == (answers, collective)


def answers_to_freeze(application: Application, form: LoadedForm, consents: set[str]) -> dict[str, Any]:
    """The answers to the questions of this form as it is asked, and the numbers of what repeats. Sensitive ones only under a standing consent: they
    may be optional, and it withdrawn."""
    given = {
        key: application.answers[key]
        for key, q in form.questions.items()
        if key in application.answers and (not q["sensitive"] or Purpose.SENSITIVE in consents)
    }
    return {**given, **form.lists()}


def hand_in(
    application: Application, form: LoadedForm, answers: dict[str, Any], arrived_at: datetime, language: str, declaration: str
) -> Submission:
    """Freeze, store, advance. Nothing new when nothing has changed since the newest submission."""
    newest = application.submission
    collective = content_of(application)
    if newest and is_said_by(newest, form, answers, collective):
        return newest
    files = file_answers(application, form)
    frozen = freeze(
        folio=application.folio,
        call=application.call.slug,
        form_version={"number": form.number, "sha256": form.sha256},
        number=newest.number + 1 if newest else 1,
        answers=answers,
        files=[file_facts(found) for key in files if (found := file_in(answers.get(key)))],
        received_at=arrived_at,
        language=language,
        declaration=declaration,
        collective=collective,
    )
    submission = Submission(application=application, form_version_id=form.id, **vars(frozen))
    insert([submission])
    advance(
        application=application,
        verb="submit",
        actor=application.applicant,
        context=receipt_letter(submission),
        submission=submission,
        submitted_at=arrived_at,
        first_attempt_at=None,
    )
    return submission


def file_facts(answer: dict[str, Any]) -> dict[str, Any]:
    return {"id": answer["file"], **{name: answer[name] for name in ("name", "size", "media_type", "sha256")}}


def receipt_letter(submission: Submission) -> Callable[[Application], dict[str, Any]]:
    """What the letter says beyond folio and call."""

    def context(application: Application) -> dict[str, Any]:
        language = application.applicant.language
        return {
            "number": submission.number,
            "received_at": submission.received_at.isoformat(),
            "closes_at": application.deadline.isoformat(),
            "decision_by": application.call.decision_by.isoformat(),
            "sha256": submission.sha256,
            "receipt_url": absolute("receipt", language, application.folio),
            "verify_url": absolute("verify", language, submission.code),
        }

    return context


@transaction.atomic
def attempt(*, application_id: int, person: User, arrived_at: datetime) -> None:
    """The person tried to submit and something on the page itself had to be corrected; it counts as a first attempt."""
    remember_attempt(locked(person, application_id), arrived_at)


def remember_attempt(application: Application, arrived_at: datetime) -> None:
    if application.first_attempt_at is None and arrived_at <= application.deadline:
        Application.objects.filter(pk=application.pk).update(first_attempt_at=arrived_at)
