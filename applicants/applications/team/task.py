"""The team among the optional tasks of an application."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.pages.optional import OptionalTask, optional_task
from applicants.applications.states import WRITTEN_IN

TITLE = _("Team, help and letters")
WORDS = _("Write together with others, let somebody help you for a while, or say that you apply as a collective. All of it is optional.")


OVER = _("Who takes part in this application, and in whose name it was submitted.")


@optional_task
def not_alone(application: Application) -> OptionalTask:
    """Offered to who applies; a call may want letters of reference, which then stand there as well."""
    return OptionalTask(TITLE, WORDS if application.state in WRITTEN_IN else OVER, reverse("team", args=[application.folio]))
