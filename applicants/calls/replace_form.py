"""A whole form takes the place of the one that staff have been writing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from applicants.calls.form_versions import build
from applicants.calls.models import Call, Question, Section
from applicants.calls.publish import NotAsConfirmed
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.web.canonical import canonical, sha256

Document = Mapping[str, Any]


def mark_of(document: Document) -> str:
    """Of the form that would be replaced, as the person has seen it."""
    return sha256(canonical(document))


@transaction.atomic
def replace_form(*, call: Call, document: Document, by: User, confirmed: str, source: str) -> None:
    """Write the document as the call's sections and questions, with its keys. What was published and answered stays as it is until it is published again.

    `confirmed` is the mark of the form as it was when the person agreed to lose it, `source` says where the document comes from. Raises
    NotAsConfirmed when somebody has changed the form meanwhile.
    """
    Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)
    if mark_of(build(call)) != confirmed:
        raise NotAsConfirmed
    call.sections.all().delete()
    write_form(call, document)
    record(
        actor=by, verb="form_replaced", target=f"call:{call.slug}", program_code=call.program_code, source=source, sha256=mark_of(document)
    )


def write_form(call: Call, document: Document) -> None:
    """Sections and questions of a call that has none, out of a form's document."""
    for order, section in enumerate(document["sections"]):
        written = Section.objects.create(
            call=call,
            key=section["key"],
            **columns(section, "title", "help"),
            **{name: section.get(name, {}) for name in ("show_when", "repeat")},
            order=order,
        )
        Question.objects.bulk_create(
            Question(
                section=written,
                **columns(q, "label", "help"),
                **{name: q[name] for name in ("key", "kind", "required", "tier", "sensitive", "config")},
                show_when=q.get("show_when", {}),
                prefill=q.get("prefill", ""),
                order=place,
            )
            for place, q in enumerate(section["questions"])
        )


def columns(row: Document, *names: str) -> dict[str, str]:
    """The bilingual columns of these texts."""
    return {f"{name}_{language}": row.get(name, {}).get(language, "") for name in names for language in ("es", "en")}
