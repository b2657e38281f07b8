"""For which question of an application somebody uploads a file, and what it may be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from applicants.applications.deadline import may_edit
from applicants.applications.draft.save import NotEditable
from applicants.applications.own import own, require
from applicants.applications.rights import Right
from applicants.calls.form_versions import form_version
from applicants.calls.questions import question_type
from fundportal.accounts.models import User
from fundportal.consents.give import standing
from fundportal.consents.models import Purpose
from fundportal.files.resumable.targets import USUAL, Target, register
from fundportal.web.refusals import Refusal


class ConsentFirst(Refusal):
    """A file that holds sensitive data, and no consent to their use."""

    status = 403


def answer_of(person: User, told: Mapping[str, str], at: datetime) -> Target:
    """The metadata name `folio` and `question`. Raises Http404, NotForYou, NotEditable, ConsentFirst."""
    application = own(person, told.get("folio", ""), right=Right.EDIT)
    if not may_edit(application, at):
        raise NotEditable
    q = form_version(application.form_version_id).any_question(told.get("question", ""))
    limits = question_type(q["kind"]).uploads(q) if q else None
    if q is None or limits is None:
        raise Http404
    if q["sensitive"]:
        require(application, Right.LEAD)
    if q["sensitive"] and Purpose.SENSITIVE not in standing(person, application.folio):
        raise ConsentFirst(_("This question needs your consent. Reload the page: it asks for it."))
    return Target(about=application.folio, key=q["key"], owner=application.writer, limits=limits)


register(USUAL, answer_of)
