"""What the portal says when it cannot do what was asked, and the pages that say it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A reason that the reader understands, with an HTTP status; the page also says what to do next, and gives back the `lines` that came and are
    not kept."""

    status: ClassVar[int] = 409
    title: ClassVar[str | Promise] = _("That is not possible now")

    def __init__(self, message: str | Promise, *, next_url: str = "", next_label: str | Promise = "", lines: Sequence[str] = ()) -> None:
        super().__init__(str(message))
        self.lines = lines
        self.message, self.next_url, self.next_label = message, next_url, next_label


class TooLarge(Refusal):
    """More was sent than a form may hold."""

    status = 413
    title = _("That is too large")


class Unreadable(Refusal):
    """What was sent cannot be a form of ours."""

    status = 400
    title = _("We could not read what was sent")


def from_a_script(request: HttpRequest) -> bool:
    """Whether a page's script sends what is typed, or a piece of a file: it shows a sentence in the page and cannot show another page."""
    return request.META.get("HTTP_X_AUTOSAVE") == "1" or "HTTP_TUS_RESUMABLE" in request.META


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of a refusal, in the reader's language, with its status; for a script the sentence alone."""
    if from_a_script(request):
        return JsonResponse({"refused": str(refusal.message)}, status=refusal.status)
    return render(request, "refusal.html", {"refusal": refusal, "title": refusal.title}, status=refusal.status)


class RefusalMiddleware:
    """Innermost: turns refusals into pages, before a view sees the request (too large, not text) and after a view has raised one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            readable(request)
        except Refusal as refusal:
            return refuse(request, refusal)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refuse(request, exception) if isinstance(exception, Refusal) else None


def readable(request: HttpRequest) -> None:
    """Raise TooLarge or Unreadable for a request that no view could use.

    A NUL character is in no text that a person types, PostgreSQL does not store it, and drivers fail on it late: it is refused at the door.
    """
    try:
        posted: dict[str, Any] = request.POST if request.method == "POST" else {}
    except RequestDataTooBig as error:
        raise TooLarge(
            _("The text in the form is larger than 2 MB. Shorten it and send it again; go back one page, your words are still there.")
        ) from error
    except (TooManyFieldsSent, TooManyFilesSent) as error:
        raise Unreadable(_("The form has more fields than it may have. Go back one page and send it again.")) from error
    except UnreadablePostError as error:
        raise Unreadable(_("The connection broke before all of it had arrived. Send it again.")) from error
    if "\0" in request.path_info or _holds_nul(request.COOKIES) or _holds_nul_lists(request.GET) or _holds_nul_lists(posted):
        raise Unreadable(_("There is a character in it that no keyboard writes (NUL). Go back one page, type that text again and send it."))


def _holds_nul(values: dict[str, str]) -> bool:
    return any("\0" in value for value in values.values())


def _holds_nul_lists(values: Any) -> bool:
    return any("\0" in key or any("\0" in value for value in texts) for key, texts in (values.lists() if values else ()))
