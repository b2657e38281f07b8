"""The person's own application, and nobody else's."""

from __future__ import annotations

from typing import Literal

from django.db.models import QuerySet
from django.http import Http404

from applicants.applications.models import Application
from fundportal.accounts.models import User
from fundportal.web.prepared import Prepared


def rows() -> QuerySet[Application]:
    return Application.objects.with_call()


def lockable() -> QuerySet[Application]:
    return rows().select_for_update(of=("self",))


OWN = {
    "": Prepared(lambda person, folio: rows().filter(applicant_id=person, folio=folio), person=int, folio=str),
    "submission": Prepared(
        lambda person, folio: rows().select_related("submission", "requirements_check").filter(applicant_id=person, folio=folio),
        person=int,
        folio=str,
    ),
}
LOCKED = Prepared(lambda person, pk: lockable().filter(applicant_id=person, pk=pk), person=int, pk=int)
LOCKED_BY_FOLIO = Prepared(lambda person, folio: lockable().filter(applicant_id=person, folio=folio), person=int, folio=str)


def own(person: User, folio: str, also: Literal["", "submission"] = "") -> Application:
    """With its call, and its submission if asked for. Raises Http404 for a folio that is another's or nobody's: the page does not tell which."""
    return found(person, OWN[also].first(person=person.pk, folio=folio))


def locked(person: User, application_id: int) -> Application:
    """The same, locked until the end of the transaction.

    Its submission is fetched afterwards, when asked for: one that is joined to a row that had to be waited for would be as of before the wait.
    """
    return found(person, LOCKED.first(person=person.pk, pk=application_id))


def locked_by_folio(person: User, folio: str) -> Application:
    """What `locked` gives, for who knows the folio only."""
    return found(person, LOCKED_BY_FOLIO.first(person=person.pk, folio=folio))


def found(person: User, application: Application | None) -> Application:
    if application is None:
        raise Http404
    application.applicant = person
    return application
