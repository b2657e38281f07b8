"""What a person typed and sent when the session was over: kept with the visitor's new session until after signing in, then saved."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from applicants.calls.repeats import base_of
from fundportal.accounts.devices import called, name_of
from fundportal.accounts.sessions import survives
from fundportal.web.arrival import arrived_at
from fundportal.web.errors import typed
from fundportal.web.refusals import TooLarge

SLOT, FOR = "parked", ".keep"
MOST_CHARACTERS, MOST_FORMS = 400_000, 8
KEPT_FOR = timedelta(hours=24)
NOT_KEPT = {"csrfmiddlewaretoken"}


class TooMuchToKeep(TooLarge):
    """Nobody is signed in, and what came is more than is kept for somebody unknown. The words are on the page."""

    def __init__(self, sent: QueryDict) -> None:
        super().__init__(
            _(
                "You are signed out, and what you sent is too long to be kept until you sign in, or too much waits here already. Copy your words from below. Or sign in in another tab, come back to this one, go back one page and send it again."
            ),
            lines=typed(sent),
        )


def park(request: HttpRequest, sent: QueryDict | None = None, keys: Collection[str] = ()) -> bool:
    """Keep the posted fields for this address, in the session's row on the server, with the instant at which they arrived; `keys` are those questions
    that wait (none: all). Files cannot be kept. Returns whether it fitted: nothing that waits already gives way, but for what the same page has sent
    before.

    The session of somebody unknown ends a day later, so that nothing of a shared telephone lies about.
    """
    named = {".keys": [" ".join(sorted(keys))]} if keys else {}
    if request.user.is_authenticated:
        named[FOR] = [called(request)]
    lists = {**dict((request.POST if sent is None else sent).lists()), **named}
    fields = urlencode([(name, value) for name, values in lists.items() if name not in NOT_KEPT for value in values])
    forms = current(request)
    was = forms.pop(request.path, None)
    if was and page_of(was) != page_of({"fields": fields}):
        return False
    at = was["at"] if was and was["fields"] == fields else arrived_at(request).isoformat()
    forms[request.path] = {"fields": fields, "at": at}
    if len(forms) > MOST_FORMS or size(forms) > MOST_CHARACTERS:
        return False
    if was != forms[request.path]:
        request.session[SLOT] = forms
    if not request.user.is_authenticated:
        request.session.set_expiry(KEPT_FOR)
    return True


def page_of(form: dict[str, str]) -> tuple[str, str]:
    """Which page of whom a form is."""
    fields = QueryDict(form["fields"])
    return fields.get(FOR, ""), fields.get(".page", "")


def of_others(forms: dict[str, dict[str, str]], person: int | None) -> dict[str, dict[str, str]]:
    """What waits for others than the person, and so outlasts the person's session."""
    return {path: form for path, form in forms.items() if person is None or page_of(form)[0] != name_of(person)}


survives(SLOT, of_others)


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


def unpark(request: HttpRequest, sent: QueryDict | None = None) -> None:
    """Forget what was parked for this address: it has been saved. With what was `sent`, only what the same page had sent before."""
    forms = dict(request.session.get(SLOT, {}))
    form = forms.pop(request.path, None)
    if form is not None and (sent is None or QueryDict(form["fields"]).get(".page", "") == sent.get(".page", "")):
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
        raise TooMuchToKeep(request.POST)
    return redirect_to_login(request.path)
