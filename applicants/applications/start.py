"""A person starts to apply."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from applicants.applications.folio import new_folio
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.models import Call
from fundportal.accounts.models import User
from fundportal.consents.give import give
from fundportal.web.refusals import Refusal

ATTEMPTS = 5


class CallNotOpen(Refusal):
    """The call has not opened yet, or has closed."""

    title = _("This call is not open")


def live(person: User, call: Call) -> Application | None:
    """The person's application to the call, unless it was withdrawn."""
    return Application.objects.of(person).filter(call=call).exclude(state=State.WITHDRAWN).first()


@transaction.atomic
def start(*, person: User, call: Call, wordings: Mapping[str, str], authentication: str, language: str, at: datetime) -> Application:
    """The person's application to this call: the one that lives, else a new draft with the consents just given.

    `wordings` maps each purpose that was ticked to the sentence beside its box. A double click gives the same draft. Raises CallNotOpen when there
    is none and none may be started at `at`.
    """
    for _attempt in range(ATTEMPTS):
        application = live(person, call)
        if application:
            return application
        if not call.is_open(at):
            raise CallNotOpen(_("An application can be started only between the opening and the closing of the call."))
        try:
            with transaction.atomic():
                application = Application.objects.create(
                    folio=new_folio(call.folio_prefix), call=call, applicant=person, form_version_id=call.form_version_id, saved_at=at, created_at=at
                )
        except IntegrityError:  # the same click twice, or a folio that is taken: look again
            continue
        give(
            person=person,
            notice=call.notice,
            purposes=list(wordings),
            about=application.folio,
            language=language,
            wordings=dict(wordings),
            authentication=authentication,
        )
        return application
    raise CallNotOpen(_("The draft could not be started. Try again in a minute."))
