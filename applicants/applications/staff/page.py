"""A page of the admin that is no change form: what will happen, to how many, to whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse

if TYPE_CHECKING:
    from fundportal.accounts.models import User

MOST_AT_ONCE = 5000
ONE_ID = re.compile(r"[0-9]{1,18}", re.ASCII)


class StaffRequest(HttpRequest):
    """A request that has passed the admin's door."""

    user: User


def staff_page(request: HttpRequest, template: str, *, title: Any, status: int = 200, **context: Any) -> TemplateResponse:
    """The template in the admin's frame."""
    frame = admin.site.each_context(request)
    return TemplateResponse(request, template, {**frame, "title": title, "is_nav_sidebar_enabled": False, **context}, status=status)


def ids_of(request: HttpRequest) -> list[int]:
    """The ids that a page carries along as `ids=1,2,3`, as they were given; what is no number is left out."""
    given = request.POST.get("ids") or request.GET.get("ids") or ""
    return [int(part) for part in given.split(",")[:MOST_AT_ONCE] if ONE_ID.fullmatch(part)]
