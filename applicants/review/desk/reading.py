"""An application as reviewers read it: what was submitted, blinded as the round wants it. The applicant's name never."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.applications.asked import answered_form
from applicants.applications.clarification.reading import Clarified, clarified
from applicants.applications.models import Application
from applicants.applications.pages.summary import summary
from applicants.applications.staff.view import submitted, submitted_files
from applicants.applications.team.collective.lines import Fact, lines_of
from applicants.applications.team.references.models import Reference
from applicants.applications.transcripts.beside import with_transcripts
from applicants.calls.form_versions import LoadedForm
from applicants.calls.models import Question
from applicants.review.blinding.cover import Cover, cover_of, covered_clarified, covered_letters, covered_parts
from applicants.review.blinding.texts import changed_facts

BLINDNESS: dict[int, str | Promise] = {
    Question.Tier.SHOWN: _("Contacts, the collective's name and letters of reference are shown; the name of the account is not"),
    Question.Tier.CONTACT: _("Names and contacts are hidden"),
    Question.Tier.BACKGROUND: _("Names, contacts, schools and employers are hidden"),
    Question.Tier.ALL: _("All but the project is hidden"),
}


class Reading(NamedTuple):
    """Sections with their answers, how many answers the round hides, and what the person answered when asked about one that it shows; the collective,
    its protocol always, its name where names are shown; and the letters of reference, which tell who somebody is, where contacts are shown."""

    parts: list[Any]
    hidden: int
    clarified: list[Clarified]
    collective: list[Fact]
    letters: list[Reference]


def is_hidden(question: dict[str, Any], blind_tier: int) -> bool:
    """Whether a round this blind hides the question's answer. Tier 0 is always shown."""
    tier: int = question.get("tier", 0)
    return 0 < tier <= blind_tier


def form_of(application: Application, answers: dict[str, Any]) -> LoadedForm:
    submission = application.submission
    assert submission is not None  # noqa: S101 (only submitted applications are read)
    return answered_form(submission, answers)


def reading(application: Application, blind_tier: int, *, cover: Cover | None = None) -> Reading:
    """What a reviewer sees of the application as submitted last, with what staff have covered covered. Needs its submission at hand.

    `cover` is what becomes of each text and file instead of that: for who looks through them.
    """
    cover = cover or cover_of(application)
    answers = submitted(application)
    form = form_of(application, answers)
    hidden = {key for key, question in form.questions.items() if is_hidden(question, blind_tier)}
    parts = [part._replace(lines=[line for line in part.lines if line.key not in hidden]) for part in summary(form, answers)]
    shown = with_transcripts((part for part in parts if part.lines), application, answers)
    return Reading(
        covered_parts(shown, cover),
        len(hidden),
        covered_clarified(clarified(application, hidden=hidden, answered=True), cover),
        changed_facts(collective(application, blind_tier), cover),
        covered_letters(letters(application, blind_tier), cover),
    )


def letters(application: Application, blind_tier: int) -> list[Reference]:
    """Those that have come by now, whenever that was."""
    if blind_tier >= Question.Tier.CONTACT:
        return []
    return list(Reference.objects.filter(application=application, written_at__isnull=False).select_related("file").order_by("pk"))


def collective(application: Application, blind_tier: int) -> list[Fact]:
    """In whose name it was handed in, as far as a round this blind tells."""
    content = application.submission.content.get("collective") if application.submission else None
    return lines_of(content, named=blind_tier < Question.Tier.CONTACT) if content else []


def open_files(application: Application, blind_tier: int, *, covered: bool = True) -> dict[str, str]:
    """Id of each file that a reviewer may open -> key of its question; without `covered` also those of which staff show nothing."""
    form = form_of(application, submitted(application))
    cover = cover_of(application) if covered else Cover()
    return {
        file: key
        for file, key in submitted_files(application).items()
        if key in form.questions and not is_hidden(form.questions[key], blind_tier) and not cover.hides(file)
    }
