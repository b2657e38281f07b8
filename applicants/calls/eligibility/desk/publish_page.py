"""Publishing the rules: what changes, for how many, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applicants.calls.desk.call import managed, page
from applicants.calls.eligibility.publish import (
    RulesBroken,
    RulesChanged,
    Turning,
    fingerprint,
    is_changed,
    name_of,
    problems,
    publish_rules,
    turning,
)
from applicants.calls.eligibility.versions import build
from applicants.calls.models import Call
from fundportal.web.bilingual import pick

NAMED = 50


def publish_rules_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says what will happen, and to how many; POST publishes. The rules of a draft call go public with it."""
    call = managed(request, pk)
    if call.status == Call.Status.DRAFT:
        messages.info(request, _("The rules become public together with the call."))
        return redirect("admin:applicants_call_rules", call.pk)
    if request.method == "POST":
        try:
            version = publish_rules(call=call, by=request.user, confirmed=request.POST.get("confirmed", ""))  # type: ignore[arg-type]
        except (RulesBroken, RulesChanged) as refusal:
            messages.warning(request, str(refusal))
            return redirect("admin:applicants_call_publish_rules", call.pk)
        if version:
            messages.success(request, _("Published. From now on the check asks by version %(number)d.") % {"number": version.number})
        return redirect("admin:applicants_call_rules", call.pk)
    document = build(call)
    found = problems(document)
    changed = is_changed(call, document)
    turned = turning(call, document) if changed and not found else Turning([], 0)
    return page(
        request,
        "publish_rules",
        call,
        _("Publish the requirements check"),
        problems=found,
        changed=changed,
        rules=[] if found else [(name_of(rule), pick(rule["why"])) for rule in document["rules"]],
        turned=len(turned.folios) + turned.drafts,
        folios=turned.folios[:NAMED],
        drafts=turned.drafts,
        confirmed=fingerprint(document),
    )
