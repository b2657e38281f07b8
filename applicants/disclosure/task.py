"""The self-description among the tasks of an application."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.pages.optional import OptionalTask, optional_task
from applicants.disclosure.consent import is_offered


@optional_task
def about_you(application: Application) -> OptionalTask | None:
    """Where the call's notice speaks of it."""
    if not is_offered(application.call.notice_id):
        return None
    return OptionalTask(
        _("About you (optional)"),
        _("A few questions, apart from your application. Nobody who evaluates sees them; they only help to know whom the call reaches."),
        reverse("about_you", args=[application.folio]),
    )
