"""Anybody who was shown a receipt can check it. Says what arrived when; never who wrote it or what."""

from __future__ import annotations

import textwrap

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from applicants.applications.models import Submission
from applicants.applications.receipt.signing import keys
from applicants.applications.receipt.snapshot import as_code, is_erased, verdict
from fundportal.web.refusals import Refusal


class NoSuchReceipt(Refusal):
    """No submission has this code."""

    status = 404
    title = _("There is no receipt with this code")

    def __init__(self) -> None:
        super().__init__(
            _("Compare it with the receipt, character by character: it has twenty, in four groups. O and I, 0 and 1 are never among them.")
        )


@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt of one submission, whatever was submitted after it."""
    found = Submission.objects.select_related("application__call").filter(code=as_code(code)).first()
    if found is None:
        raise NoSuchReceipt
    if found.code != code:
        return redirect("verify", found.code)
    application = found.application
    sound = verdict(
        folio=application.folio,
        number=found.number,
        received_at=found.received_at,
        document=found.document,
        digest=found.sha256,
        key_id=found.key_id,
        signature=found.signature,
    )
    context = {
        "submission": found,
        "application": application,
        "call": application.call,
        "sound": sound,
        "erased": is_erased(found.document),
        "later": application.submission_id != found.pk,
        "hash": textwrap.wrap(found.sha256, 4),
        "signature": textwrap.wrap(found.signature, 22),
    }
    return render(request, "applications/verify.html", context)


def verify_any(request: HttpRequest) -> HttpResponse:
    """A box for the code of a receipt on paper."""
    code = as_code(request.GET.get("codigo", ""))
    if code:
        return redirect("verify", code[:24])
    return render(request, "applications/verify_any.html")


def verify_offline(request: HttpRequest) -> HttpResponse:
    """How to check a receipt with nothing of ours: the lines that docs/verify-a-receipt.md has as well."""
    return render(request, "applications/verify_offline.html")


def receipt_keys(request: HttpRequest) -> HttpResponse:
    """The public keys under which receipts are signed, the newest first, for checking without us."""
    return JsonResponse({"keys": [{"id": key.id, "kind": "Ed25519", "public_key_base64": key.public_base64} for key in keys().values()]})
