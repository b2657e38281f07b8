"""The admin site: staff only, and only with a second factor in the session."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.authentication import has_second_factor


def may_enter(request: HttpRequest) -> bool:
    """Active staff with a second factor in the session, whatever the first was; sample logins alone need none."""
    user: Any = request.user
    return bool(user.is_active and user.is_staff and (user.is_sample or has_second_factor(request)))


def named_lookup(page: admin.ModelAdmin[Any], lookup: str, value: Any, request: HttpRequest) -> bool:
    """Whether a list may be asked for this: what its page offers as a filter, nothing else.

    Django alone also takes every column of the model and every relation to it: letter by letter that tells a password's hash, a draft, or a
    number that a report hides.
    """
    offered = [page.date_hierarchy, *page.get_list_filter(request)]
    own = [each for each in offered if isinstance(each, type)]
    if lookup in [name for each in own for name in getattr(each, "parameters", [getattr(each, "parameter_name", None)])]:
        return True
    names = [each[0] if isinstance(each, tuple) else each for each in offered if each and each not in own]
    return any(f"{lookup}__".startswith(f"{name}__") for name in names) and admin.ModelAdmin.lookup_allowed(page, lookup, value, request)


class PortalAdminSite(admin.AdminSite):
    """The workplace of the fund. The sign-in page is the portal's own, and lists answer to their own filters alone."""

    site_title = site_header = settings.SITE_NAME
    index_title = _("Your work")
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        super().register(model_or_iterable, admin_class, **{"lookup_allowed": named_lookup, **options})

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without Django's short cut from any id of any table to that row's public page."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def has_permission(self, request: HttpRequest) -> bool:
        return may_enter(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Where somebody is sent who may not come in yet: to sign in, or to the page that asks for the second factor."""
        target = _safe_target(request)
        if not request.user.is_authenticated:
            return redirect_to_login(target, reverse("account_login"))
        if may_enter(request):
            return redirect(target)
        if not request.user.is_staff:
            raise PermissionDenied
        return redirect(f"{reverse('second_factor')}?{urlencode({'next': target})}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        if request.method != "POST":
            return redirect("account_logout")
        logout(request)
        return redirect("home")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_change_password")


def _safe_target(request: HttpRequest) -> str:
    target = request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return target if allowed else reverse("admin:index")
