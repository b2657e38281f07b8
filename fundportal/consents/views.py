"""The full privacy notice, for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from fundportal.accounts.programmes import programme_name
from fundportal.consents.models import Notice, Purpose
from fundportal.web.bilingual import pick
from fundportal.web.public import public_page


@public_page
def notice(request: HttpRequest, program_code: str, version: int) -> HttpResponse:
    """One published version; every version stays readable, because people agreed to it."""
    shown = get_object_or_404(Notice.objects.published(), program_code=program_code, version=version)
    newest = Notice.objects.published().filter(program_code=program_code).order_by("-version").first()
    context = {
        "notice": shown,
        "program": pick(programme_name(program_code)),
        "purposes": [Purpose(code).label for code in Purpose.values if code in shown.purposes],
        "recipients": [
            {"name": recipient["name"], "purpose": pick({"es": recipient["purpose_es"], "en": recipient["purpose_en"]})}
            for recipient in shown.recipients
        ],
        "newer": newest if newest and newest.version > shown.version else None,
    }
    return render(request, "consents/notice.html", context)
