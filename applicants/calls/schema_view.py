"""The schema of forms, for who writes one by hand or reads one with another program."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from applicants.calls.form_schema import form_schema


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """JSON Schema 2020-12. It holds nothing of this portal but its address."""
    return HttpResponse(json.dumps(form_schema(), ensure_ascii=False, indent=1), content_type="application/schema+json; charset=utf-8")
