"""The pages of the door: a new account, and the code that came by e-mail. Signing in itself is allauth's page with our form."""

from __future__ import annotations

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginByCodeStage
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url, passthrough_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from fundportal.accounts.codes import SignInCodeForm
from fundportal.accounts.entry import EntryProcess
from fundportal.accounts.forms import JoinForm
from fundportal.accounts.join import known_zone


@never_cache
@login_not_required
def sign_up(request: HttpRequest) -> HttpResponse:
    """Name and address; then the code. For an address that has an account it is simply the way in."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(get_login_redirect_url(request))  # `next` is an address, never the name of one
    form = JoinForm(request.POST or None, request=request, initial={"email": request.GET.get("email", "")})
    if form.is_valid():
        told = form.cleaned_data
        clear_login(request)
        EntryProcess.begin(request=request, email=told["email"], name=told["name"], time_zone=known_zone(told["time_zone"]))
        return redirect(_with_next(request, "account_confirm_login_code"))
    return render(
        request,
        "account/signup.html",
        {"form": form, "next": get_next_redirect_url(request), "login_url": _with_next(request, "account_login")},
    )


@login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
def confirm_code(request: HttpRequest) -> HttpResponse:
    """The page that takes the code. Five wrong ones, or a quarter of an hour, and a new code is needed."""
    process = EntryProcess.resume(request._login_stage)  # type: ignore[attr-defined]
    if process is None:
        return _start_again(request, _("That code has run out. Ask for a new one."))
    if request.POST.get("action") == "resend":
        return _resend(request, process)
    form = SignInCodeForm(request.POST or None, code=process.code)
    if form.is_valid():
        return process.finish(get_next_redirect_url(request))
    if form.is_bound and not process.record_invalid_attempt():
        return _start_again(request, _("That was the fifth wrong code. Ask for a new one."))
    context = {"form": form, "email": process.email, "can_resend": process.can_resend, "next": get_next_redirect_url(request)}
    return render(request, "account/confirm_login_code.html", context)


def _resend(request: HttpRequest, process: EntryProcess) -> HttpResponse:
    if refusal := process.resend():
        messages.error(request, refusal.messages[0])
    else:
        messages.info(request, _("We have sent a new code. Only the latest one works."))
    return redirect(_with_next(request, "account_confirm_login_code"))


def _start_again(request: HttpRequest, message: str) -> HttpResponse:
    messages.error(request, message)
    return redirect(_with_next(request, "account_login"))


def _with_next(request: HttpRequest, name: str) -> str:
    return str(passthrough_next_redirect_url(request, reverse(name), "next"))
