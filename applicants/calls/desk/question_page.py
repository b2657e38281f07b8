"""Writing a question: first its type, then what that type needs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applicants.calls.arrange import last, published_keys
from applicants.calls.desk.call import managed, page, question_of, section_of, write_down
from applicants.calls.desk.variation import Variation
from applicants.calls.easy.form import EasyForm
from applicants.calls.forms import QuestionDetails
from applicants.calls.models import Call, Question
from applicants.calls.questions import question_type, question_types
from applicants.calls.questions.base import Config


def kind_page(request: HttpRequest, pk: int, section_pk: int) -> HttpResponse:
    """The types to choose from."""
    call = managed(request, pk)
    return page(request, "kind", call, _("Which type of question?"), section=section_of(call, section_pk), kinds=question_types().values())


def new_question_page(request: HttpRequest, pk: int, section_pk: int, kind: str) -> HttpResponse:
    """A new question of that type at the end of the section."""
    call = managed(request, pk)
    if kind not in question_types():
        raise Http404
    section = section_of(call, section_pk)
    return edit(request, call, Question(section=section, kind=kind, tier=question_type(kind).tier, order=last(section.questions.all())))


def question_page(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    """A question that is there. Its type stays: another type is another question."""
    call = managed(request, pk)
    return edit(request, call, question_of(call, question_pk))


def edit(request: HttpRequest, call: Call, question: Question) -> HttpResponse:
    kind = question_types()[question.kind]
    frozen = bool(question.pk) and question.key in published_keys(call)[1]
    details = QuestionDetails(request.POST or None, instance=question, call=call, frozen=frozen)
    settings = settings_form(kind.config_form, question, request.POST or None)
    easy = EasyForm(request.POST or None, request.FILES or None, instance=question)
    variation = Variation(call, question, request.POST or None)
    if request.method == "POST" and all([details.is_valid(), settings.is_valid(), easy.is_valid(), variation.is_valid()]):
        variation.apply()
        question.config = settings.to_config()
        easy.apply(request.user)  # type: ignore[arg-type]
        saved = details.save()
        write_down(request.user, call, "question_written", key=saved.key, kind=saved.kind)  # type: ignore[arg-type]
        return redirect("admin:applicants_call_form", call.pk)
    context = {"form": details, "settings": settings, "easy": easy, "variation": variation}
    return page(request, "question", call, kind.label, question=question, kind=kind, **context)


def settings_form(form: type[Config], question: Question, data: Any) -> Config:
    """The type's own form, with what is stored; its fields do not collide with those of the question."""
    stored = form.from_config(question.config) if question.pk else None
    return form(data, prefix="config", initial=stored)
