"""The release: what will become known, to how many, in which words; then the verb; then what happened."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.calls.models import Call
from applicants.review.preview import Preview, preview
from applicants.selection.call_for import call_for
from applicants.selection.decisions.feedback import in_the_letter
from applicants.selection.decisions.release import Changed, NothingStaged, Unexplained, fingerprint, release, staged_in, without_comments
from applicants.selection.decisions.stage import DECIDABLE
from applicants.selection.models import Decision, Release
from applicants.selection.offers.offer import about_offer, open_until
from fundportal.notifications.models import Suppression
from programs.cohorts.places import CohortFull

Outcome = Decision.Outcome
LETTERS = {Outcome.SELECT: "offer", Outcome.WAITLIST: "waitlisted", Outcome.DECLINE: "declined"}


class UnexplainedForm(forms.Form):
    """Why those who are declined without a comment get none; they read it."""

    unexplained_es = forms.CharField(
        label=gettext_lazy("Why they get no comments (Spanish)"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("They read exactly this in the letter and on the status page."),
    )
    unexplained_en = forms.CharField(
        label=gettext_lazy("Why they get no comments (English)"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


def releasing(request: StaffRequest, pk: int) -> HttpResponse:
    """GET shows counts, everybody concerned, warnings and a letter of each kind; POST with `confirm` releases exactly what was shown. Whose own
    application is among them sees no names and no letters, and cannot release."""
    call = call_for(request, pk)
    if "confirm" in request.POST:
        try:
            why = {name: request.POST.get(name, "")[:300] for name in UnexplainedForm.base_fields}
            done = release(call=call, by=request.user, seen=request.POST.get("seen", "-"), **why)
        except NothingStaged:
            messages.info(request, _("Nothing was left to release: below you see what became known, and when."))
        except (Changed, CohortFull, Unexplained) as refusal:
            messages.error(request, str(refusal))
        else:
            count = sum(done.counts.values())
            messages.success(
                request, ngettext("%(count)d decision is known now.", "%(count)d decisions are known now.", count) % {"count": count}
            )
        return redirect("admin:release", pk)
    return releasing_page(request, call)


def releasing_page(request: StaffRequest, call: Call) -> HttpResponse:
    decisions = staged_in(call)
    own = any(decision.application.applicant_id == request.user.pk for decision in decisions)
    silent = len(without_comments(decisions))
    letters = [] if own else letters_for(call, decisions)
    counts = Counter(str(decision.outcome) for decision in decisions)
    return staff_page(
        request,
        "admin/applicants/decision/releasing.html",
        title=_("Release the decisions"),
        call=call,
        cohort=call.cohort,
        counts=[(label, counts[value]) for value, label in Outcome.choices],
        people=[] if own else people(decisions),
        total=len(decisions),
        seen=fingerprint(decisions),
        warnings=warnings(call, decisions),
        blocked=blocked(call, decisions, letters, own=own) if decisions else _("No decision is noted that could be released."),
        letters=letters,
        silent=silent,
        form=UnexplainedForm() if silent else None,
        releases=[(made, [(label, made.counts.get(value, 0)) for value, label in Outcome.choices]) for made in past(call)],
    )


def past(call: Call) -> list[Release]:
    return list(Release.objects.filter(call=call).select_related("by").order_by("-at"))


def people(decisions: list[Decision]) -> list[tuple[str, list[Decision]]]:
    """Everybody concerned, by outcome: those selected and declined by folio, the waiting list in its order."""
    ordered = sorted(decisions, key=lambda decision: (decision.position or 0, decision.application.folio))
    found = [(str(label), [decision for decision in ordered if decision.outcome == value]) for value, label in Outcome.choices]
    return [(label, rows) for label, rows in found if rows]


def blocked(call: Call, decisions: list[Decision], letters: list[Preview], *, own: bool) -> str:
    """Why this cannot be released as it stands; empty when it can."""
    counts = Counter(str(decision.outcome) for decision in decisions)
    if own:
        return _("An application of your own is among them: somebody else has to do this.")
    if counts[Outcome.SELECT] and call.cohort.places is None:
        return _("The number of places is not known yet. Set it in the cohort first.")
    if counts[Outcome.SELECT] > call.cohort.free:
        return _("%(selected)d are selected and %(free)d places are free. Put some on the waiting list first.") % {
            "selected": counts[Outcome.SELECT],
            "free": call.cohort.free,
        }
    if any(letter.trouble for letter in letters):
        return _("A letter cannot be written; nothing is released until it can.")
    return ""


def warnings(call: Call, decisions: list[Decision]) -> list[str]:
    """What should be known before all of this becomes known."""
    found = []
    waiting = Application.objects.filter(call=call, state__in=DECIDABLE).count() - len(decisions)
    if waiting:
        words = ngettext(
            "%(count)d application has no decision yet and hears nothing.",
            "%(count)d applications have no decision yet and hear nothing.",
            waiting,
        )
        found.append(words % {"count": waiting})
    people = [decision.application.applicant for decision in decisions]
    emails = {person.email for person in people}
    suppressed = set(Suppression.objects.filter(email__in=emails).values_list(Lower("email"), flat=True))
    silent = [str(person) for person in people if not person.email or not person.is_active or person.email in suppressed]
    if silent:
        found.append(_("No letter reaches these people, their address is suppressed or gone: %(list)s.") % {"list": ", ".join(silent[:50])})
    return found


def letters_for(call: Call, decisions: list[Decision]) -> list[Preview]:
    """The letter of the first decision of each kind."""
    firsts: dict[str, Decision] = {}
    for decision in decisions:
        firsts.setdefault(decision.outcome, decision)
    return [letter_of(call, firsts[outcome]) for outcome in Outcome.values if outcome in firsts]


def letter_of(call: Call, decision: Decision) -> Preview:
    application = decision.application
    application.call = call
    context: dict[str, Any] = in_the_letter(decision, application.applicant.language)
    if decision.position:
        context["position"] = decision.position
    if decision.outcome == Outcome.SELECT:
        context |= about_offer(application, open_until(call, timezone.now()))
    return preview(kind=LETTERS[Outcome(decision.outcome)], application=application, **context)
