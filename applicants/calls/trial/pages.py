"""The pages of a trial: the list of sections, a section, the check at the end."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from applicants.calls.desk.call import managed
from applicants.calls.form_versions import LoadedForm, LoadedSection, build, load
from applicants.calls.models import Call
from applicants.calls.publish import problems_of_form
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Shown
from applicants.calls.section_form import section_form
from applicants.calls.trial.beforehand import fill_in_beforehand
from applicants.calls.trial.kept import forget, keep, kept, once_more, with_answers, with_examples
from applicants.calls.whole_form import lacks, lacks_of
from fundportal.accounts.models import User
from fundportal.web.bilingual import pick
from fundportal.web.language import PREFIXES
from fundportal.web.pack.helper import section_helper
from fundportal.web.pack.table import adding_row

FIELDS = section_helper()


class Trial(NamedTuple):
    """The call, its form as staff have it now, and the query that keeps the language."""

    call: Call
    form: LoadedForm
    query: str

    def at(self, name: str, *args: str) -> str:
        return reverse(f"admin:applicants_call_{name}", args=[self.call.pk, *args]) + self.query


class Task(NamedTuple):
    section: LoadedSection
    url: str
    started: bool
    done: bool


class Gap(NamedTuple):
    sentence: str
    question: str
    url: str


class Part(NamedTuple):
    title: str
    url: str
    lines: list[tuple[str, str, Shown]]


def trial_of(request: HttpRequest, pk: int) -> Trial | None:
    """None while there is something to do on the form itself: then it can be read and not filled in."""
    call = managed(request, pk)
    document = build(call)
    if problems_of_form(document):
        return None
    return Trial(call, load(document), "?in=en" if request.GET.get("in") == "en" else "")


def in_its_language(request: HttpRequest) -> Any:
    return translation.override(PREFIXES.get(request.GET.get("in", "es"), PREFIXES["es"]))


def trial_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET lists the sections with how far each is; POST fills in all of it, or empties it."""
    with in_its_language(request):
        trial = trial_of(request, pk)
        if trial is None:
            return redirect("admin:applicants_call_form", pk)
        if request.method == "POST":
            change(request, trial, request.POST.get("do", ""))
            return redirect(trial.at("trial"))
        answers = kept(request, trial.call)
        rows = [
            Task(section, trial.at("trial_section", section.key), section.is_started(answers), not lacks_of(section, answers))
            for section in trial.form.asked(answers).sections
        ]
        repeated = [section for section in trial.form.sections if section.repeat]
        return shown(request, "trial", trial, tasks=rows, repeated=repeated, check_url=trial.at("trial_check"))


def change(request: HttpRequest, trial: Trial, do: str) -> None:
    """One button: fill, empty, or more-<section>."""
    answers = kept(request, trial.call)
    if do == "fill":
        keep(request, trial.call, with_examples(trial.form, answers))
    elif do == "empty":
        forget(request)
    elif do.startswith("more-"):
        keep(request, trial.call, once_more(trial.form, answers, do.removeprefix("more-")))


def trial_section_page(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A section, held against the same rules as an applicant's."""
    with in_its_language(request):
        trial = trial_of(request, pk)
        if trial is None:
            return redirect("admin:applicants_call_form", pk)
        answers = kept(request, trial.call)
        asked = trial.form.asked(answers)
        section = section_of(asked, key)
        form = section_form(section, answers, *((request.POST, request.FILES) if request.method == "POST" else ()))
        if request.method != "POST":
            fill_in_beforehand(form, answers, cast(User, request.user))
        else:
            answers = with_answers(answers, form)
            keep(request, trial.call, answers)
            if not form.errors and not adding_row(form):
                return redirect(following(trial, section, answers))
        number, total = section.place + 1, len(asked.sections)
        return shown(request, "trial_section", trial, section=section, form=form, fields=FIELDS, number=number, total=total)


def trial_check_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, and every answer as it is read. There is nothing to hand in."""
    with in_its_language(request):
        trial = trial_of(request, pk)
        if trial is None:
            return redirect("admin:applicants_call_form", pk)
        answers = kept(request, trial.call)
        form = trial.form.asked(answers)
        gaps = [
            Gap(sentence, pick(lack.question["label"]), f"{trial.at('trial_section', lack.section.key)}#div_id_{lack.question['key']}")
            for lack in lacks(form, answers)
            for sentence in lack.sentences or [_("This is missing.")]
        ]
        parts = [
            Part(
                section.title,
                trial.at("trial_section", section.key),
                [(q["key"], pick(q["label"]), question_type(q["kind"]).show(answers.get(q["key"]), q)) for q in section.questions],
            )
            for section in form.sections
        ]
        return shown(request, "trial_check", trial, gaps=gaps, parts=parts)


def following(trial: Trial, section: LoadedSection, answers: dict[str, Any]) -> str:
    """Here again where the answers ask for more of this section; else on."""
    now = {each.key: each for each in trial.form.asked(answers).sections}.get(section.key, section)
    if {q["key"] for q in now.questions} - {q["key"] for q in section.questions}:
        return trial.at("trial_section", section.key)
    return trial.at("trial_section", now.next) if now.next else trial.at("trial_check")


def section_of(form: LoadedForm, key: str) -> LoadedSection:
    try:
        return form.section(key)
    except KeyError as error:
        raise Http404 from error


def shown(request: HttpRequest, template: str, trial: Trial, **context: Any) -> HttpResponse:
    """A page in the frame of the public site, as an applicant sees it, which says that it is a trial."""
    frame = {"call": trial.call, "language": translation.get_language(), "trial_url": trial.at("trial"), **context}
    return render(request, f"calls/{template}.html", frame)
