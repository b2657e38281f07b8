"""The person's own application, and nobody else's."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from applicants.applications.models import Application
from fundportal.accounts.models import User


def own(person: User, folio: str) -> Application:
    """With its call. Raises Http404 for a folio that is another person's or nobody's: the page does not tell which."""
    application = Application.objects.of(person).with_call().filter(folio=folio).first()
    if application is None:
        raise Http404
    application.applicant = person
    return application


def locked(person: User, application_id: int) -> Application:
    """The same, locked until the end of the transaction."""
    rows: QuerySet[Application] = Application.objects.of(person).with_call().select_for_update(of=("self",))
    application = rows.get(pk=application_id)
    application.applicant = person
    return application
