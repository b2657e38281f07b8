"""The form of a call at a glance: its sections and questions, in order, with ways to change each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applicants.calls.arrange import move
from applicants.calls.desk.call import managed, page, question_of, section_of, write_down
from applicants.calls.form_versions import build
from applicants.calls.in_words import condition_in_words, repeat_in_words
from applicants.calls.models import Call, Question, Section
from applicants.calls.problems_of_variation import problems_of_condition
from applicants.calls.publish import problems_of_form, questions_of
from applicants.calls.questions import question_types
from fundportal.web.canonical import canonical, sha256


def form_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the form as staff have it now; POST moves one section or question up or down."""
    call = managed(request, pk)
    if request.method == "POST":
        change(request, call)
        return redirect("admin:applicants_call_form", call.pk)
    document = build(call)
    kinds, asked = question_types(), questions_of(document)
    sections = [
        (
            section,
            [
                (question, kinds[question.kind].label if question.kind in kinds else question.kind, when(question, asked))
                for question in section.questions.all()
            ],
            [words for words in (repeat_in_words(section.repeat), when(section, asked)) if words],
        )
        for section in call.sections.prefetch_related("questions")
    ]
    return page(
        request,
        "form",
        call,
        _("The form"),
        sections=sections,
        problems=problems_of_form(document),
        unpublished=is_changed(call, document),
    )


def when(row: Section | Question, asked: dict[str, dict[str, Any]]) -> str:
    """When it is asked, in words; empty for always, and for a condition that cannot be read, which is a problem of its own."""
    return condition_in_words(row.show_when, asked) if not [*problems_of_condition(row.show_when, asked, {"sections": []})] else ""


def is_changed(call: Call, document: dict[str, Any]) -> bool:
    """Whether applicants still see an older form."""
    return bool(call.form_version and call.form_version.sha256 != sha256(canonical(document)))


def change(request: HttpRequest, call: Call) -> None:
    """One button: “up-section-3”, “down-question-8”."""
    way, _dash, rest = request.POST.get("do", "").partition("-")
    kind, _dash, number = rest.partition("-")
    if way in ("up", "down") and kind in ("section", "question") and number.isdecimal() and len(number) < 10:
        row = section_of(call, int(number)) if kind == "section" else question_of(call, int(number))
        move(row=row, up=way == "up")
        write_down(request.user, call, f"{kind}_moved", key=row.key, up=way == "up")  # type: ignore[arg-type]
