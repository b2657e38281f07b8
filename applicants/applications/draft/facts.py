"""What a person has told already: in the account, and in earlier applications."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.form_versions import LoadedSection, form_version
from applicants.calls.prefill import FACTS, mark, told_in_the_account
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Json, Question, is_answered
from applicants.calls.section_form import SectionForm
from fundportal.accounts.models import User

LOOKED_AT = 5
"""Of the earlier applications, the newest."""


def offer_facts(form: SectionForm, *, section: LoadedSection, application: Application, reader: User) -> None:
    """Fill in what is known where nothing was ever written, and say where it comes from. Nothing is stored before the person saves it.

    Who reads another person's application is offered nothing: it is not theirs to know. One statement where earlier applications are asked, and none
    for a section that offers nothing.
    """
    if reader.pk != application.applicant_id:
        return
    open_ones = [q for q in section.questions if q.get("prefill") in FACTS and is_untouched(application, q["key"])]
    facts = known(reader, application, {q["prefill"] for q in open_ones}) if open_ones else {}
    for q in open_ones:
        value, kind = facts.get(q["prefill"]), question_type(q["kind"])
        if is_answered(value) and not kind.problems(value, q):
            form.initial[q["key"]] = kind.initial(value, q)
            mark(form, q)


def is_untouched(application: Application, key: str) -> bool:
    """Whether nothing was ever written there: what somebody has cleared stays empty."""
    return not any(key in kept for kept in (application.revisions, application.answers, application.unfinished, application.conflicts))


def known(person: User, application: Application, wanted: Collection[str]) -> dict[str, Json]:
    facts: dict[str, Any] = told_in_the_account(person)
    earlier = [code for code in wanted if not FACTS[code].of_account]
    return facts | (told_before(person, application, earlier) if earlier else {})


def told_before(person: User, application: Application, wanted: Collection[str]) -> dict[str, Json]:
    """The newest answer to a question that asks for the same fact."""
    rows = Application.objects.of(person).exclude(pk=application.pk).exclude(state=State.WITHDRAWN).order_by("-saved_at", "-pk")
    found: dict[str, Json] = {}
    for version, answers in rows.values_list("form_version_id", "answers")[:LOOKED_AT]:
        for code, value in facts_in(list(form_version(version).asked(answers).questions.values()), answers):
            if code in wanted:
                found.setdefault(code, value)
    return found


def facts_in(questions: list[Question], answers: dict[str, Json]) -> Iterator[tuple[str, Json]]:
    for q in questions:
        value = answers.get(q["key"])
        if q.get("prefill") and not q["sensitive"] and is_answered(value) and question_type(q["kind"]).fits(value):
            yield q["prefill"], value
