"""Somebody wrote in an application in which they may not write, or no longer, or who wrote is not known: nothing is saved, and nothing that was typed
is lost, nor shown to another."""

from __future__ import annotations

from enum import Enum

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.applications.draft.parked import FOR, unpark
from applicants.applications.models import Application
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.replay import as_sent
from applicants.applications.pages.sent import sent
from applicants.applications.rights import NotForYou
from applicants.applications.team.hands import who_is_called
from fundportal.accounts.devices import is_of_another
from fundportal.web.refusals import Refusal

ANSWER = ".found"


class Whose(Enum):
    """Of whom words are that were sent while nobody was signed in: a telephone has many hands."""

    THEIRS = "of who has signed in: the page was opened for them"
    UNKNOWN = "the page does not say: the applicant is asked"
    ANOTHERS = "somebody else's"


class OfAnother(Refusal):
    """The page was opened by somebody else than who has signed in by now."""

    title = gettext_lazy("This page belongs to somebody else")

    def __init__(self, application: Application, name: str) -> None:
        words = _("It was opened by %(name)s, and by now somebody else has signed in here. Nothing was changed.")
        super().__init__(words % {"name": name or _("somebody else")})
        self.application = application


def handed_back(request: PersonRequest, refusal: NotForYou | OfAnother, key: str, fields: QueryDict) -> HttpResponse:
    """The refusal's status with the reason, and every word that came, to be copied or handed over. Raises the refusal itself where none came."""
    lines = as_sent(sent(refusal.application, key, fields), refusal.application, fields) if fields else []
    if not lines:
        raise refusal
    return render(request, "applications/team/handed_back.html", {"refusal": refusal, "lines": lines}, status=refusal.status)


def whose(request: PersonRequest, application: Application, fields: QueryDict) -> Whose:
    """Every page says for whom it was opened; one that does not is from before pages did, or is none of ours."""
    mark = fields.get(FOR, "")
    if mark:
        return Whose.ANOTHERS if is_of_another(request, mark) else Whose.THEIRS
    return Whose.UNKNOWN if application.applicant_id == request.user.pk else Whose.ANOTHERS


def name_on(application: Application, fields: QueryDict) -> str:
    """Who opened the page, among those who have or had a part in the application; empty where it was none of them."""
    if not fields.get(FOR):
        return str(application.applicant)
    person = who_is_called(application, str(fields[FOR]))
    return str(person) if person else ""


def waits_for_another(request: PersonRequest, application: Application, fields: QueryDict) -> None:
    """Say that there are words, and for whom; which ones, only that person sees."""
    name = name_on(application, fields)
    words = _(
        "Words wait here for %(name)s, written while nobody was signed in. They are shown and saved once %(name)s signs in on this phone, within a day of writing them; if you sign out, they go on waiting."
    )
    stranger = _(
        "Words of somebody else wait here, written while nobody was signed in. They are shown once that person signs in on this phone."
    )
    messages.info(request, words % {"name": name} if name else stranger)


def asked_whose(request: PersonRequest, application: Application, key: str, fields: QueryDict) -> HttpResponse:
    """The words, and the question whether they are the applicant's. Nothing is saved by looking."""
    lines = as_sent(sent(application, key, fields), application, fields)
    return render(request, "applications/found_words.html", {"application": application, "lines": lines, "answer": ANSWER})


def disowned(request: PersonRequest) -> HttpResponse:
    """Whoever is asked says that they are not theirs."""
    unpark(request)
    messages.info(request, _("The words are erased. Nothing was changed in your application."))
    return redirect(request.path)
