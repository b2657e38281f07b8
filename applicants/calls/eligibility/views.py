"""Is it for me? The questions, and what the answers mean."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from applicants.calls.eligibility.carried import MOST_CHARACTERS, Carried, carry, checked, seal, unseal
from applicants.calls.eligibility.check_form import CheckForm
from applicants.calls.eligibility.elsewhere import elsewhere
from applicants.calls.eligibility.judge import FITS, NOT, judge
from applicants.calls.eligibility.versions import LoadedRules, rules_of, rules_version
from applicants.calls.models import Call
from applicants.calls.questions.base import Json
from applicants.calls.tickets import state
from fundportal.web.arrival import arrived_at
from fundportal.web.pack.helper import section_helper
from fundportal.web.prepared import Prepared
from fundportal.web.steady import repeatable

CALL_BY_SLUG = Prepared(lambda slug: Call.objects.listed().filter(slug=slug).order_by(), slug=str)
FIELDS = section_helper()


class ExplanationForm(forms.Form):
    """Why the check is wrong, in the person's words. The team of the programme reads it; nobody is turned away by a machine (LFPDPPP art. 26)."""

    explanation = forms.CharField(
        label=_("Why should you apply all the same?"),
        help_text=_("In a sentence or two. The team of the programme reads it with your application."),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea({"rows": 4}),
    )


def call_with_rules(slug: str) -> tuple[Call, LoadedRules]:
    """Raises Http404 where there is no such call, or nothing to check."""
    call = CALL_BY_SLUG.first(slug=slug)
    rules = rules_of(call) if call else None
    if call is None or rules is None:
        raise Http404
    return call, rules


@never_cache
@sensitive_post_parameters()
@repeatable
def eligibility(request: HttpRequest, slug: str) -> HttpResponse:
    """GET asks; POST says what the answers mean, and where else to go. Nothing is stored, and no answer stands in an address."""
    call, rules = call_with_rules(slug)
    form = CheckForm(rules.rules, request.POST if request.method == "POST" else None)
    if form.is_valid():
        return outcome_page(request, call, rules, form.given(), ExplanationForm())
    return render(
        request, "calls/eligibility.html", {"call": call, "form": form, "fields": FIELDS, "state": state(call, arrived_at(request))}
    )


@never_cache
@sensitive_post_parameters()
@repeatable
def eligibility_start(request: HttpRequest, slug: str) -> HttpResponse:
    """POST goes on to the application with what was answered, against its result with an explanation; GET begins again."""
    if request.method != "POST":
        return redirect("eligibility", slug)
    call, _rules = call_with_rules(slug)
    version, answers = unseal(call, request.POST.get("checked", ""))
    rules, explanation = rules_version(version), ExplanationForm(request.POST)
    against = judge(rules.rules, answers).result == NOT
    if against and not explanation.is_valid():
        return outcome_page(request, call, rules, answers, explanation)
    carried = Carried(version, answers, explanation.cleaned_data["explanation"] if against else "")
    carry(request, call, carried)
    if request.user.is_authenticated:
        checked.send(sender=Call, person=request.user, call=call, carried=carried)
    return redirect("apply", call.slug)


def outcome_page(
    request: HttpRequest, call: Call, rules: LoadedRules, answers: dict[str, Json], explanation: ExplanationForm
) -> HttpResponse:
    """What the answers mean, with the questions below to change them."""
    at, outcome = arrived_at(request), judge(rules.rules, answers)
    context: dict[str, Any] = {
        "call": call,
        "outcome": outcome,
        "fits": outcome.result == FITS,
        "no": outcome.result == NOT,
        "others": elsewhere(call, answers, at) if outcome.result == NOT or not call.is_open(at) else [],
        "checked": seal(call, rules.id, answers),
        "explanation": explanation,
        "has_errors": explanation.is_bound,
        "again": CheckForm(rules.rules, answers=answers),
        "fields": FIELDS,
        "state": state(call, at),
    }
    return render(request, "calls/eligibility_result.html", context)
