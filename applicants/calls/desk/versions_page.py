"""What has become of a form: its published versions, the one that is being written, and what differs between two of them."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from applicants.calls.desk.call import managed, page
from applicants.calls.form_diff import differences
from applicants.calls.form_versions import build
from applicants.calls.models import Call

DRAFT = "borrador"
NUMBER = re.compile(r"\d{1,9}", re.ASCII)


class Side(NamedTuple):
    """One of the two that are compared: its name in the address, what it is called, its document."""

    code: str
    label: str
    document: dict[str, Any]


def versions_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET compares what is published with what is being written, or `?de=1&a=2`."""
    call = managed(request, pk)
    versions = list(call.form_versions.select_related("published_by").defer("document").order_by("-number"))
    newest = str(versions[0].number) if versions else DRAFT
    one, other = (side(call, request.GET.get(name) or usual) for name, usual in (("de", newest), ("a", DRAFT)))
    choices = [(DRAFT, _("The form as it is being written")), *((str(version.number), named(version.number)) for version in versions)]
    return page(
        request,
        "versions",
        call,
        _("Versions of the form"),
        versions=versions,
        one=one,
        other=other,
        choices=choices,
        changes=differences(one.document, other.document),
    )


def side(call: Call, code: str) -> Side:
    if code == DRAFT:
        return Side(code, _("The form as it is being written"), build(call))
    version = call.form_versions.filter(number=code).first() if NUMBER.fullmatch(code) else None
    if version is None:
        raise Http404
    return Side(code, named(version.number), version.document)


def named(number: int) -> str:
    return _("Version %(number)d") % {"number": number}
