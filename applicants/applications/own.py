"""The person's own application, and nobody else's."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from applicants.applications.models import Application
from fundportal.accounts.models import User


def own(person: User, folio: str, *also: str) -> Application:
    """With its call, and the relations named by `also`. Raises Http404 for a folio that is another person's or nobody's: the page does not tell which."""
    rows: QuerySet[Application] = Application.objects.of(person).with_call().select_related(*also)
    application = rows.filter(folio=folio).first()
    if application is None:
        raise Http404
    application.applicant = person
    return application


def locked(person: User, application_id: int) -> Application:
    """The same, locked until the end of the transaction.

    Its submission is fetched afterwards, when asked for: one that is joined to a row that had to be waited for would be as of before the wait.
    """
    application: Application = Application.objects.of(person).with_call().select_for_update(of=("self",)).get(pk=application_id)
    application.applicant = person
    return application
