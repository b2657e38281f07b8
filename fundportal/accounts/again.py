"""The page on which somebody without a second factor confirms by a code who they are, before the lock of the account is touched."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from fundportal.accounts.codes import SignInCodeForm
from fundportal.accounts.confirm_again import Confirmation
from fundportal.accounts.limits import refused


@never_cache
@login_required
def confirm_again(request: HttpRequest) -> HttpResponse:
    """GET sends nothing; the first button sends the code, the second takes it and goes on with what was asked for."""
    ways = get_adapter().get_reauthentication_methods(request.user)
    here = reverse("account_confirm_again")
    if here not in [way["url"] for way in ways]:
        return redirect(_with_next(request, ways[0]["url"]))
    if request.POST.get("action") == "send":
        return _send(request, here)
    process = Confirmation.resume(request)
    form = SignInCodeForm(request.POST or None, code=process.code) if process else None
    if process and form and form.is_valid():
        process.finish()
        return resume_request(request) or redirect("account")
    if process and form and form.is_bound and not process.record_invalid_attempt():
        messages.error(request, _("That was the fifth wrong code. Ask for a new one."))
        return redirect(_with_next(request, here))
    others = [{**way, "url": _with_next(request, way["url"])} for way in ways if way["url"] != here]
    context = {"form": form, "next": get_next_redirect_url(request), "reauthentication_alternatives": others}
    return render(request, "account/confirm_again.html", context)


def _send(request: HttpRequest, here: str) -> HttpResponse:
    if refusal := refused(request, request.user.email):  # type: ignore[union-attr]
        messages.error(request, refusal.messages[0])
    else:
        Confirmation.begin(request)
    return redirect(_with_next(request, here))


def _with_next(request: HttpRequest, url: str) -> str:
    return str(passthrough_next_redirect_url(request, url, "next"))
