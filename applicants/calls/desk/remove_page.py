"""Taking a section or a question out of the form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applicants.calls.arrange import published_keys
from applicants.calls.desk.call import managed, page, question_of, section_of, write_down
from applicants.calls.models import Question, Section


def remove_section_page(request: HttpRequest, pk: int, section_pk: int) -> HttpResponse:
    """With all its questions."""
    call = managed(request, pk)
    return remove(request, pk, section_of(call, section_pk))


def remove_question_page(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    call = managed(request, pk)
    return remove(request, pk, question_of(call, question_pk))


def remove(request: HttpRequest, pk: int, row: Section | Question) -> HttpResponse:
    """GET says what goes and what stays; POST takes it out."""
    call = managed(request, pk)
    if request.method == "POST":
        kind = row._meta.model_name
        row.delete()
        write_down(request.user, call, f"{kind}_removed", key=row.key)  # type: ignore[arg-type]
        return redirect("admin:applicants_call_form", call.pk)
    questions = [row] if isinstance(row, Question) else list(row.questions.all())
    public = {question.key for question in questions} & published_keys(call)[1]
    return page(request, "remove", call, _("Take out of the form"), row=row, questions=questions, public=bool(public))
