"""Applications as staff see them: a list to search and to act on, a page to read. Nothing is edited here."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from applicants.applications.bulk.pages import job_page, jobs_page
from applicants.applications.eligibility.staff import SaidFilter, counts_of_said
from applicants.applications.models import Application
from applicants.applications.outages.page import outage_page
from applicants.applications.promise.page import postpone_page
from applicants.applications.saved.lists import LISTS, Kept, shown_views
from applicants.applications.saved.models import SavedView
from applicants.applications.saved.pages import changing, opening, saving
from applicants.applications.staff import view as staff_view
from applicants.applications.staff.clarifying import clarifying, taking_back
from applicants.applications.staff.filtering import shown
from applicants.applications.staff.finding import (
    AskedFilter,
    BoundedPaginator,
    CallFilter,
    ScreenedFilter,
    StateFilter,
    SubmittedFilter,
    counts_by_state,
    ids,
)
from applicants.applications.staff.more_time_page import more_time_page
from applicants.applications.staff.origin import CountryFilter, EntityFilter, LanguageFilter, ProgramFilter, StrandFilter
from applicants.applications.staff.page import StaffRequest
from applicants.applications.staff.reach import reach_of
from applicants.applications.staff.searching import MOST_FOUND, is_searching, marked, searched, shown_of_search
from applicants.applications.transcripts.page import transcripts_page
from fundportal.accounts.roles import Permission

SHOWN = (
    "folio",
    "state",
    "state_since",
    "submitted_at",
    "applicant__name",
    "applicant__email",
    "call__title_es",
    "call__title_en",
    "call__folio_prefix",
    "call__cohort__strand__program__short_name_es",
    "call__cohort__strand__program__short_name_en",
)


def short(moment: datetime | None, *, hour: bool = False) -> str:
    """“22 Nov 2026, 19:15” where the reader is; a dash for what has not happened."""
    return date_format(timezone.localtime(moment), "j N Y, H:i" if hour else "j N Y") if moment else "–"


@admin.register(Application)
class ApplicationAdmin(admin.ModelAdmin[Application]):
    """Scoped by `visible_to`. Higher rooms add their actions to `actions`, their pages to `more_pages` (path -> name and view), and what they
    show and offer on the page through `panels`."""

    list_display = ["folio", "person", "program", "state_tag", "submitted"]
    list_display_links = ["folio"]
    list_filter: ClassVar[list[Any]] = [
        *(StateFilter, ScreenedFilter, SaidFilter, SubmittedFilter, AskedFilter),
        *(ProgramFilter, StrandFilter, CallFilter, EntityFilter, CountryFilter, LanguageFilter),
    ]
    search_fields = ["folio"]
    search_help_text = _(
        "Folio, name, e-mail address or words of the answers: all must be found, with or without accents, parts of words too. "
        "“In quotes” exactly so; -word leaves out."
    )
    ordering = ["-submitted_at"]
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    actions: list[Any] = []
    more_pages: ClassVar[dict[str, tuple[str, Any]]] = {}

    @admin.display(description=_("found in"))
    def passage(self, application: Application) -> SafeString | str:
        return marked(application)

    @admin.display(description=_("applicant"), ordering="applicant__sort_name")
    def person(self, application: Application) -> str:
        return str(application.applicant)

    @admin.display(description=_("programme"))
    def program(self, application: Application) -> str:
        return str(application.call.cohort.strand.program)

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, application: Application) -> str:
        shown = (application.state, application.get_state_display(), _("since"), short(application.state_since))
        return format_html('<span class="fp-tag fp-tag--{}">{}</span> <small>{} {}</small>', *shown)

    @admin.display(description=_("submitted"), ordering="submitted_at")
    def submitted(self, application: Application) -> str:
        return short(application.submitted_at, hour=True)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return (
            Application.objects.visible_to(cast(StaffRequest, request).user)
            .select_related("call__cohort__strand__program", "applicant")
            .only(*SHOWN)
        )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        found, cast(StaffRequest, request).inquiry = searched(queryset, search_term)  # type: ignore[attr-defined]
        return found, False

    def get_list_display(self, request: HttpRequest) -> Any:
        return [*self.list_display[:1], "passage", *self.list_display[1:]] if is_searching(request) else self.list_display

    def get_paginator(self, request: HttpRequest, queryset: QuerySet[Any], per_page: int, *args: Any, **options: Any) -> BoundedPaginator:
        most = MOST_FOUND if is_searching(request) else 0
        return BoundedPaginator(queryset, per_page, *args, most=most, **options)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().changelist_view(request, {**(extra_context or {}), "title": _("Applications")})
        changelist = getattr(response, "context_data", {}).get("cl") if request.method == "GET" else None
        if changelist is not None:
            response.context_data |= shown_of_search(cast(StaffRequest, request), changelist)  # type: ignore[attr-defined]
            user, calls = cast(StaffRequest, request).user, ids(request.GET.getlist("call"))
            reach = reach_of(user)
            may = reach.ids(Permission.READ_APPLICATION)
            rows = reach.applications([pk for pk in may if pk in calls] if calls else may)
            views = shown_views(user, SavedView.List.APPLICATIONS)
            response.context_data |= shown(changelist, most_counted=getattr(changelist.paginator, "most", 0), **views)  # type: ignore[attr-defined]
            response.context_data["states"] = counts_by_state(  # type: ignore[attr-defined]
                rows, lambda state: changelist.get_query_string({"state__exact": state}, ["p", "screened"])
            )
            if calls:  # what people say is of the rules of a call; of all calls at once it would cost more than the list
                response.context_data["says"] = counts_of_said(  # type: ignore[attr-defined]
                    rows, lambda result: changelist.get_query_string({"says": result}, ["p"])
                )
        return response

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/change/", wrap(staff_view.application_page), name="applicants_application_change"),
            path("bulk/", wrap(jobs_page), name="bulk_jobs"),
            path("bulk/<int:pk>/", wrap(job_page), name="bulk_job"),
            path("saved/", wrap(saving), name="saved_view_new"),
            path("saved/<int:pk>/", wrap(opening), name="saved_view"),
            path("saved/<int:pk>/change/", wrap(changing), name="saved_view_change"),
            path("outage/<int:pk>/", wrap(outage_page), name="applicants_application_outage"),
            path("postpone/<int:pk>/", wrap(postpone_page), name="applicants_application_postpone"),
            path("more-time/<int:pk>/", wrap(more_time_page), name="applicants_application_more_time"),
            path("<int:pk>/ask/", wrap(clarifying), name="applicants_application_clarify"),
            path("<int:pk>/ask/<int:number>/take-back/", wrap(taking_back), name="applicants_application_take_back"),
            path("<int:pk>/files/<uuid:file>/", wrap(staff_view.application_file), name="application_file"),
            path("<int:pk>/transcripts/<str:key>/", wrap(transcripts_page), name="application_transcripts"),
            *(path(route, wrap(view), name=name) for route, (name, view) in self.more_pages.items()),
            *(url for url in super().get_urls() if getattr(url, "name", "") == "applicants_application_changelist"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return cast(StaffRequest, request).user.may_somewhere(Permission.READ_APPLICATION)

    def has_view_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        user = cast(StaffRequest, request).user
        return (
            user.may_somewhere(Permission.READ_APPLICATION) if obj is None else user.may(Permission.READ_APPLICATION, obj.call.program_code)
        )

    def has_screen_permission(self, request: HttpRequest) -> bool:
        return cast(StaffRequest, request).user.may_somewhere(Permission.SCREEN)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return cast(StaffRequest, request).user.may_somewhere(Permission.DECIDE)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return cast(StaffRequest, request).user.may_somewhere(Permission.EXPORT_APPLICATIONS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        return False


LISTS[SavedView.List.APPLICATIONS] = Kept(
    admin.site.get_model_admin(Application), "admin:applicants_application_changelist", (Permission.READ_APPLICATION,)
)
