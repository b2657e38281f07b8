"""Staff write down or translate what a person said."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.search.stale import words_have_changed
from applicants.applications.transcripts.models import Transcript
from applicants.applications.transcripts.source import source_of
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal


class NothingSaid(Refusal):
    """The answer is not there, or is an ordinary text."""

    title = _("There is nothing to transcribe")

    def __init__(self) -> None:
        super().__init__(_("What was submitted has no such answer, or it has been submitted anew since. Load the page again."))


@transaction.atomic
def add_transcript(*, application_id: int, key: str, source: str, kind: str, language: dict[str, str], text: str, by: User) -> Transcript:
    """A new version, beside those before it; the same text twice is one. `source` is that of the answer which its writer has heard or read.

    Raises NothingSaid when the newest submission does not hold that answer (any more).
    """
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("submission", "call__cohort__strand__program")
        .get(pk=application_id)
    )
    answers = application.submission.content["answers"] if application.submission else {}
    if not source or source_of(answers.get(key)) != source:
        raise NothingSaid
    before = list(application.transcripts.filter(key=key))
    newest = next((each for each in before if each.kind == kind and each.source == source), None)
    if newest and (newest.text, newest.language) == (text, language):
        return newest
    number = before[0].number + 1 if before else 1
    made = Transcript.objects.create(
        application=application, key=key, source=source, number=number, kind=kind, language=language, text=text, author=by
    )
    words_have_changed([application.pk])
    code = application.call.program_code
    record(actor=by, verb="add_transcript", target=application.folio, program_code=code, question=key, kind=kind, number=number)
    return made
