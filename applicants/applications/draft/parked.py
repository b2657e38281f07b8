"""What a person typed and sent when the session was over: kept with the visitor's new session until after signing in, then saved."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from applicants.calls.repeats import base_of
from fundportal.web.arrival import arrived_at
from fundportal.web.refusals import TooLarge

SLOT = "parked"
MOST_CHARACTERS, MOST_FORMS = 400_000, 4
KEPT_FOR = timedelta(hours=24)
NOT_KEPT = {"csrfmiddlewaretoken"}


class TooMuchToKeep(TooLarge):
    """Nobody is signed in, and what came is more than is kept for somebody unknown."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You are signed out, and what you sent is too long to be kept until you sign in. Sign in in another tab, come back to this one, go back one page and send it again: your words are still there."
            )
        )


def park(request: HttpRequest, sent: QueryDict | None = None, keys: Collection[str] = ()) -> bool:
    """Keep the posted fields for this address, in the session's row on the server, with the instant at which they arrived; `keys` are those questions
    that wait (none: all). Files cannot be kept. Returns whether it fitted.

    The session of somebody unknown ends a day later, so that nothing of a shared telephone lies about.
    """
    named = {".keys": [" ".join(sorted(keys))]} if keys else {}
    lists = {**dict((request.POST if sent is None else sent).lists()), **named}
    fields = urlencode([(name, value) for name, values in lists.items() if name not in NOT_KEPT for value in values])
    forms = current(request)
    was = forms.pop(request.path, None)
    at = was["at"] if was and was["fields"] == fields else arrived_at(request).isoformat()
    forms[request.path] = {"fields": fields, "at": at}
    while len(forms) > MOST_FORMS or (len(forms) > 1 and size(forms) > MOST_CHARACTERS):
        forms.pop(next(iter(forms)))
    if size(forms) > MOST_CHARACTERS:
        return False
    if was != forms[request.path]:
        request.session[SLOT] = forms
    if not request.user.is_authenticated:
        request.session.set_expiry(KEPT_FOR)
    return True


def current(request: HttpRequest) -> dict[str, dict[str, str]]:
    """What is parked and not older than a day, by address."""
    forms: dict[str, dict[str, str]] = request.session.get(SLOT, {})
    return {path: form for path, form in forms.items() if datetime.fromisoformat(form["at"]) > arrived_at(request) - KEPT_FOR}


def size(forms: dict[str, dict[str, str]]) -> int:
    return sum(len(form["fields"]) for form in forms.values())


def parked(request: HttpRequest) -> tuple[QueryDict, datetime] | None:
    """What was parked for this address, and when."""
    form = current(request).get(request.path)
    return (QueryDict(form["fields"]), datetime.fromisoformat(form["at"])) if form else None


def unpark(request: HttpRequest) -> None:
    """Forget what was parked for this address: it has been saved."""
    forms = dict(request.session.get(SLOT, {}))
    if forms.pop(request.path, None) is not None:
        request.session[SLOT] = forms


def drop(request: HttpRequest, folio: str, keys: Collection[str]) -> None:
    """Forget what waits as an answer to these questions of an application; the rest goes on waiting."""
    forms: dict[str, dict[str, str]] = request.session.get(SLOT, {})
    left = {path: without(form, keys) if f"/{folio}/" in path else form for path, form in forms.items()}
    if left != forms:
        request.session[SLOT] = {path: form for path, form in left.items() if form}


def without(form: dict[str, str], keys: Collection[str]) -> dict[str, str]:
    """The form less these questions; empty when it was about them alone."""
    fields = QueryDict(form["fields"], mutable=True)
    for name in [name for name in fields if any(belongs(name, key) for key in keys)]:
        del fields[name]
    if ".keys" in fields:
        left = [key for named in fields.getlist(".keys") for key in str(named).split() if key not in keys and base_of(key) not in keys]
        if not left:
            return {}
        fields[".keys"] = " ".join(left)
    return {**form, "fields": fields.urlencode()}


def belongs(name: str, key: str) -> bool:
    """Whether a field of a page is one of this question's, whichever time of it the page is."""
    return name == key or name.startswith((f"{key}_", f"{key}-"))


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back here; what was typed waits. Raises TooMuchToKeep rather than lose it."""
    if request.method == "POST" and ".consent" not in request.POST and not park(request):
        raise TooMuchToKeep
    return redirect_to_login(request.path)
