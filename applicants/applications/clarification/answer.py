"""The person answers what was asked: once, frozen, beside the submission."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from applicants.applications.clarification.about import question_of
from applicants.applications.clarification.models import READ_NOW, Clarification
from applicants.applications.letters import about_application
from applicants.applications.models import Application
from applicants.applications.own import locked_by_folio
from applicants.applications.receipt.signing import sign
from applicants.applications.receipt.snapshot import instant
from applicants.applications.search.stale import words_have_changed
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Json, is_answered
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.consents.give import standing
from fundportal.consents.models import Purpose
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.web.canonical import canonical, sha256
from fundportal.web.refusals import Refusal

TYPE = "fundportal.clarification.v1"
ANSWERED = _("An answer to this question had arrived before, and that one counts.")


class NoLongerOpen(Refusal):
    """It came after the date, was taken back, or nobody reads the application any more."""

    title = _("This question is closed")


class NothingNew(Exception):
    """The answer is as it was, and nothing was said about it."""


@transaction.atomic
def answer(*, folio: str, person: User, number: int, value: Json, note: str, at: datetime, language: str) -> Clarification:
    """Keep the answer to one clarification as it arrived at `at`, with a note. What was handed in stays as it is.

    Sent twice, the first stays. Raises Http404, NoLongerOpen (also when the consent to sensitive data is gone), NothingNew; ValueError for a value
    that is no answer to the question.
    """
    application = locked_by_folio(person, folio)
    found = Clarification.objects.select_related("submission").filter(application=application, number=number).first()
    if found is None:
        raise Http404
    if found.answered_at:
        return found
    found.application = application
    require_open(found, at)
    asked = question_of(found)
    if not is_answered(value) or question_type(asked["kind"]).problems(value, asked):
        raise ValueError(found.question)
    if value == found.submission.content["answers"].get(found.question) and not note:
        raise NothingNew
    freeze(found, value, note, at, language)
    words_have_changed([application.pk])
    enqueue([answered_letter(found, asked)])
    record(
        actor=person, verb="clarification_answered", target=folio, program_code=application.call.program_code,
        number=number, question=found.question, sha256=found.sha256,
    )  # fmt: skip
    return found


def require_open(clarification: Clarification, at: datetime) -> None:
    """Raises NoLongerOpen. Needs its application (with call) and submission."""
    application = clarification.application
    if clarification.taken_back_at:
        raise NoLongerOpen(_("We have taken this question back, so it needs no answer. What you had submitted stays as it is."))
    if application.state not in READ_NOW:
        raise NoLongerOpen(_("Your application is no longer being read, so the question needs no answer."))
    if at > clarification.due_at:
        raise NoLongerOpen(_("The time to answer is over. What you had submitted stays as it is and goes on being read."))
    asked = question_of(clarification)
    if asked["sensitive"] and Purpose.SENSITIVE not in standing(application.applicant, application.folio):
        raise NoLongerOpen(_("You have taken back your consent to the use of sensitive data, so we do not ask this any more."))


def freeze(clarification: Clarification, value: Json, note: str, at: datetime, language: str) -> None:
    """Write the document and what proves it."""
    folio, number = clarification.application.folio, clarification.number
    document = canonical(
        {
            "answer": value,
            "answered_at": instant(at),
            "asked_at": instant(clarification.asked_at),
            "folio": folio,
            "language": language,
            "note": note,
            "number": number,
            "question": clarification.question,
            "submission": clarification.submission.sha256,
            "text": clarification.text,
            "type": TYPE,
        }
    )
    clarification.document, clarification.sha256, clarification.answered_at = document, sha256(document), at
    statement = canonical(
        {"clarification": number, "folio": folio, "received_at": instant(at), "sha256": clarification.sha256, "type": TYPE}
    )
    clarification.key_id, clarification.signature = sign(statement)
    clarification.save(update_fields=["document", "sha256", "answered_at", "key_id", "signature"])


def answered_letter(clarification: Clarification, asked: dict[str, Any]) -> Any:
    application: Application = clarification.application
    return letter(
        key=f"clarification_answered:{application.folio}:{clarification.number}",
        kind="clarification_answered",
        recipient=application.applicant,
        program_code=application.call.program_code,
        about=application.folio,
        question=asked["label"],
        received_at=(clarification.answered_at or clarification.asked_at).isoformat(),
        sha256=clarification.sha256,
        **about_application(application),
    )
