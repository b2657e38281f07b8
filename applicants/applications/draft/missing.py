"""What stands between a draft and its submission."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from applicants.applications.draft.reading import sentences
from applicants.applications.models import Application
from applicants.applications.team.references.gap import sentence
from applicants.calls.form_versions import LoadedForm, LoadedSection
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Question, file_in
from applicants.calls.whole_form import lacks
from fundportal.consents.models import Purpose
from fundportal.files.models import StoredFile
from fundportal.web.bilingual import pick


class Gap(NamedTuple):
    """One thing to do, in a sentence, about which question (if any), and the page on which to do it.

    `in_a_letter` is what to call the question there: a sensitive one goes by its section.
    """

    sentence: str
    question: str
    href: str
    in_a_letter: str = ""


def gaps(
    application: Application, form: LoadedForm, consents: Collection[str], *, files: Mapping[tuple[int, str], str] | None = None
) -> list[Gap]:
    """Everything, in the order of the form as it is asked; empty when the application may be submitted. One statement where files were handed in, unless the caller
    knows what the virus check says of those that are there, by applicant and id.

    `consents` are the applicant's. Others hear nothing of the questions that are the applicant's alone.
    """
    found: dict[str, list[str]] = {
        lack.question["key"]: lack.sentences or [_("This is missing.")] for lack in lacks(form, application.answers)
    }
    for key, typed in application.unfinished.items():
        if key in form.questions:
            found[key] = sentences(form.questions[key], typed) or [
                _("What you typed here last is not saved as your answer yet. Open the section and save it.")
            ]
    for key in application.conflicts:
        if key in form.questions:
            found.setdefault(key, []).append(_("There are two versions of this answer. Choose one."))
    for key, reason in bad_files(application, form, files).items():
        found.setdefault(key, []).append(reason)
    everything = [consent_gap(application)] if Purpose.EVALUATE not in consents and application.is_led else []
    for section in form.sections:
        shown = section if Purpose.SENSITIVE in consents and application.is_led else section.plain
        if application.is_led and any(q["required"] and q not in shown.questions for q in section.questions):
            everything.append(sensitive_gap(application, section))
        everything += [gap(application, section, q, sentence) for q in shown.questions for sentence in found.get(q["key"], [])]
        if section.repeat and section.ordinal == section.repeat.max + 1:
            everything.append(one_too_many(application, section))
    if words := sentence(application):
        everything.append(Gap(words, "", reverse("team_references", args=[application.folio])))
    return everything


def one_too_many(application: Application, section: LoadedSection) -> Gap:
    """A newer form takes fewer times of a section than there are: which one goes is for the person to say."""
    most = section.repeat.max if section.repeat else 1
    sentence = _("There are more than %(most)d of these. Take one away.") % {"most": most}
    return Gap(sentence, section.title, reverse("section", args=[application.folio, section.key]))


def gap(application: Application, section: LoadedSection, q: Question, sentence: str) -> Gap:
    href = reverse("section", args=[application.folio, section.key])
    label = pick(q["label"])
    return Gap(sentence, label, f"{href}#div_id_{q['key']}", section.title if q["sensitive"] else label)


def consent_gap(application: Application) -> Gap:
    return Gap(_("Agree that your answers are used to evaluate your application."), "", reverse("apply", args=[application.call.slug]))


def sensitive_gap(application: Application, section: LoadedSection) -> Gap:
    return Gap(
        _("This section asks for sensitive data and needs your consent."),
        section.title,
        reverse("section", args=[application.folio, section.key]) + "?consentir",
    )


def file_answers(application: Application, form: LoadedForm) -> dict[str, str]:
    """Question key -> id of the file that answers it, or is part of the answer."""
    answers = application.answers
    return {
        key: found["file"]
        for key, q in form.questions.items()
        if (found := file_in(answers.get(key))) and question_type(q["kind"]).fits(answers[key])
    }


def bad_files(application: Application, form: LoadedForm, files: Mapping[tuple[int, str], str] | None = None) -> dict[str, str]:
    """Question key -> why its file has to be sent again: it has no row any more, or a virus."""
    wanted = file_answers(application, form)
    if not wanted:
        return {}
    applicant = application.applicant_id
    if files is None:
        ours = Q(owner=applicant) | Q(about=application.folio)
        files = {
            (applicant, str(pk)): scan for pk, scan in StoredFile.objects.filter(ours, pk__in=wanted.values()).values_list("pk", "scan")
        }
    lost = {key: _("The file cannot be found. Attach it again.") for key, pk in wanted.items() if (applicant, pk) not in files}
    virus = _("The virus check has found something in this file. Attach another one, from another device if you can.")
    return lost | {key: virus for key, pk in wanted.items() if files.get((applicant, pk)) == StoredFile.Scan.INFECTED}
