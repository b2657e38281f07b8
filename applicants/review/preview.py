"""A letter as it would be written, before it is."""

from __future__ import annotations

from typing import Any, NamedTuple

from applicants.applications.letters import about_application
from applicants.applications.models import Application
from fundportal.notifications.enqueue import letter
from fundportal.notifications.markup import BadLetter
from fundportal.notifications.render import render


class Preview(NamedTuple):
    """What one person would read. `trouble` says why the letter cannot be written; then nothing should be sent."""

    name: str
    email: str
    subject: str
    text: str
    trouble: str = ""


def preview(*, kind: str, application: Application, **context: Any) -> Preview:
    """The letter of this kind about this application. Nothing is stored."""
    person = application.applicant
    draft = letter(
        key="preview",
        kind=kind,
        recipient=person,
        program_code=application.call.program_code,
        about=application.folio,
        **{**about_application(application), **context},
    )
    try:
        written = render(draft)
    except BadLetter as error:
        return Preview(str(person), person.email, "", "", str(error))
    return Preview(str(person), person.email, written.subject, written.text)
