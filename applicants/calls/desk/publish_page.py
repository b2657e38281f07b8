"""Publishing a call: what will happen, what is missing, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.calls.audience import answering, audience
from applicants.calls.desk.call import managed, page
from applicants.calls.desk.form_page import is_changed
from applicants.calls.form_diff import differences, touched
from applicants.calls.form_versions import build
from applicants.calls.models import Call, Question
from applicants.calls.publish import NotAsConfirmed, NotPublishable, fingerprint, problems, publish
from fundportal.web.bilingual import pick


def publish_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says what will happen; POST publishes."""
    call = managed(request, pk)
    if request.method == "POST":
        try:
            version = publish(call=call, by=request.user, confirmed=request.POST.get("confirmed", ""))  # type: ignore[arg-type]
        except (NotPublishable, NotAsConfirmed) as refusal:
            messages.warning(request, str(refusal))
            return redirect("admin:applicants_call_publish", call.pk)
        messages.success(request, _("Published. Applicants see version %(number)d of the form.") % {"number": version.number})
        return redirect("admin:applicants_call_change", call.pk)
    document = build(call)
    was = call.form_version.document if call.form_version and call.status != Call.Status.DRAFT else None
    return page(
        request,
        "publish",
        call,
        _("Publish"),
        problems=problems(call, document),
        first=call.status == Call.Status.DRAFT,
        changed=is_changed(call, document),
        open_now=call.opens_at <= timezone.now() < call.closes_at,
        questions=sum(len(section["questions"]) for section in document["sections"]),
        sections=len(document["sections"]),
        drafts=len(audience(call)),
        confirmed=fingerprint(call, document),
        changes=differences(was, document) if was else [],
        answered=answering(call, touched(was, document)) if was else 0,
        tiers=by_tier(document),
    )


def by_tier(document: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """What reviewers see: the questions under each blind tier, the open one first."""
    asked = [q for section in document["sections"] for q in section["questions"]]
    found = [(tier.label, [pick(q["label"]) for q in asked if q["tier"] == tier]) for tier in Question.Tier]
    return [(str(label), labels) for label, labels in found if labels]
