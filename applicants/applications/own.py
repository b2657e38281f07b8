"""The one door by which a person gets at an application: one's own, or one in which one has a part.

A page says which right it needs; one that says nothing is the applicant's alone. The applicant's own costs one statement, and what others are asked
comes after that.
"""

from __future__ import annotations

from typing import Literal

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from applicants.applications.models import Application
from applicants.applications.rights import Hand, NotForYou, Right, short_of
from applicants.applications.team.hands import hand_of
from applicants.applications.team.help.models import Help
from fundportal.accounts.models import User
from fundportal.web.prepared import Prepared


def rows() -> QuerySet[Application]:
    return Application.objects.with_call()


def lockable() -> QuerySet[Application]:
    return rows().select_for_update(of=("self",))


ALONG = ("submission", "requirements_check", "collective", "call__references_asked")


def checkable() -> QuerySet[Application]:
    """With what is checked when it is handed in, and whether anybody ever helped with it (`was_helped`)."""
    return rows().select_related(*ALONG).annotate(was_helped=Exists(Help.objects.given().filter(application=OuterRef("pk"))))


OWN = {
    "": Prepared(lambda person, folio: rows().filter(applicant_id=person, folio=folio), person=int, folio=str),
    "submission": Prepared(
        lambda person, folio: checkable().filter(applicant_id=person, folio=folio),
        person=int,
        folio=str,
    ),
}
SHARED = {
    "": Prepared(lambda folio: rows().select_related("applicant").filter(folio=folio), folio=str),
    "submission": Prepared(lambda folio: checkable().select_related("applicant").filter(folio=folio), folio=str),
}
LOCKED = Prepared(lambda person, pk: lockable().filter(applicant_id=person, pk=pk), person=int, pk=int)
LOCKED_BY_FOLIO = {
    "": Prepared(lambda person, folio: lockable().filter(applicant_id=person, folio=folio), person=int, folio=str),
    "checked": Prepared(
        lambda person, folio: lockable().select_related("collective", "call__references_asked").filter(applicant_id=person, folio=folio),
        person=int,
        folio=str,
    ),
}
SHARED_LOCKED = Prepared(lambda pk: lockable().select_related("applicant").filter(pk=pk), pk=int)


def own(person: User, folio: str, also: Literal["", "submission"] = "", *, right: Right = Right.LEAD) -> Application:
    """With its call, its submission if asked for, and the hand that it was fetched by.

    Raises Http404 for a folio in which the person has no part, be it another's or nobody's: the page does not tell which. NotForYou where the part
    does not reach so far, or is over.
    """
    application = OWN[also].first(person=person.pk, folio=folio)
    return found(person, application) if application else shared(person, SHARED[also].first(folio=folio), right)


def locked(person: User, application_id: int, *, right: Right = Right.LEAD) -> Application:
    """The same, locked until the end of the transaction.

    Its submission is fetched afterwards, when asked for: one that is joined to a row that had to be waited for would be as of before the wait. For
    the same reason others' rights are asked again under the lock, for which whoever changes them waits as well.
    """
    application = LOCKED.first(person=person.pk, pk=application_id)
    if application:
        return found(person, application)
    return shared_locked(person, Application.objects.select_related("applicant").filter(pk=application_id).first(), right)


def locked_by_folio(person: User, folio: str, also: Literal["", "checked"] = "", *, right: Right = Right.LEAD) -> Application:
    """What `locked` gives, for who knows the folio only; if asked for with what else is checked when it is handed in, as far as it is the person's
    own: the collective, whose writing makes the answers that were checked stale, and whether references are asked for."""
    application = LOCKED_BY_FOLIO[also].first(person=person.pk, folio=folio)
    return found(person, application) if application else shared_locked(person, SHARED[""].first(folio=folio), right)


def shared_locked(person: User, application: Application | None, right: Right) -> Application:
    """Locks one in which the person may have a part, if the part reaches so far before the wait and after it."""
    pk = shared(person, application, right).pk
    return shared(person, SHARED_LOCKED.first(pk=pk), right)


def found(person: User, application: Application) -> Application:
    """The person's own."""
    application.applicant, application.hand = person, Hand(person, Right.LEAD)
    return application


def shared(person: User, application: Application | None, right: Right) -> Application:
    """One in which the person may have a part."""
    if application is None:
        raise Http404
    if application.applicant_id == person.pk:
        return found(person, application)
    hand = hand_of(person, application)
    if hand is None:
        raise Http404
    application.hand = hand
    require(application, right)
    return application


def require(application: Application, right: Right) -> None:
    """Raise NotForYou unless the hand that fetched the application reaches so far."""
    if application.hand is None or application.hand.right < right:
        raise NotForYou(application, short_of(right))
