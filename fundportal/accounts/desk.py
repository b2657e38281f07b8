"""Pages of the admin that do something with people: each says first what will happen."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fundportal.accounts.administrators import dismiss_administrator, name_administrator
from fundportal.accounts.erase import erase
from fundportal.accounts.forms import InviteForm
from fundportal.accounts.invite import VALID, invite
from fundportal.accounts.models import User
from fundportal.accounts.second_factor import reset_second_factor


def invite_page(request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> HttpResponse:
    """Whom, into which programme, as what; POST writes the letter."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    by = cast(User, request.user)
    form = InviteForm(request.POST or None, by=by)
    if form.is_valid():
        invitation = invite(**form.cleaned_data, by=by)
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": invitation.email})
        return redirect("admin:accounts_invitation_changelist")
    return _page(request, model_admin, "admin/accounts/invitation/invite.html", title=_("Invite to the staff"), form=form, days=VALID.days)


def reset(request: HttpRequest, pk: int, model_admin: admin.ModelAdmin[Any]) -> HttpResponse:
    """Take the second factor off somebody who has lost the telephone."""
    person = _person(request, pk)
    if request.method == "POST":
        removed = reset_second_factor(person=person, by=request.user)  # type: ignore[arg-type]
        words = ngettext("%(n)d way of confirming was removed.", "%(n)d ways of confirming were removed.", removed)
        messages.success(request, words % {"n": removed})
        return redirect("admin:accounts_user_change", pk)
    return _page(request, model_admin, "admin/accounts/user/reset.html", title=_("Take off the second factor"), person=person)


def administrator(request: HttpRequest, pk: int, model_admin: admin.ModelAdmin[Any]) -> HttpResponse:
    """Make somebody an administrator of the portal, or take that away."""
    person, by = _person(request, pk), cast(User, request.user)
    if request.method == "POST":
        if person.is_superuser:
            dismiss_administrator(person=person, by=by)
        else:
            name_administrator(person=person, by=by)
        messages.success(request, _("That is done, and the other administrators get a letter."))
        return redirect("admin:accounts_user_change", pk) if by.pk != person.pk else redirect("account")
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk__in=[by.pk, person.pk]).count()
    title = _("No longer an administrator") if person.is_superuser else _("Make an administrator")
    return _page(request, model_admin, "admin/accounts/user/administrator.html", title=title, person=person, others=others)


def erase_person(request: HttpRequest, pk: int, model_admin: admin.ModelAdmin[Any]) -> HttpResponse:
    """Erase an account because its person has asked for it in writing."""
    person = _person(request, pk)
    if request.method == "POST":
        erase(person=person, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The account is erased."))
        return redirect("admin:accounts_user_change", pk)
    return _page(request, model_admin, "admin/accounts/user/erase.html", title=_("Erase the account"), person=person)


def _person(request: HttpRequest, pk: int) -> User:
    if not request.user.is_superuser:
        raise PermissionDenied
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk, erased_at=None)


def _page(request: HttpRequest, model_admin: admin.ModelAdmin[Any], template: str, **context: Any) -> HttpResponse:
    return TemplateResponse(request, template, {**model_admin.admin_site.each_context(request), "opts": model_admin.opts, **context})
