"""What every letter about an application says."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from applicants.applications.models import Application


def absolute(name: str, language: str, *args: Any) -> str:
    """The full address of a page in the reader's language."""
    with override(language):
        return settings.SITE_URL + reverse(name, args=args)


def about_application(application: Application) -> dict[str, Any]:
    """Folio, call and address of the status page, as JSON. Needs call and applicant at hand."""
    call = application.call
    return {
        "folio": application.folio,
        "call": {"es": call.title_es, "en": call.title_en},
        "zone": call.time_zone,
        "sample": call.is_sample,
        "url": absolute("application", application.applicant.language, application.folio),
    }
