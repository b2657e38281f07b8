"""Who comes to these pages, and what they may find there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.disclosure.consent import agrees, is_offered
from applicants.disclosure.description import read
from fundportal.web.refusals import Refusal
from fundportal.web.steady import repeatable

View = Callable[..., HttpResponse]


class SignedOut(Refusal):
    """The session was over. Answers about a person are kept for nobody unknown, not for a minute."""

    status = 403
    title = _("You are signed out")

    def __init__(self, path: str) -> None:
        super().__init__(
            _(
                "What you had just answered is not kept: it is about you, and we do not leave it with a session that is nobody's. Sign in and answer these questions again; what you saved before is safe."
            ),
            next_url=f"{reverse('account_login')}?next={path}",
            next_label=_("Sign in"),
        )


def for_its_owner(view: View) -> View:
    """The person's own application whose call asks for it (or whose answers are there already). Nothing of these pages is stored on the way."""

    @never_cache
    @repeatable
    @wraps(view)
    def guarded(request: PersonRequest, folio: str, **more: str) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.method == "POST":
                raise SignedOut(request.path)
            return redirect_to_login(request.path)
        application = own(request.user, folio)
        if not is_offered(application.call.notice_id) and not has_any(request.user.pk, application):
            raise Http404
        return view(request, application, **more)

    return guarded


def has_any(person: int, application: Application) -> bool:
    """Whether there is something to see or to take away, whatever the call's notice says by now."""
    return agrees(person, application.call_id) or read(person, application.call_id) is not None
