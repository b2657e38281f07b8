"""Offers in the admin, to read; the room's pages and what it adds to the pages of lower rooms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from applicants.applications.admin import ApplicationAdmin
from applicants.applications.in_play import is_possible
from applicants.applications.models import Application
from applicants.applications.staff.finding import CallFilter, matching
from applicants.applications.staff.page import StaffRequest
from applicants.applications.staff.panels import Panel, Step, panel, steps
from applicants.applications.states import TRANSITIONS, State
from applicants.review.rounds.admin import RoundAdmin
from applicants.selection.appeals.desk import answering, appeals, waiting_for
from applicants.selection.appeals.models import Appeal
from applicants.selection.composer.pages.confirming import confirming
from applicants.selection.composer.pages.editing import editing
from applicants.selection.composer.pages.listing import comparing, listing
from applicants.selection.composer.pages.showing import showing
from applicants.selection.decisions.bulk import action
from applicants.selection.decisions.confirming import confirming as four_eyes
from applicants.selection.decisions.letters import release_letters
from applicants.selection.decisions.releasing import releasing
from applicants.selection.decisions.shortlist import PUT, TAKE
from applicants.selection.decisions.stage import CORRECTABLE, DECIDABLE
from applicants.selection.decisions.staging import TITLES, staging
from applicants.selection.funnel import admin as funnel
from applicants.selection.models import Decision, Offer
from applicants.selection.offers.placing import DEEDS, placing
from applicants.selection.procedure.page import procedure_page
from applicants.selection.ranking.page import ranking_page
from applicants.selection.waiting.closing import closing_list
from applicants.selection.waiting.page import offering, waiting_list
from fundportal.accounts.roles import Permission

__all__ = ["funnel"]

ApplicationAdmin.actions += [action(PUT), action(TAKE)]
RoundAdmin.more_pages["<int:pk>/ranking/"] = ("round_ranking", ranking_page)
RoundAdmin.more_pages["<int:pk>/composer/"] = ("round_composer", listing)
RoundAdmin.more_pages["<int:pk>/composer/new/"] = ("round_compose", editing)
RoundAdmin.more_pages["<int:pk>/composer/compare/"] = ("round_compare", comparing)
RoundAdmin.more_pages["scenario/<int:pk>/"] = ("scenario", showing)
RoundAdmin.more_pages["scenario/<int:pk>/confirm/<int:application>/"] = ("scenario_confirm", confirming)


class OfferCallFilter(CallFilter):
    path = "application__call"


@admin.register(Offer)
class OfferAdmin(admin.ModelAdmin[Offer]):
    """Offers, the ones that end first on top. Nothing is edited here."""

    list_display = ["application", "person", "cohort", "state", "made_at", "expires_at", "answered_at"]
    list_filter = ["state", OfferCallFilter]
    search_fields = ["application__folio"]
    search_help_text = _("Folio, name or e-mail address")
    fields = ["application", "cohort", "state", "made_at", "expires_at", "answered_at"]
    ordering = ["expires_at", "id"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None

    @admin.display(description=_("applicant"))
    def person(self, offer: Offer) -> str:
        return str(offer.application.applicant)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offer]:
        rows = Offer.objects.visible_to(cast(StaffRequest, request).user).select_related(
            "application__applicant", "cohort__strand__program"
        )
        return rows.defer("application__answers", "application__revisions")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        return queryset.filter(matching(search_term, folio="application__folio", person="application__applicant")), False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("stage/<int:pk>/", wrap(staging), name="stage"),
            path("procedure/<int:pk>/", wrap(procedure_page), name="procedure"),
            path("confirm/<int:pk>/", wrap(four_eyes), name="confirm_decisions"),
            path("release/<int:pk>/", wrap(releasing), name="release"),
            path("release/<int:pk>/letters/", wrap(release_letters), name="release_letters"),
            path("appeals/<int:pk>/", wrap(appeals), name="appeals"),
            path("appeal/<int:pk>/", wrap(answering), name="appeal"),
            path("waiting/<int:pk>/", wrap(waiting_list), name="waiting_list"),
            path("close/<int:pk>/", wrap(closing_list), name="close_waiting_list"),
            path("make/<int:pk>/", wrap(offering), name="offer_place"),
            path("extend/<int:pk>/", wrap(placing), {"what": "extend"}, name="extend_offer"),
            path("retract/<int:pk>/", wrap(placing), {"what": "retract"}, name="retract_offer"),
            path("end/<int:pk>/", wrap(placing), {"what": "end"}, name="end_place"),
            *super().get_urls(),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Offer | None = None) -> bool:
        user = cast(StaffRequest, request).user
        return user.may_somewhere(Permission.DECIDE) if obj is None else user.may(Permission.DECIDE, obj.cohort.strand.program.code)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Offer | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Offer | None = None) -> bool:
        return False


LATER = frozenset(state for states in CORRECTABLE.values() for state in states)
CORRECTIONS = {
    "select": _("Correct the decision: select"),
    "waitlist": _("Correct the decision: waiting list"),
    "decline": _("Correct the decision: decline"),
}


def later_steps(request: StaffRequest, application: Application) -> Iterable[Step]:
    """What may still follow a decision that is known. Two statements, none for an application in another state."""
    if application.state not in LATER:
        return
    if Appeal.objects.visible_to(request.user).open().filter(application=application).exists():
        yield Step(_("Answer the appeal"), reverse("admin:appeal", args=[application.pk]))
    if Decision.objects.current().filter(application=application).exists():
        for outcome in Decision.Outcome.values:
            if application.state in CORRECTABLE[outcome]:
                url = f"{reverse('admin:stage', args=[application.call_id])}?outcome={outcome}&ids={application.pk}"
                yield Step(CORRECTIONS[outcome], url)


@steps
def decision_steps(request: StaffRequest, application: Application) -> Iterable[Step]:
    """Noting a decision or correcting one, offering a place or taking it back, answering an appeal, where the state allows it."""
    if not request.user.may(Permission.DECIDE, application.call.program_code):
        return
    yield from later_steps(request, application)
    if application.state in DECIDABLE:
        for outcome in Decision.Outcome.values:
            yield Step(TITLES[outcome], f"{reverse('admin:stage', args=[application.call_id])}?outcome={outcome}&ids={application.pk}")
        verb = "shortlist" if application.state in TRANSITIONS["shortlist"].sources else "unshortlist"
        yield Step(TITLES[verb], f"{reverse('admin:stage', args=[application.call_id])}?outcome={verb}&ids={application.pk}")
    if is_possible("offer", application):
        yield Step(_("Offer a place"), reverse("admin:offer_place", args=[application.pk]))
    for deed in DEEDS.values():
        if application.state in TRANSITIONS[deed.verb].sources:
            yield Step(deed.title, reverse(f"admin:{deed.verb}", args=[application.pk]))


@panel
def decisions(request: StaffRequest, application: Application) -> Panel | None:
    """Decisions and offers, for those who decide."""
    if not request.user.may(Permission.DECIDE, application.call.program_code):
        return None
    rows = Decision.objects.visible_to(request.user).filter(application=application).order_by("pk")
    rows = rows.select_related("release", "staged_by", "confirmed_by", "corrects__release")
    offers = Offer.objects.visible_to(request.user).filter(application=application).order_by("pk")
    appeal = waiting_for(application) if application.state in (*LATER, *DECIDABLE, State.OFFERED, State.CONFIRMED) else None
    context = {"decisions": rows, "offers": offers, "appeal": appeal, "zone": application.call.time_zone}
    return Panel(_("Decision"), "admin/applicants/selection/panel.html", context)
