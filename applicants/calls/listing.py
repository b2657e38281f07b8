"""A call for search engines: schema.org, EducationalOccupationalProgram, as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from applicants.calls.models import Call
from programs.models import Organization

# The signs with which a text could leave the script element; in JSON they may be written as escapes.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def listing(call: Call, organizations: Iterable[Organization]) -> SafeString:
    """The content of a data block; safe inside a script element. `organizations` are those that provide it. Needs the programme at hand."""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "EducationalOccupationalProgram",
        "name": call.title,
        "description": call.summary,
        "url": settings.SITE_URL + reverse("call", args=[call.slug]),
        "provider": [
            {"@type": "Organization", "name": name} for name in dict.fromkeys(organization.name for organization in organizations)
        ],
        "applicationStartDate": call.opens_at.astimezone(call.zone).date().isoformat(),
        "applicationDeadline": call.closes_at.astimezone(call.zone).date().isoformat(),
        "inLanguage": get_language(),
    }
    if call.cohort.places:
        facts["maximumEnrollment"] = call.cohort.places
    return SafeString(json.dumps(facts, ensure_ascii=False).translate(_ESCAPES))
