"""Reviews in the admin: a list for those who assign and decide, the desk for those who review."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from applicants.applications.saved.lists import LISTS, Kept, shown_views
from applicants.applications.saved.models import SavedView
from applicants.applications.staff.filtering import ConditionFilter, ManyFilter, shown
from applicants.applications.staff.finding import ids, matching
from applicants.applications.staff.page import StaffRequest
from applicants.review.blinding.revealing import revealing
from applicants.review.calibration.page import panel_spread
from applicants.review.desk import files
from applicants.review.desk import page as desk
from applicants.review.desk.across import across
from applicants.review.desk.flags import flagging
from applicants.review.desk.search import searching
from applicants.review.models import Review, Round
from applicants.review.rounds import others
from fundportal.accounts.models import User
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record

OVERSEE = (Permission.ASSIGN, Permission.DECIDE)


class RoundFilter(ManyFilter):
    title = _("round")
    parameter_name = "round"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rounds = Round.objects.visible_to(cast(StaffRequest, request).user).select_related("call").order_by("-pk")
        return [(str(found.pk), str(found)) for found in rounds[:50]]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(round__in=ids(self.values))


class ReviewerFilter(ManyFilter):
    """Who reads, among those who review or have reviewed in the reader's programmes."""

    title = _("reviewer")
    parameter_name = "reviewer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        read = Review.objects.visible_to(cast(StaffRequest, request).user).order_by().values("reviewer")
        return [(str(person.pk), str(person)) for person in User.objects.filter(pk__in=read).order_by("sort_name", "pk")[:200]]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(reviewer__in=ids(self.values))


class ProgressFilter(ConditionFilter):
    title = _("progress")
    parameter_name = "progress"
    CONDITIONS = {
        "done": Q(submitted_at__isnull=False),
        "begun": Q(submitted_at=None, saved_at__isnull=False),
        "waiting": Q(saved_at=None) & ~Q(conflict="declared"),
        "abstained": Q(conflict="declared"),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("done", _("handed in")), ("begun", _("begun")), ("waiting", _("not begun")), ("abstained", _("abstained"))]

    def conditions(self) -> dict[str, Q]:
        return self.CONDITIONS


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin[Review]):
    """Read-only: scores are given at the desk."""

    list_display = ["folio", "reviewer", "round", "conflict", "mean", "submitted_at"]
    list_display_links = ["folio"]
    change_list_template = "admin/applicants/filtered_list.html"
    list_filter = [RoundFilter, ReviewerFilter, ProgressFilter]
    search_fields = ["application__folio"]
    search_help_text = _("Folio, or name of the reviewer")
    ordering = ["-id"]
    fields = ["application", "read_by", "round", "assigned_at", "conflict", "given", "mean", "comment", "submitted_at"]
    readonly_fields = ["read_by", "given"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None

    @admin.display(description=_("folio"), ordering="application__folio")
    def folio(self, review: Review) -> str:
        return review.application.folio

    @admin.display(description=_("reviewer"))
    def read_by(self, review: Review) -> str:
        """Without a way to a page that only privacy officers may open."""
        return str(review.reviewer)

    @admin.display(description=_("scores"))
    def given(self, review: Review) -> str:
        return ", ".join(f"{criterion.title}: {review.scores.get(criterion.key, '–')}" for criterion in review.round.criteria.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        rows = Review.objects.visible_to(cast(StaffRequest, request).user).select_related(
            "application__call__cohort__strand__program", "reviewer", "round__call"
        )
        return rows.defer("application__answers", "application__revisions")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        return queryset.filter(matching(search_term, folio="application__folio", person="reviewer")), False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().change_view(request, object_id, form_url, extra_context)
        shown = getattr(response, "context_data", {}).get("original")
        if isinstance(shown, Review):
            code = shown.application.call.program_code
            record(
                actor=cast(StaffRequest, request).user,
                verb="view_review",
                target=shown.application.folio,
                program_code=code,
                review=shown.pk,
            )
        return response

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        user = cast(StaffRequest, request).user
        if user.may_somewhere(Permission.REVIEW) and not self.has_view_permission(request):
            return redirect("admin:review_desk")
        response = super().changelist_view(request, extra_context)
        changelist = getattr(response, "context_data", {}).get("cl")
        if changelist is not None:
            response.context_data |= shown(changelist, **shown_views(user, SavedView.List.REVIEWS))  # type: ignore[attr-defined]
        return response

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("desk/", wrap(desk.desk), name="review_desk"),
            path("desk/search/", wrap(searching), name="review_desk_search"),
            path("desk/others/", wrap(others.others_index), name="review_others"),
            path("desk/<int:pk>/others/", wrap(others.others_of), name="review_others_of"),
            path("desk/<int:pk>/names/", wrap(revealing), name="review_names"),
            path("desk/<int:pk>/", wrap(desk.desk_review), name="review_desk_review"),
            path("desk/<int:pk>/abstain/", wrap(desk.abstaining), name="review_desk_abstain"),
            path("desk/<int:pk>/flag/", wrap(flagging), name="review_desk_flag"),
            path("desk/criterion/<int:pk>/", wrap(across), name="review_desk_criterion"),
            path("desk/calibration/<int:pk>/", wrap(panel_spread), name="review_desk_spread"),
            path("desk/<int:pk>/files/<uuid:file>/", wrap(files.review_file), name="review_file"),
            path("desk/<int:pk>/letters/<int:reference>/", wrap(files.letter_file), name="review_letter"),
            *super().get_urls(),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        user = cast(StaffRequest, request).user
        return any(user.may_somewhere(p) if obj is None else user.may(p, obj.application.call.program_code) for p in OVERSEE)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        return False


LISTS[SavedView.List.REVIEWS] = Kept(admin.site.get_model_admin(Review), "admin:applicants_review_changelist", OVERSEE)
