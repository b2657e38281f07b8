"""What an applicant would find filled in: on trial, out of the account of who tries, and of earlier applications an invented answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applicants.calls.prefill import FACTS, mark, told_in_the_account
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Json, is_answered
from applicants.calls.section_form import SectionForm
from applicants.calls.trial.kept import example_of
from fundportal.accounts.models import User


def fill_in_beforehand(form: SectionForm, answers: Mapping[str, Json], person: User) -> None:
    """Where nothing was saved on trial yet, by the rules of an application. Nothing is kept before it is saved."""
    account: dict[str, Any] = told_in_the_account(person)
    for q in form.section.questions:
        code, kind = q.get("prefill"), question_type(q["kind"])
        if code not in FACTS or q["key"] in answers:
            continue
        value = account.get(code) if FACTS[code].of_account else example_of(q)
        if is_answered(value) and not kind.problems(value, q):
            form.initial[q["key"]] = kind.initial(value, q)
            mark(form, q)
