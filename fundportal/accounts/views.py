"""The pages of one's own account."""

from __future__ import annotations

from typing import cast

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from fundportal.accounts.authentication import has_second_factor
from fundportal.accounts.devices import called, keeper
from fundportal.accounts.erase import erase
from fundportal.accounts.forms import EraseForm, ProfileForm
from fundportal.accounts.invite import accept, find, require_usable
from fundportal.accounts.models import User
from fundportal.accounts.programmes import programme_name
from fundportal.accounts.sessions import Session, end_sessions, hashed
from fundportal.web.bilingual import pick


@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Name, language and time zone; the ways in; signing out; erasing."""
    user = cast(User, request.user)
    form = ProfileForm(request.POST or None, instance=user)
    if form.is_valid():
        person = form.save()
        with translation.override(person.language):
            messages.success(request, _("Your details are saved."))
            return redirect("account")
    user.refresh_from_db()
    factors = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    elsewhere = Session.objects.filter(person=user, expire_date__gt=timezone.now()).exclude(
        session_key=hashed(request.session.session_key or "")
    )
    context = {"form": form, "factors": set(factors), "elsewhere": elsewhere.count()}
    return render(request, "accounts/account.html", context)


@login_required
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """POST ends the person's other sessions: a borrowed telephone, a school's computer. The button is on the page of the account."""
    if request.method == "POST":
        end_sessions(person=request.user, keep=request.session.session_key)
        messages.success(request, _("You are signed out everywhere else."))
    return redirect("account")


@never_cache
@login_required
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]
def erase_account(request: HttpRequest) -> HttpResponse:
    """Says what happens, asks once, does it."""
    form = EraseForm(request.POST or None)
    if form.is_valid():
        erase(person=request.user)  # type: ignore[arg-type]
        logout(request)
        messages.success(request, _("Your account is erased."))
        return redirect("home")
    return render(request, "accounts/erase.html", {"form": form, "keep": keeper(request), "called": called(request)})


@never_cache
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """For staff who have signed in without one: asks for it, or helps to set it up."""
    target = get_next_redirect_url(request) or reverse("admin:index")
    if has_second_factor(request):
        return redirect(target)
    types = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    return render(request, "accounts/second_factor.html", {"types": types, "target": target})


@never_cache
@login_not_required
def staff_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows who invites into what; POST, signed in with the invited address, accepts."""
    invitation = find(token)
    person = request.user if request.user.is_authenticated else None
    require_usable(invitation, person)
    if request.method == "POST" and person is not None:
        accept(invitation=invitation, person=person)
        return redirect(reverse("admin:index"))
    program = pick(programme_name(invitation.program_code))
    return render(request, "accounts/invitation.html", {"invitation": invitation, "program": program})
